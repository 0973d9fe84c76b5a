"""Why somebody decides as they do, as it stays in the record: asked for here, whatever the browser let through.

Called by pages that end, begin or stop something.
"""

from m365bot.console.asked import Asked
from m365bot.errors import ConfigError
from m365bot.words import say


def needed(asked: Asked) -> str:
    """Raises ConfigError where none is typed."""
    reason = asked.form.get("reason", "")
    if not reason:
        raise ConfigError(say("理由を書いてください。実行記録に残ります。"))
    return reason
