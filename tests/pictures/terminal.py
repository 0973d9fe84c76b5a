"""A terminal as a page: commands and what they said, in a font in which a kanji is two letters wide.

Called by this package's own command.
"""

from collections.abc import Iterable
from html import escape

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e2e; }}
pre {{ margin: 0; white-space: pre-wrap; padding: 24px; }}
pre {{ color: #f4f4f4; font: 15px/1.37 "Noto Sans Mono CJK JP", monospace; }}
</style><pre>{text}</pre>"""


def page(said: Iterable[tuple[str, str]]) -> str:
    """Command → what it printed, as HTML."""
    shown = "\n\n".join(f"$ m365bot {command}\n{text.rstrip()}" for command, text in said)
    return PAGE.format(text=escape(shown))
