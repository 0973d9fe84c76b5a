"""The way to apply, at the end of an issue that goes out while applications are open: one more paragraph of its Markdown.

Called by the newsletter's job before the manuscript is read, so that every face has it, and what is approved holds it.
Pure.
"""

import re
from collections.abc import Iterable

from m365bot import visible
from m365bot.content import days
from m365bot.programme.forms import Questionnaire
from m365bot.words import tell

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~^:-])")


def added(body: str, open_ones: Iterable[Questionnaire]) -> str:
    """The text with a line for each application that it does not lead to by itself."""
    lines = [_line(each) for each in open_ones if each.url not in body]
    return "\n\n".join((body.rstrip(), *lines)) + "\n" if lines else body


def _line(asked: Questionnaire) -> str:
    link = f"[{_plain(asked.title)}](<{asked.url}>)"
    if asked.due is None:
        return tell("**受講者を募集しています。** {link}", link=link)
    return tell("**受講者を募集しています。** {link}({due}まで)", link=link, due=days.moment(asked.due))


def _plain(words: str) -> str:
    """Letters that mean something in Markdown, as the letters they are."""
    return _MARKS.sub(r"\\\1", visible.line(words))
