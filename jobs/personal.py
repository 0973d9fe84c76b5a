"""Lay each trainee's own record where only that person and the officers read it.

本人の研修の記録(時間、残り、提出)を、研修運営のサイトの、本人だけが読めるフォルダーに置く。
"""

from m365bot.content import own_record
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Programme
from m365bot.records import feedback, handed
from m365bot.records.snapshot import Records
from m365bot.resources import ChannelFolder, Folder, General, OwnRecord, PrivateFolder, Team, Unusable


@job(title="本人の記録", when="fridays 16:30", missed="run late within 6 hours", first="collect")
def personal(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.HOURS, cohort))
    hours = records.hours(cohort, programme, now)
    today = now.date()
    has_any = [
        one for one in cohort.trainees_on(today) if hours.ledger.of(one) or feedback.of(one, cohort, today)
    ]
    if not has_any or cohort.is_finished:
        return
    office = Team.of(programme, programme.officers_team, today)
    every = Folder(ChannelFolder(General(office)), "個人記録")
    here = Folder(every, cohort.key)
    asked = handed.of(records, cohort, now)
    yield every
    yield here
    for person in has_any:
        folder = PrivateFolder(here, person)
        yield folder
        yield OwnRecord(folder, own_record.rows(hours, hours.standing(person), asked))
