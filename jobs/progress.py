"""Keep the page of what a cohort has done together, behind a tab: courses held, and figures that were published before.

『みんなの進捗』のページを、タブから開けるように保つ。まだ投稿していない集計は載せない。名前は出さない。
"""

from m365bot.content import together
from m365bot.job import Now, Wanted, job
from m365bot.programme import PROGRESS, Cohort, Part, Programme
from m365bot.records import summary
from m365bot.records.snapshot import Records
from m365bot.resources import Channel, ChannelFolder, Folder, General, Page, Picture, Tab, Team, Unusable


@job(title="みんなの進捗", when="fridays 16:10", missed="run late within 6 hours")
def progress(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.FORMS))
    tabs = [(spec, tab) for spec in cohort.channels for tab in spec.tabs if tab.page == PROGRESS]
    certain = [one for one in cohort.questionnaires if not records.is_in_doubt(one, now)]
    figures = summary.of(cohort, certain, records, programme, hours=records.hours(cohort, programme, now))
    if not tabs or figures.is_new or cohort.is_finished or now.date() > cohort.ends:
        return
    team = Team.of(programme, cohort.team, now.date())
    said = together.sections(cohort, figures, now)
    folder = Folder(ChannelFolder(General(team)), PROGRESS)
    pictures = [Picture.to(folder, chart) for chart in said.charts]
    page = Page(team, PROGRESS, said.texts, tuple(zip(said.places, pictures, strict=True)))
    if pictures:
        yield folder
    yield from pictures
    yield page
    for spec, tab in tabs:
        yield Tab(Channel(team, spec.name), tab.name, page=page)
