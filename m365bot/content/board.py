"""The page 自主学習 of a cohort: how far each trainee is with the learning items, under a pseudonym.

Called by the study job. Pure. Everybody in the team reads it, guests too: it names nobody, and its order is that of the
pseudonyms, which says nothing of the roster's.
"""

from collections.abc import Iterable, Iterator

from m365bot.content.html import escape
from m365bot.programme.curriculum import StudyItem
from m365bot.records import pseudonyms
from m365bot.records.hours import Hours
from m365bot.words import tell

STEPS = 10


def texts(hours: Hours) -> tuple[str, ...]:
    """One HTML each: what it is, the board, the items."""
    return (_about(), _board(hours), _items(hours.frame.study))


def _about() -> str:
    words = tell(
        "自主学習の進みぐあいです。名前の代わりに呼び名を使っています。自分の呼び名は、本人と研修担当だけが知っています。"
    )
    return f"<p>{escape(words)}</p>"


def _board(hours: Hours) -> str:
    head = _row("th", (tell("呼び名"), tell("進み"), tell("終えた教材")))
    rows = "".join(_row("td", cells) for cells in sorted(_progress(hours)))
    return f"<h3>{escape(tell('みんなの進み'))}</h3><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _progress(hours: Hours) -> Iterator[tuple[str, str, str]]:
    """By pseudonym; in steps, so that one row tells little of one evening."""
    names, every = pseudonyms.of(hours.cohort), len(hours.frame.study)
    for person in hours.trainees:
        done = len(hours.standing(person).studied)
        step = done * STEPS // every if every else 0
        bar = "■" * step + "□" * (STEPS - step)
        yield names[person.id], bar, tell("{done} / {every}", done=done, every=every)


def _items(study: Iterable[StudyItem]) -> str:
    head = _row("th", (tell("教材"), tell("提供"), tell("時間")))
    rows = "".join(
        f"<tr><td>{_link(item)}</td><td>{escape(item.provider)}</td><td>{item.hours:g}</td></tr>"
        for item in study
    )
    return f"<h3>{escape(tell('教材の一覧'))}</h3><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _link(item: StudyItem) -> str:
    title = escape(item.title)
    return f'<a href="{escape(item.url)}">{title}</a>' if item.url else title


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
