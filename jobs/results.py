"""Show the cohort its results once a week: submissions and averages, no names, no group under five.

期の集計(提出数と平均)を週に一度、最初のチャネルに投稿する。名前は出さない。新しい数字がない週は投稿しない。
"""

from datetime import timedelta

from m365bot.content.markdown import to_html
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Programme
from m365bot.records import editions, summary
from m365bot.records.snapshot import Records
from m365bot.resources import Channel, Figures, Team, Unusable, Window


@job(title="集計の投稿", when="fridays 16:00", missed="ask")
def results(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.FORMS))
    certain = [one for one in cohort.questionnaires if not records.is_in_doubt(one, now)]
    figures = summary.of(cohort, certain, records, programme, hours=records.hours(cohort, programme, now))
    if not figures.is_new or now.date() > cohort.ends:
        return
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    yield Figures(
        Channel(Team.of(programme, cohort.team, now.date()), cohort.channels[0].name),
        post_key=editions.key_of(cohort.key, now),
        subject=editions.subject_of(cohort.key, now),
        html=to_html(figures.to_markdown()),
        sender=programme.service_account,
        window_=Window(programme.calendar.next_open(now), monday + timedelta(days=7)),
        cohort=cohort.key,
        page=figures.to_markdown(),
        titles=tuple(part.title for part in figures.parts),
        at=now.isoformat(),
    )
