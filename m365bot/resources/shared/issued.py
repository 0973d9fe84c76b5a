"""What every face of an issue has in common: when it may go out, whether somebody approves it, and who wrote it.

Mixed into the kinds that are faces, before what else they are. Pure.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from m365bot.programme import Person
from m365bot.resources.bounds import Window
from m365bot.resources.kind import Kind
from m365bot.words import later, say


@dataclass(frozen=True, kw_only=True)
class Issued(Kind):
    """author: who wrote it, as far as config says so; another text of the same author is another text all the same."""

    window_: Window | None = None
    approve: bool = False
    author: Person | None = None
    told_when_left: ClassVar[bool] = False  # what was sent is sent, what was published stays
    shown_as_read: ClassVar[bool] = True
    asks_in_words: ClassVar[str] = later("公開には承認が必要です。")

    @property
    @abstractmethod
    def matter(self) -> str:
        """The issue's key: all its faces are one matter, and one word of a person, where it asks, is about all of them."""

    @property
    def window(self) -> Window | None:
        return self.window_

    @property
    def asks(self) -> str:
        return say(self.asks_in_words) if self.approve else ""

    @property
    def drafted_by(self) -> Person | None:
        return self.author
