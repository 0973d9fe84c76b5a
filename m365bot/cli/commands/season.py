"""`m365bot plan distribute --calendar`: the season's materials as a table, by config alone.

Called by `plan`. Asks nothing of the tenant.
"""

from typing import Any

from m365bot import app, clock
from m365bot.cli.commands import options
from m365bot.cli.screen import bytes_words, door, table, terminal
from m365bot.errors import ConfigError
from m365bot.programme import called, season
from m365bot.settings import Settings
from m365bot.words import say

JOB = "distribute"
IDLE, SPARE = (2, 0), (2, 4, 3)  # columns that go where they hold nothing, and where there is no room


def show(settings: Settings, job: str, cohort: str | None, at: str | None, *, as_json: bool) -> int:
    """Raises ConfigError: another job, or a cohort that is not there."""
    if job != JOB:
        raise ConfigError(say("--calendar は distribute だけで使えます: m365bot plan distribute --calendar"))
    programme = app.reading(settings).usable()
    now = options.moment(at, programme) or clock.asked().astimezone(programme.timezone)
    cohorts = [called.cohort(cohort, programme)] if cohort else programme.unfinished
    found = season.of(cohorts, now)
    if as_json:
        door.document({"job": JOB, "at": now.isoformat(), "entries": [_document(one) for one in found]})
    elif found:
        door.out(
            table.fitted(_head(), [_line(one) for one in found], terminal.room(), idle=IDLE, spare=SPARE)
        )
    else:
        door.out(say("配布する資料はありません。"))
    return 0


def _document(entry: season.Entry) -> dict[str, Any]:
    return {
        "cohort": entry.cohort,
        "session": entry.session,
        "title": entry.title,
        "channel": entry.channel,
        "folder": entry.folder,
        "release": entry.release.isoformat(),
        "withdraw": entry.withdraw.isoformat() if entry.withdraw else None,
        "files": list(entry.files),
        "bytes": entry.size,
        "state": entry.state.value,
    }


def _head() -> tuple[str, ...]:
    return tuple(
        map(say, ("期", "公開", "引き上げ", "回", "チャネル", "フォルダー", "ファイル", "大きさ", "状態"))
    )


def _line(entry: season.Entry) -> tuple[str, ...]:
    withdraw = f"{entry.withdraw:%Y-%m-%d %H:%M}" if entry.withdraw else "—"
    return (
        entry.cohort,
        f"{entry.release:%Y-%m-%d %H:%M}",
        withdraw,
        entry.title,
        entry.channel,
        entry.folder or "—",
        say("{count}件", count=len(entry.files)),
        bytes_words.of(entry.size),
        _state(entry.state),
    )


def _state(state: season.State) -> str:
    words = {
        season.State.PLANNED: say("予定"),
        season.State.RELEASED: say("公開"),
        season.State.WITHDRAWN: say("引き上げ"),
    }
    return words[state]
