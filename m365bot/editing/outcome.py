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
    """IN_FORCE: it stands in the folder. SAME: nothing was changed. HELD: it is wrong, and kept. ASKING: it takes a guard
    away, and waits for a second person. COLLIDED: somebody was faster, and it is kept beside theirs.
    """

    IN_FORCE = "in_force"
    SAME = "same"
    HELD = "held"
    ASKING = "asking"
    COLLIDED = "collided"

    @property
    def words(self) -> str:
        return {
            Ending.IN_FORCE: say("保存しました。次の実行から使います。"),
            Ending.SAME: say("変更はありません。"),
            Ending.HELD: say(
                "不備があるため、まだ使いません。直前の正しい内容のまま動きます。書いた内容は残してあります。"
            ),
            Ending.ASKING: say(
                "決まりをゆるめるため、もう一人が確かめるまで使いません。承認する人(変えた本人以外)が「承認」の画面で確かめると、"
                "使います。それまでは直前の内容のまま動きます。書いた内容は残してあります。"
            ),
            Ending.COLLIDED: say(
                "ほかの人が先に保存しました。あなたの内容は残してありますが、まだ使いません。違いを確かめて、もう一度保存してください。"
            ),
        }[self]


@dataclass(frozen=True)
class Outcome:
    """versions: what was noted. theirs: the version that came first. faults: what is wrong in what is held. asks: which
    guards what waits would take away.
    """

    ending: Ending
    versions: Sequence[Version] = ()
    faults: Sequence[Complaint] = ()
    theirs: Version | None = None
    asks: Sequence[str] = ()
