"""Parts that are not everywhere installed: the extras of the package, by what each brings.

Called by commands that stand on one, before they load it, and by set-up. Imports none of them.
"""

from importlib.util import find_spec

from m365bot.words import later, say

# extra → the modules that it brings and that the rest does not need. PostgreSQL's is missed where a database is opened.
CONSOLE, PDF, SANDBOX = "console", "pdf", "sandbox"
BRINGS = {
    CONSOLE: ("python_multipart", "starlette", "uvicorn"),
    PDF: ("typst",),
    SANDBOX: ("starlette", "uvicorn"),
}
WHAT_FOR = {
    CONSOLE: later("ブラウザーの画面(m365bot console)を動かすための部品がありません。"),
    PDF: later("PDF を作るための部品がありません。"),
    SANDBOX: later("練習環境を動かすための部品がありません。"),
}


def is_there(extra: str) -> bool:
    return all(map(find_spec, BRINGS[extra]))


def needs(extra: str) -> None:
    """Raises ConfigError that says what to install."""
    from m365bot.errors import ConfigError

    if not is_there(extra):
        raise ConfigError(
            say(WHAT_FOR[extra])
            + say(
                "`pip install 'm365bot[{extra}]'` で入れてください(使わない端末には要りません)。", extra=extra
            )
        )
