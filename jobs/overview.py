"""Keep the officers' workbook of each cohort up to date: hours, completion, submissions, how fresh each source is.

研修担当のサイトに、期の一覧表(時間、修了の見込み、提出、取込状況)を置き、新しくする。
"""

from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Programme
from m365bot.records.overview import Overview
from m365bot.records.snapshot import Records
from m365bot.resources import ChannelFolder, Folder, General, OfficersBook, Team, Unusable


@job(title="研修担当の一覧表", when="weekdays 17:00")
def overview(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.HOURS, cohort))
    if now.date() < cohort.starts or not cohort.read:
        return
    team = Team.of(programme, programme.officers_team, now.date())
    folder = Folder(ChannelFolder(General(team)), "研修記録")
    yield folder
    yield OfficersBook.to(folder, Overview(records.hours(cohort, programme, now), records, programme))
