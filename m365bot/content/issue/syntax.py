"""Reads an issue's Markdown: what a message may hold, and callouts, charts, footnotes, furigana and pictures.

Called by manuscript. Raw HTML is letters here too; a text that is only indented is no code, as Word's tabs would make it.
"""

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from m365bot.content import rendering
from m365bot.content.issue import callouts, ruby

_BREAKS_INTO: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


@cache
def reader() -> MarkdownIt:
    """Made once; its `parse` makes new tokens each time."""
    made = rendering.japanese().disable("code")
    made.use(container_plugin, name="callout", validate=_is_callout)
    made.block.ruler.before("container_callout", "chart", _chart, _BREAKS_INTO)
    made.use(footnote_plugin)
    made.inline.ruler.before("escape", "ruby", ruby.rule)
    return made


def looked_at(text: str) -> dict[str, Any]:
    """What reading a text noted beside it: the links that it drops, and where some may be meant."""
    env: dict[str, Any] = {}
    reader().parse(text, env)
    return env


def _is_callout(words: str, _: str) -> bool:
    return callouts.of(words) is not None


def _chart(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """`::: chart progress R7`, one line; who closes it like a callout may."""
    line = _line(state, first)
    name = callouts.chart(line.lstrip(":")) if line.startswith(":::") else None
    if name is None:
        return False
    if not silent:
        token = state.push("chart", "", 0)
        token.info, token.block, token.map = name, True, [first, first + 1]
        closed = first + 1 < last and _line(state, first + 1).strip() == ":::"
        state.line = first + (2 if closed else 1)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
