"""What became of a change: told to whoever made it.

Made by the cabinet, shown by pages and commands. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from m365bot.journal.version import Version
from m365bot.reading import Complaint
from m365bot.words import say


class Ending(StrEnum):
    """IN_FORCE: it stands in the folder. SAME: nothing was changed. HELD: it is wrong, and kept. COLLIDED: somebody was
    faster, and it is kept beside theirs.
    """

    IN_FORCE = "in_force"
    SAME = "same"
    HELD = "held"
    COLLIDED = "collided"

    @property
    def words(self) -> str:
        return {
            Ending.IN_FORCE: say("保存しました。次の実行から使います。"),
            Ending.SAME: say("変更はありません。"),
            Ending.HELD: say(
                "不備があるため、まだ使いません。直前の正しい内容のまま動きます。書いた内容は残してあります。"
            ),
            Ending.COLLIDED: say(
                "ほかの人が先に保存しました。あなたの内容は残してありますが、まだ使いません。違いを確かめて、もう一度保存してください。"
            ),
        }[self]


@dataclass(frozen=True)
class Outcome:
    """versions: what was noted. theirs: the version that came first. faults: what is wrong in what is held."""

    ending: Ending
    versions: Sequence[Version] = ()
    faults: Sequence[Complaint] = ()
    theirs: Version | None = None
