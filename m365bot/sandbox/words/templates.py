"""Templates of pages, in the language of who looks. Everything is escaped but what is marked safe.

Called by the renderings of the viewer and the sign-in pages.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from m365bot.sandbox import words


@cache
def of(folder: Path) -> Environment:
    """`_("…")` says a word; `language()` is for the page's head."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(words.word, _plain, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals["language"] = words.spoken
    return made


def _plain(one: str, many: str, count: int) -> str:
    """Japanese has no plural: none is said."""
    return words.word(one)
