"""The page みんなの進捗 of a cohort: what was held of each course, and the figures that were published.

Called by the progress job. Pure; it names nobody and tells no figure of people that a post has not told before. Bars are
letters, so that they are read out and need no picture.
"""

from collections.abc import Iterator
from datetime import datetime

from m365bot.content.html import escape
from m365bot.content.markdown import to_html
from m365bot.programme import Cohort
from m365bot.records.summary import Summary
from m365bot.words import tell

BAR = 10  # letters


def texts(cohort: Cohort, figures: Summary, now: datetime) -> tuple[str, ...]:
    """What it is, the courses, and the figures where there are any."""
    told = to_html(figures.to_markdown())
    return tuple(filter(None, (_head(), _courses(cohort, now), told)))


def bar(done: float, of: float) -> str:
    """Full squares for the share that is done; one less than all until all is."""
    share = min(done / of, 1.0) if of > 0 else 0.0
    full = BAR if share >= 1.0 else min(int(share * BAR), BAR - 1)
    return "■" * full + "□" * (BAR - full)


def _head() -> str:
    about = tell(
        "期のみんなでどこまで進んだかのページです。週に一度、新しくなります。だれの記録かは出しません。"
    )
    few = tell("アンケートの数字は、投稿で知らせたものと同じです。5人未満のものは表示しません。")
    own = tell("自分の時間は、本人だけが読める『研修の記録』にあります。")
    return "".join(f"<p>{escape(line)}</p>" for line in (about, few, own))


def _courses(cohort: Cohort, now: datetime) -> str:
    names = (tell("科目"), tell("進み具合"), tell("実施した時間"), tell("予定の時間"))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in _rows(cohort, now)
    )
    title = escape(tell("科目ごとの進み具合"))
    return (
        f"<h3>{title}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    )


def _rows(cohort: Cohort, now: datetime) -> Iterator[tuple[str, ...]]:
    """Make-up sessions are for who missed one: they are no progress of all."""
    for course in cohort.courses:
        own = [each for each in cohort.sessions if each.course == course.key and not each.makes_up]
        planned = sum(each.hours for each in own)
        done = sum(each.hours for each in own if each.ends <= now)
        if planned > 0:
            yield (course.title, bar(done, planned), f"{done:g}", f"{planned:g}")
