"""Whether a daemon is at work, in words: of this machine where the database is a file, of any where it is a server's.

Called by `jobs`, `status`, the console and, before it begins, by a daemon that is not the first.
"""

from m365bot.settings import Settings
from m365bot.words import say


def there(settings: Settings) -> str:
    if settings.is_on_a_server:
        return say("どれかの端末で `m365bot daemon` が動いています。")
    return say("この端末で `m365bot daemon` が動いています。")


def none(settings: Settings) -> str:
    if settings.is_on_a_server:
        return say("どの端末でも `m365bot daemon` が動いていないため、予定の時刻になっても実行されません。")
    return say("この端末では `m365bot daemon` が動いていないため、予定の時刻になっても実行されません。")


def of_the_desk() -> str:
    """To who reads it in a browser: "this machine" would be their own, and no command is theirs to type."""
    return say("常駐の m365bot が動いていないため、予定の時刻になっても実行されません。")


def another() -> str:
    return say(
        "この団体では、ほかの `m365bot daemon` がすでに動いています。二つとも動き続け、"
        "一つの実行はどちらか一方が行います。心当たりがなければ、どちらかを終えてください。"
    )
