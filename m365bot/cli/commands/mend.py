"""What `m365bot records correct` does: lists rows that need a look, corrects one, or takes its corrections back.

Called by the command of that name. The cells of a row stay as they came.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from m365bot import app
from m365bot.cli.commands import user
from m365bot.cli.screen import door, table, terminal
from m365bot.errors import ConfigError
from m365bot.programme import Programme, called
from m365bot.records import Row, State, mending
from m365bot.records.corrections import Correction
from m365bot.records.mending import Wish
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.settings import Settings

HEAD = ("番号", "期", "様式", "回", "回答者", "提出日時", "理由")


def needs_one_wish(row: int | None, *, says_something: bool, take_back: bool) -> None:
    """Raises ConfigError where it is not clear what is meant."""
    if row is None and (says_something or take_back):
        raise ConfigError(
            say("どの行かを番号で書いてください。番号は `m365bot records correct` で見られます。")
        )
    if says_something and take_back:
        raise ConfigError(say("--take-back は、訂正を取り消すだけのときに使います。"))


def listed(settings: "Settings", cohort: str | None) -> int:
    """Rows that need a look, and those that were corrected."""
    with app.records(settings) as (stored, programme):
        cohorts = [called.cohort(cohort, programme)] if cohort else list(programme.unfinished)
        said = stored.said(cohorts)
        rows = [row for one in cohorts for row in stored.rows_of(one)]
    strange = [row for row in rows if row.state == State.QUARANTINED]
    _show_strange(strange, programme)
    for row in rows:
        if row.number in said:
            door.out("\n".join(_said(row, said[row.number], programme)))
    return 0


def corrected(settings: "Settings", number: int, wish: Wish, reason: str) -> int:
    with app.correcting(settings) as (correcting, programme):
        row = correcting.correct(number, wish, user.name(), _reason(reason))
    door.out(say("番号{number}の行({asked})を訂正しました。来たままの回答も残っています。", **_which(row)))
    door.out(_now(row, programme))
    return 0


def taken_back(settings: "Settings", number: int, reason: str) -> int:
    with app.correcting(settings) as (correcting, programme):
        row = correcting.take_back(number, user.name(), _reason(reason))
    door.out(say("番号{number}の行({asked})の訂正を取り消しました。", **_which(row)))
    door.out(_now(row, programme))
    return 0


def _show_strange(rows: Sequence[Row], programme: Programme) -> None:
    if not rows:
        door.out(say("要確認の行はありません。"))
        return
    lines = [_line(row, programme) for row in rows]
    door.out(table.fitted(tuple(map(say, HEAD)), lines, terminal.room(), idle=(3,), spare=(1, 5)))
    door.out(
        say(
            "直し方の例: m365bot records correct {number} --person a.yamada@example.jp --reason 本人に確認",
            number=rows[0].number,
        )
    )


def _line(row: Row, programme: Programme) -> tuple[str, ...]:
    at = f"{row.submitted.astimezone(programme.timezone):%Y-%m-%d %H:%M}" if row.submitted else "—"
    return (str(row.number), row.cohort, row.form, row.session or "—", row.identity or "—", at, row.reason)


def _said(row: Row, said: Sequence[Correction], programme: Programme) -> Iterator[str]:
    yield say("訂正した行 {number}({asked}、いまは{state}):", **_which(row), state=_state(row))
    form = programme.forms.get(row.form)
    for one in said:
        yield say(
            "  {what}({day} {who}: {reason})",
            what=mending.in_words(one, form, programme.everybody),
            day=one.at.astimezone(programme.timezone).date(),
            who=one.who,
            reason=one.reason,
        )


def _now(row: Row, programme: Programme) -> str:
    if row.state == State.QUARANTINED:
        return say("まだ要確認です: {reason}", reason=row.reason)
    person = programme.everybody.get(row.person_id or "")
    who = person.mail if person else say("無記名")
    return say("いまは「{state}」です(回答者: {who})。", state=_state(row), who=who)


def _state(row: Row) -> str:
    return {State.KEPT: say("有効"), State.QUARANTINED: say("要確認")}.get(State(row.state), say("差替済"))


def _which(row: Row) -> dict[str, object]:
    place = "/".join(part for part in (row.cohort, row.form, row.session) if part)
    return {"number": row.number, "asked": place}


def _reason(words: str) -> str:
    if not words.strip():
        raise ConfigError(say("--reason に理由を書いてください。"))
    return words.strip()
