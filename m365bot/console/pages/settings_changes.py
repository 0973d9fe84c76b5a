"""設定, where it is changed: a text or cells typed, a file uploaded, an earlier version brought back.

Called by their routes. What is wrong, or came too late, comes back on the page with what was typed.
"""

from pathlib import PurePosixPath
from typing import Any

from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.pages import settings
from m365bot.editing import difference, grid, written
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.outcome import Ending, Outcome
from m365bot.errors import ConfigError
from m365bot.journal.version import Draft, How, Version
from m365bot.reading import plain
from m365bot.words import say

SHEETS = (".csv", ".xlsx")


def saved(asked: Asked) -> Shown | Sent:
    return _typed(asked, asked.typed.get("text", ""))


def typed_in_cells(asked: Asked) -> Shown | Sent:
    cabinet, name = settings.cabinet_of(asked), settings.file_of(asked.form.get("file", ""))
    before = written.shown(_base_content(cabinet, name, _base(asked)))
    rows = grid.typed(asked.typed)
    if not rows or not before:
        raise ConfigError(say("表が届きませんでした。前の画面に戻り、もう一度保存してください。"))
    return _typed(asked, grid.text(before, rows))


def _typed(asked: Asked, text: str) -> Shown | Sent:
    cabinet, name = settings.cabinet_of(asked), settings.file_of(asked.form.get("file", ""))
    content = written.like(_base_content(cabinet, name, _base(asked)), text)
    draft = _draft(asked, name, content, How.EDITED)
    return _answered(asked, cabinet, cabinet.change([draft]), draft)


def uploaded(asked: Asked) -> Shown | Sent:
    """In place of the sheet of the other kind, where that is what is there."""
    cabinet, name = settings.cabinet_of(asked), settings.file_of(asked.form.get("file", ""))
    if asked.upload is None:
        raise ConfigError(say("ファイルが選ばれていません。前の画面に戻り、ファイルを選んでください。"))
    target = _target(name, asked.upload.name)
    draft = _draft(asked, target, asked.upload.content, How.UPLOADED, of=name)
    drafts = [draft]
    if target != name and _base(asked):
        drafts.append(_draft(asked, name, None, How.UPLOADED))
    return _answered(asked, cabinet, cabinet.change(drafts), draft)


def _target(name: str, sent: str) -> str:
    """Raises ConfigError for a file of another kind."""
    here, ending = PurePosixPath(name), PurePosixPath(sent.replace("\\", "/")).suffix.lower()
    if ending == here.suffix:
        return name
    if here.suffix in SHEETS and ending in SHEETS:
        return str(here.with_suffix(ending))
    if ending in (".xls", ".xlsm"):
        raise ConfigError(
            say("古い形式({ending})です。Excel で「.xlsx」に保存し直してください。", ending=ending)
        )
    raise ConfigError(
        say("『{name}』には {right} のファイルを送ってください。", name=here.name, right=here.suffix or "—")
    )


def undone(asked: Asked) -> Shown | Sent:
    cabinet, name = settings.cabinet_of(asked), settings.file_of(asked.form.get("file", ""))
    number = asked.form.get("number", "")
    if not number.isdecimal() or len(number) > 8:
        raise ConfigError(say("版は数字です。"))
    was = cabinet.version(name, int(number))
    outcome = cabinet.undo(
        name,
        was.number,
        asked.visitor.sign_in_name,
        asked.form.get("reason", ""),
        account=asked.visitor.account,
    )
    draft = _draft(asked, name, cabinet.content(was), How.UNDONE)
    return _answered(asked, cabinet, outcome, draft)


def withdrawn(asked: Asked) -> Shown | Sent:
    cabinet, name = settings.cabinet_of(asked), settings.file_of(asked.form.get("file", ""))
    outcome = cabinet.withdraw(
        name,
        asked.visitor.sign_in_name,
        asked.form.get("reason", ""),
        account=asked.visitor.account,
    )
    return _answered(asked, cabinet, outcome, _draft(asked, name, None, How.UNDONE))


def _draft(asked: Asked, name: str, content: bytes | None, how: How, of: str = "") -> Draft:
    """of: the file whose page it was made on, where that is another."""
    base = 0 if of and of != name else _base(asked)
    return Draft(
        name,
        content,
        how,
        who=asked.visitor.sign_in_name,
        account=asked.visitor.account,
        reason=asked.form.get("reason", ""),
        base=base,
    )


def _base(asked: Asked) -> int:
    base = asked.form.get("base", "0")
    return int(base) if base.isdecimal() and len(base) < 9 else 0


def _base_content(cabinet: Cabinet, name: str, base: int) -> bytes | None:
    """What the page showed; a file that is new has none."""
    return cabinet.versions.content(cabinet.version(name, base)) if base else None


def _answered(asked: Asked, cabinet: Cabinet, outcome: Outcome, draft: Draft) -> Shown | Sent:
    if outcome.ending in (Ending.IN_FORCE, Ending.SAME):
        said = "same" if outcome.ending is Ending.SAME else "saved"
        return Sent(f"/settings/file/{draft.file}", said)
    more: dict[str, Any] = {"outcome": outcome, "theirs": outcome.theirs}
    if outcome.ending is Ending.COLLIDED:
        more["chunks"] = _chunks(cabinet, draft, outcome.theirs)
    text = written.shown(draft.content)
    faults = outcome.faults if outcome.ending is Ending.HELD else ()
    return settings.page(asked, cabinet, draft.file, text, faults=faults, more=more, status=409)


def _chunks(cabinet: Cabinet, draft: Draft, theirs: Version | None) -> list[difference.Chunk]:
    """Only where somebody changed something."""
    base = _base_content(cabinet, draft.file, draft.base)
    other = cabinet.versions.content(theirs) if theirs else None
    lines = [plain.lines_of(draft.file, one) for one in (base, other, draft.content)]
    return [one for one in difference.three_way(*lines) if not one.is_same]
