"""Renders Markdown as Teams shows it.

Called by `content.markdown` and `content.faults`. Never fetches anything; pictures stand as their description in
brackets, because a post's pictures travel beside it. Raw HTML is shown as the letters it is written with, `<br>`
excepted.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from m365bot.content import addresses, emphasis, html, linebreaks, links
from m365bot.words import tell

_SHORT = 4000  # letters: what is kept is a megabyte or two
_BREAKS = ("<br>", "<br/>", "<br />")


def to_html(text: str) -> str:
    """Body of a Teams message; raises nothing, whatever the text."""
    return _rendered(text) if len(text) > _SHORT else _of_a_letter(text)


@lru_cache(maxsize=256)
def _of_a_letter(text: str) -> str:
    """Jobs make the same letters anew each day, to see whether they are other ones."""
    return _rendered(text)


def _rendered(text: str) -> str:
    whole = text.encode(errors="replace").decode()  # half a surrogate pair is no letter
    return html.clean(_reader().render(whole)).strip()


def looked_at(text: str) -> dict[str, Any]:
    """What reading a text noted beside it: the links that it drops, and where some may be meant."""
    env: dict[str, Any] = {}
    _reader().parse(text, env)
    return env


def normal(address: str) -> str:
    """An address as a link has it."""
    return _reader().normalizeLink(address)


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Take every link for one: links.safe decides, and keeps the words."""
        return True


def japanese() -> MarkdownIt:
    """A reader of Markdown as officers write it, for whoever adds to it: the rules, and no ways of showing."""
    reader = _Reader("commonmark", {"html": False}).enable("table")
    reader.helpers = addresses.HELPERS  # type: ignore[assignment]  # the library takes its own module for the type
    reader.inline.ruler.before("escape", "path", addresses.path)
    reader.inline.ruler.at("emphasis", emphasis.rule)
    reader.inline.ruler.before("autolink", "break", _break)
    reader.core.ruler.push("bare_links", links.bare)
    reader.core.ruler.push("safe_links", links.safe)
    reader.core.ruler.push("line_breaks", linebreaks.rule)
    return reader


@cache
def _reader() -> MarkdownIt:
    reader = japanese()
    reader.add_render_rule("image", _image)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading)
    return reader


def _break(state: StateInline, silent: bool) -> bool:
    """`<br>`, the one way to break a line inside a table's cell."""
    word = next((word for word in _BREAKS if state.src.startswith(word, state.pos)), "")
    if word and not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len(word)
    return bool(word)


def _image(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
    return html.escape(tell("【図: {words}】", words=tokens[place].content)) if tokens[place].content else ""


def _heading(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """Teams knows three levels."""
    token = tokens[place]
    token.tag = min(token.tag, "h3")
    return str(renderer.renderToken(tokens, place, options, env))
