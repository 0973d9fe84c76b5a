"""A version of one of the officers' files: who changed it, when and why, and whether it is in force.

Called by editing, which makes them, and by whatever keeps or shows them. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from m365bot.words import say


class How(StrEnum):
    """By which way it came."""

    FOUND = "found"
    EDITED = "edited"
    UPLOADED = "uploaded"
    UNDONE = "undone"
    PULLED = "pulled"
    CONFIRMED = "confirmed"

    @property
    def words(self) -> str:
        return {
            How.FOUND: say("フォルダーで変更"),
            How.EDITED: say("画面で編集"),
            How.UPLOADED: say("アップロード"),
            How.UNDONE: say("元に戻した"),
            How.PULLED: say("SharePoint で編集"),
            How.CONFIRMED: say("承認する人が確認"),
        }[self]


class State(StrEnum):
    """What became of it. WAITING: noted, and about to be laid into the folder. HELD: it is wrong. ASKING: it takes a guard
    away, and waits for a second person.
    """

    WAITING = "waiting"
    IN_FORCE = "in_force"
    HELD = "held"
    ASKING = "asking"
    COLLIDED = "collided"

    @property
    def words(self) -> str:
        return {
            State.WAITING: say("反映中"),
            State.IN_FORCE: say("有効"),
            State.HELD: say("保留(不備あり)"),
            State.ASKING: say("保留(確認待ち)"),
            State.COLLIDED: say("ほかの変更と重複"),
        }[self]


@dataclass(frozen=True)
class Draft:
    """What is to be a version. content: None where the file is taken away. base: the number of the version that whoever
    changed it had before the eyes, 0 where there was none; of: the version whose content this is again. account: the
    directory's id of whoever signed in to it. is_operators: of somebody who may write the folder anyway.
    """

    file: str
    content: bytes | None
    how: How
    state: State = State.WAITING
    who: str = ""
    account: str = ""
    reason: str = ""
    base: int = 0
    of: int | None = None
    mentions: frozenset[str] = frozenset()
    is_operators: bool = False


@dataclass(frozen=True)
class Version:
    """digest: keyed, of its content; empty where the file was taken away. who, account: empty where nobody signed in to
    it.
    """

    file: str
    number: int
    how: How
    state: State
    who: str
    at: datetime
    reason: str
    digest: str
    size: int
    of: int | None = None
    is_erased: bool = False
    account: str = ""

    @property
    def is_removal(self) -> bool:
        return not self.digest

    @property
    def waits(self) -> bool:
        """Is it kept and not in force?"""
        return self.state in (State.HELD, State.ASKING)

    @property
    def is_saved(self) -> bool:
        """Did whoever it names write it? Who confirms what another wrote did not; what collided got nowhere."""
        return self.how is not How.CONFIRMED and self.state is not State.COLLIDED

    def to_json(self) -> dict[str, Any]:
        own = {"file": self.file, "version": self.number, "how": self.how.value, "state": self.state.value}
        told = {"who": self.who or None, "at": self.at.isoformat(), "reason": self.reason, "of": self.of}
        return own | told | {"size": self.size, "removed": self.is_removal, "erased": self.is_erased}


@dataclass(frozen=True)
class Standing:
    """Of one file: the newest version that did not collide, and the newest that came into force."""

    newest: Version
    in_force: Version | None

    @property
    def is_held(self) -> bool:
        return self.newest.waits

    @property
    def asks(self) -> bool:
        return self.newest.state is State.ASKING

    @property
    def lies_in_folder(self) -> Version | None:
        """What m365bot last knew to lie there: a broken edit of a page never gets there, one of the folder does."""
        return self.newest if self.is_held and self.newest.how is How.FOUND else self.in_force


class Versions(Protocol):
    """Who keeps them."""

    def standing(self) -> Mapping[str, Standing]: ...

    def held(self) -> Sequence[Version]:
        """What is newest of a file and not in force, by the names of files."""

    def history(self, file: str) -> Sequence[Version]:
        """The newest first."""

    def was_ever(self, file: str, digest: str) -> bool: ...

    def content(self, version: Version) -> bytes | None:
        """None where it was erased, or is of a file taken away."""

    def digest(self, content: bytes | None) -> str: ...

    def add(self, drafts: Sequence[Draft]) -> Sequence[Version]:
        """All, or none. Raises Overtaken where a file has a newer version than its draft's base."""

    def settle(self, versions: Iterable[Version], state: State) -> None: ...


class Overtaken(Exception):
    """Somebody else's version of a file came first."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file
