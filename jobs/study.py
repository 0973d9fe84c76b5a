"""Show how self-study goes, names hidden: a page behind each tab that asks for it, new once a week.

自主学習の進みを、名前を出さずにページで見せる。週に一度新しくし、そのページを開くタブを置く。
"""

from m365bot.content import board
from m365bot.job import Now, Wanted, job
from m365bot.programme import STUDY, Cohort, Part, Programme
from m365bot.records.hours import Log
from m365bot.records.snapshot import Records
from m365bot.resources import Channel, Page, Tab, Team, Unusable


@job(title="自主学習のページ", when="mondays 08:50")
def study(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.HOURS))
    tabs = [(spec, tab) for spec in cohort.channels for tab in spec.tabs if tab.page == STUDY]
    hours = records.hours(cohort, programme, now)
    if not tabs or not hours.frame.study or now.date() < cohort.starts or hours.log is Log.UNREAD:
        return
    team = Team.of(programme, cohort.team, now.date())
    page = Page(team, STUDY, board.texts(hours))
    yield page
    yield from (Tab(Channel(team, spec.name), tab.name, page=page) for spec, tab in tabs)
