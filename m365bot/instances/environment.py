"""What of the operator's environment reaches the workers: what is the machine's, and nothing that is one instance's.

Called by the command `daemon --instances`, before the first worker begins. A secret in the environment of all would be
everybody's: what is one instance's stands in the `.env` of its folder.
"""

import os
from collections.abc import MutableMapping

from m365bot.errors import ConfigError
from m365bot.words import say

OURS = "M365BOT_"
OF_ALL = frozenset(
    OURS + name for name in ("LOG", "LANG", "DEBUG", "PROXY", "PROXY_PASSWORD_FILE", "CA_BUNDLE")
)
OF_THE_MACHINE = frozenset(
    (
        *("PATH", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"),
        *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "MALLOC_ARENA_MAX"),
    )
)


def cleaned(environment: MutableMapping[str, str] = os.environ) -> None:
    """Only what is everybody's stays. Raises ConfigError that names what is one instance's."""
    if wrong := sorted(name for name in environment if name.startswith(OURS) and name not in OF_ALL):
        raise ConfigError(
            say(
                "環境変数 {names} は一つの団体だけの設定です。--instances では、それぞれの団体のフォルダーの .env に"
                "書いてください(すべての団体に渡すと、ほかの団体の秘密や記録が混ざります)。",
                names=", ".join(wrong),
            )
        )
    for name in list(environment):
        if not _goes_along(name):
            del environment[name]


def _goes_along(name: str) -> bool:
    return name in OF_ALL or name.upper() in OF_THE_MACHINE or name.startswith("LC_")
