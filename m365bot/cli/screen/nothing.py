"""Says that nothing is kept yet, where a command that looks found an empty database of a server's.

Called by commands that show what is kept. An empty table alone would not say whether the address is the right one.
"""

from m365bot import app
from m365bot.cli.screen import door
from m365bot.settings import Settings
from m365bot.words import say


def told(settings: Settings) -> None:
    if settings.is_on_a_server and not app.LOOKING.finds_a_database(settings):
        door.err(
            say(
                "データベースには、まだ何もありません。表は、最初の `m365bot run 手順` か `m365bot daemon` が作ります。"
            )
        )
