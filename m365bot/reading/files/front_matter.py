"""Front matter: the YAML between --- above a Markdown text.

Called by the readers of issues and of messages.
"""

import re
from dataclasses import dataclass, replace

from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import text_of
from m365bot.words import say

BREAK = "\x0b"
"""Word's break inside a paragraph (Shift+Enter), where its text is pasted."""


@dataclass(frozen=True)
class Parted:
    """A text's two parts, each with the file as its part of it."""

    above: ConfigFile
    matter: str
    below: ConfigFile
    body: str


def parted(file: ConfigFile) -> Parted | None:
    """None (and a complaint) where the file cannot be read or has no front matter."""
    text = text_of(file, lets=BREAK)
    if text is None:
        return None
    parts = _split(text)
    if parts is None:
        file.complain(
            file.at(),
            say("先頭に --- で囲んだ見出し部分がありません。"),
            say("1行目を --- にし、項目の後にもう一度 --- を書きます。"),
        )
        return None
    matter, body = parts
    body = body.replace(BREAK, "<br>")
    below = replace(file, lines_above=matter.count("\n") + 2)
    return Parted(replace(file, lines_above=1), matter, below, body)


def _split(text: str) -> tuple[str, str] | None:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines or lines[0].strip() != "---":
        return None
    for index, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "".join(lines[1:index]), "".join(lines[index + 1 :])
    return None
