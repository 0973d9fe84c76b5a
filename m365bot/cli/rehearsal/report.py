"""What a rehearsed year came to, as one page with its pictures: what was found, the charts that trainees saw, the months.

Made by year. Pure. The file needs no other, asks no network and runs no script.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from m365bot.cli.rehearsal.finding import Finding
from m365bot.cli.rehearsal.seen import Picture, Seen, Table
from m365bot.cli.rehearsal.stage import Unread
from m365bot.content.html import escape
from m365bot.words import say, spoken

STYLE = """
:root { color-scheme: light; font-family: system-ui, "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 56rem; line-height: 1.7; color: #242424; background: #fff; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; } h3 { font-size: 1.05rem; }
.verdict { padding: .6rem 1rem; border-left: .4rem solid; background: #f5f5f5; font-weight: 600; }
.good { border-color: #107c10; } .bad { border-color: #b10e1c; } li.bad { border: 0; color: #b10e1c; }
ul { list-style: none; padding: 0; } ul ul { padding-left: 1.5rem; }
figure { margin: 1.5rem 0; } figure img { width: 100%; height: auto; border: 1px solid #d1d1d1; }
figcaption { color: #616161; font-size: .9rem; }
table { margin: 1rem 0; border-collapse: collapse; }
td, th { padding: .3rem .8rem; border-bottom: 1px solid #d1d1d1; text-align: left; }
pre { white-space: pre-wrap; font-size: .85rem; background: #f5f5f5; padding: .8rem 1rem; }
"""


@dataclass(frozen=True)
class Told:
    """months: a line each."""

    programme: str
    cohort: str
    since: datetime
    until: datetime
    months: Sequence[str]
    findings: Sequence[Finding]
    seen: Seen


def of(told: Told) -> str:
    """An HTML document."""
    title = say("{programme} {cohort}の1年(練習)", programme=told.programme, cohort=told.cohort)
    body = "".join((*_verdict(told), *_faces(told.seen), *_months(told.months)))
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><main>"
        f"<h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def _verdict(told: Told) -> Iterator[str]:
    days = say("{since:%Y-%m-%d} から {until:%Y-%m-%d} まで", since=told.since, until=told.until)
    wrong = sum(bool(one.wrong) for one in told.findings)
    words = (
        say("{count}項目が設定と違います。", count=wrong)
        if wrong
        else say("{count}項目すべて、設定のとおりでした。", count=len(told.findings))
    )
    yield f'<p>{escape(days)}</p><p class="verdict {"bad" if wrong else "good"}">{escape(words)}</p>'
    yield _heading(say("\n確かめ(m365bot とは別の読み手が、練習環境を読みました)"))
    yield f"<ul>{''.join(map(_finding, told.findings))}</ul>"


def _finding(one: Finding) -> str:
    below = "".join(f"<li>{escape(words)}</li>" for words in one.wrong)
    below = f"<ul>{below}</ul>" if below else ""
    return f"<li{' class=bad' if one.wrong else ''}>{escape(one.line)}{below}</li>"


def _faces(seen: Seen) -> Iterator[str]:
    """As they were at the end: their pictures and tables."""
    if isinstance(seen.faces, Unread):
        return
    for face in seen.faces:
        yield _heading(say("受講者が見るページ『{page}』", page=face.title))
        yield "".join(map(_figure, face.pictures))
        yield "".join(map(_table, face.tables))


def _figure(picture: Picture) -> str:
    source = f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"
    words = escape(picture.alt)
    return f'<figure><img src="{source}" alt="{words}"><figcaption>{words}</figcaption></figure>'


def _table(table: Table) -> str:
    head, *rows = table
    lines = [_row("th", head), *(_row("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _months(lines: Sequence[str]) -> Iterator[str]:
    yield _heading(say("月ごと"))
    yield f"<pre>{chr(10).join(escape(line) for line in lines)}</pre>"


def _heading(words: str) -> str:
    return f"<h2>{escape(words.strip())}</h2>"
