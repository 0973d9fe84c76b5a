"""What an approver signs on paper, or attaches to a 電子決裁: all that a run asks for, letter by letter, and room for seals.

Called by `m365bot runs show --pdf`. Says the whole digest, to which the approval is bound: what was printed may be done.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from m365bot.content import difference
from m365bot.content.html import escape
from m365bot.content.pdf import Sheet
from m365bot.journal import Run
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.runs import expiring
from m365bot.runs.office import Office
from m365bot.words import later, say

VERBS: Mapping[Action, str] = {
    Action.CREATE: later("作成"),
    Action.UPDATE: later("更新"),
    Action.REMOVE: later("削除"),
    Action.STORE: later("取込"),
}
CELL = " | "  # between the cells of a table, in what is told as plain text
SEALS = (later("起案"), later("係長"), later("課長補佐"), later("課長"))


def sheet(run: Run, plan: Plan, before: Mapping[str, str], office: Office) -> Sheet:
    """plan: what waits. before: key → the text that went out or was approved last."""
    zone = office.programme.timezone
    title = say(
        "決裁のお願い: {title}", title=office.jobs[run.job].title if run.job in office.jobs else run.job
    )
    asked, until = run.ended or run.planned, expiring.moment(office.programme, run)
    under = [
        say("実行の番号: {run}", run=run.id),
        say("求めた日時: {at}", at=f"{asked.astimezone(zone):%Y-%m-%d %H:%M}"),
        *([say("承認の期限: {at}", at=f"{until.astimezone(zone):%Y-%m-%d %H:%M}")] if until else []),
        *([say("実行の理由: {reason}", reason=run.reason)] if run.reason else []),
    ]
    body = "".join((*_changes(plan.changes, before, office), _seals()))
    return Sheet(title, body, under=under, below=say("内容の値 {digest}", digest=plan.digest))


def _changes(changes: Sequence[Change], before: Mapping[str, str], office: Office) -> Iterator[str]:
    told: set[str] = set()
    for change in changes:
        yield f"<h2>{escape(say(VERBS[change.action]))} {escape(change.resource.title)}</h2>"
        if change.not_before:
            at = change.not_before.astimezone(office.programme.timezone)
            yield f"<p>{escape(say('{at} から', at=f'{at:%Y-%m-%d %H:%M}'))}</p>"
        if change.asks:
            yield f"<p>{escape(say('承認が要る理由: {why}', why=change.asks))}</p>"
        text = "".join(_lines(change.resource.preview, before.get(change.key, change.before)))
        yield f"<p>{escape(say('(本文は上と同じです)'))}</p>" if text and text in told else text
        told.add(text)


def _lines(after: str, before: str) -> Iterator[str]:
    """Where there is an earlier text: what is new and what goes, in words, for paper has no colours."""
    if not before or before == after:
        lines = (line for line in after.split("\n") if line.strip())
        for _, same in groupby(lines, key=lambda line: line.count(CELL)):
            yield from _told(list(same))
        return
    for line in difference.marked(before, after).split("\n"):
        sign = {"+ ": say("加わる:"), "- ": say("消える:")}.get(line[:2], "")
        if line[2:].strip():
            yield f"<p>{f'<strong>{escape(sign)}</strong> ' if sign else ''}{escape(line[2:])}</p>"


def _told(lines: Sequence[str]) -> Iterator[str]:
    """Lines of as many cells each: a table, where there are two of them; a lone one is words."""
    if len(lines) < 2 or CELL not in lines[0]:
        yield from (f"<p>{escape(line)}</p>" for line in lines)
        return
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in line.split(CELL)) for line in lines)
    yield f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


def _seals() -> str:
    head = "".join(f"<th>{escape(say(one))}</th>" for one in SEALS)
    room = "".join("<td><br><br><br></td>" for _ in SEALS)
    number = escape(say("決裁番号:　　　　　　　　　　決裁日:"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{room}</tr></tbody></table>"
    return f"<h2>{escape(say('決裁欄'))}</h2>{table}<p>{number}</p>"
