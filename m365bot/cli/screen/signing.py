"""What somebody reads who is to sign in: an address, or an address and a code, each on a line of its own.

Called by the commands `login` and `runs approve --sign-in`.
"""

from collections.abc import Callable

from m365bot.cli.screen import browser, door
from m365bot.words import say

Out = Callable[[str], None]


def address(url: str, whose: str, *, quietly: bool, out: Out = door.out) -> None:
    """It stands on a line of its own also where a browser opened: that may be the wrong one.

    whose: as whom to sign in, with its particle.
    """
    if not quietly and browser.opened(url):
        out(
            say("ブラウザーを開きました。{whose}サインインしてください。", whose=whose)
            + say("開かないときは、次のアドレスを、この端末のブラウザーで開いてください。")
        )
    else:
        out(
            say(
                "次のアドレスを、この端末のブラウザーで開き、{whose}サインインしてください。",
                whose=whose,
            )
        )
    out(url)


def code(url: str, typed: str, whose: str, *, out: Out = door.out) -> None:
    out(say("ブラウザーで次のアドレスを開いてください(別の端末でもかまいません)。"))
    out(url)
    out(say("次のコードを入れ、{whose}サインインしてください。", whose=whose))
    out(typed)
