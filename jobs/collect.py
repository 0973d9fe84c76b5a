"""Take in what trainees answered: every response in a form's list, workbook or folder is in the records.

アンケートの回答を、様式の回答先(リスト、Forms のブック、フォルダー)から記録に取り込む。`make: true` のリストは、先に作る。
"""

from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Programme
from m365bot.resources import AnswerList, Responses, Team, Unusable


@job(title="回答の取り込み", when="weekdays every 2 hours from 08:40 to 17:00")
def collect(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.FORMS))
    sites = {spec.name: spec for spec in (programme.officers_team, programme.leaders_team, cohort.team)}
    for asked in cohort.collected:
        site = sites.get(asked.source.team or "", programme.officers_team)
        if asked.source.make and not (
            asked.due and asked.due < now
        ):  # before it opens, so that a flow can be made
            yield AnswerList.to(asked, Team.of(programme, site, now.date()))
        if asked.source.kind not in Responses.readable or (asked.opens and asked.opens > now):
            continue
        yield Responses.to(asked, Team.of(programme, site, now.date()))
