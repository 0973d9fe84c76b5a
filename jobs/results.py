"""Show the cohort its results once a week: submissions and averages, no names, no group under five.

期の集計(提出数と平均)を週に一度、最初のチャネルに投稿する。名前は出さない。
"""

from datetime import timedelta

from m365bot.content.markdown import to_html
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Programme
from m365bot.records import summary
from m365bot.records.snapshot import Records
from m365bot.resources import Channel, Post, Team, Window


@job(title="集計の投稿", when="fridays 16:00", missed="ask")
def results(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    figures = summary.of(cohort, cohort.questionnaires, records.rows(cohort.key), programme)
    if figures.empty:
        return
    year, week, weekday = now.isocalendar()
    monday = (now - timedelta(days=weekday - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    channel = Channel(Team.of(programme, cohort.team, now.date()), cohort.channels[0].name)
    yield Post(
        channel,
        post_key=f"results-{cohort.key}-{year}-w{week:02}",
        subject=f"{cohort.key} 研修の集計({year}年第{week}週)",
        html=to_html(figures.to_markdown()),
        sender=programme.service_account,
        window_=Window(programme.calendar.next_open(now), monday + timedelta(days=7)),
    )
