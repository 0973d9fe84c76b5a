"""The page みんなの進捗 of a cohort: what was held of each course, and the figures that were published.

Called by the progress job. Pure; it names nobody and tells no figure of people that a post has not told before. Bars in
the tables are letters, so that they are read out and need no picture; charts say what the text below them says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from m365bot.content import charts
from m365bot.content.chart import Chart
from m365bot.content.html import escape
from m365bot.content.markdown import to_html
from m365bot.programme import Cohort
from m365bot.records.summary import Summary
from m365bot.words import tell

BAR = 10  # letters


@dataclass(frozen=True)
class Sections:
    """What stands on the page: each text, and the charts above it."""

    each: tuple[tuple[tuple[Chart, ...], str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.each)

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(chart for above, _ in self.each for chart in above)

    @property
    def places(self) -> tuple[int, ...]:
        """Of each chart, the number of the text below it."""
        return tuple(number for number, (above, _) in enumerate(self.each) for _ in above)


def sections(cohort: Cohort, figures: Summary, now: datetime) -> Sections:
    """What it is, the courses, and the figures where there are any."""
    courses = list(progress(cohort, now))
    told = (
        *charts.of_submissions(figures.asked),
        *charts.of_averages(figures.asked),
        *charts.of_hours(figures.hours),
    )
    all_of_it = (
        ((), _head()),
        (tuple(charts.of_courses(courses)), _courses(courses)),
        (told, to_html(figures.to_markdown())),
    )
    return Sections(tuple((above, text) for above, text in all_of_it if text))


def bar(done: float, of: float) -> str:
    """Full squares for the share that is done; one less than all until all is."""
    share = min(done / of, 1.0) if of > 0 else 0.0
    full = BAR if share >= 1.0 else min(int(share * BAR), BAR - 1)
    return "■" * full + "□" * (BAR - full)


def _head() -> str:
    about = tell(
        "期のみんなでどこまで進んだかのページです。週に一度、新しくなります。だれの記録かは出しません。"
    )
    few = tell(
        "アンケートと時間の平均は、投稿で知らせたものと同じです。5人未満のものは表示しません。"
        "数は5人分そろうごとに動くので、いまの提出より少ないことがあります。"
    )
    own = tell("自分の時間は、本人だけが読める『研修の記録』にあります。")
    return "".join(f"<p>{escape(line)}</p>" for line in (about, few, own))


def _courses(courses: Iterable[tuple[str, float, float]]) -> str:
    names = (tell("科目"), tell("進み具合"), tell("実施した時間"), tell("予定の時間"))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in map(_row, courses)
    )
    title = escape(tell("科目ごとの進み具合"))
    return (
        f"<h3>{title}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    )


def _row(course: tuple[str, float, float]) -> tuple[str, ...]:
    title, done, planned = course
    return title, bar(done, planned), f"{done:g}", f"{planned:g}"


def progress(cohort: Cohort, now: datetime) -> Iterator[tuple[str, float, float]]:
    """Title, hours held and planned; make-up sessions are for who missed one: they are no progress of all."""
    for course in cohort.courses:
        own = [each for each in cohort.sessions if each.course == course.key and not each.makes_up]
        planned = sum(each.hours for each in own)
        done = sum(each.hours for each in own if each.ends <= now)
        if planned > 0:
            yield course.title, done, planned
