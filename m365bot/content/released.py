"""The post that tells a channel that a session's materials are there.

Called by the announce job. Pure; it tells only what its channel's people see in that channel's files, and names nobody.
"""

import unicodedata
from collections.abc import Sequence

from m365bot.content import timetable
from m365bot.content.html import escape
from m365bot.programme import Cohort, Material, Session
from m365bot.words import tell

MOST = 20  # names in one post


def subject(session: Session) -> str:
    return tell("『{title}』の資料を公開しました", title=session.title)


def html(cohort: Cohort, session: Session, materials: Sequence[Material]) -> str:
    names = [unicodedata.normalize("NFC", each.relative) for each in materials]  # a Mac writes others
    rest = tell("ほか{count}件", count=len(names) - MOST) if len(names) > MOST else ""
    files = "".join(f"<li>{escape(name)}</li>" for name in filter(None, (*names[:MOST], rest)))
    about = escape(tell("資料は、このチャネルの「ファイル」にあります。"))
    facts = "".join(f"<li>{escape(line)}</li>" for line in timetable.lines(cohort, session))
    return f"<p>{about}</p><ul>{files}</ul><p>{escape(tell('この回の予定'))}</p><ul>{facts}</ul>"
