"""messages/*.md: texts to people, front matter above Markdown.

Called by `whole`. Which variables each may hold, `content.templates` knows; what is not known is complained of.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from m365bot.content import templates
from m365bot.programme.messages import Message
from m365bot.reading import folders
from m365bot.reading.budget import A_FILE
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import front_matter, growth
from m365bot.reading.scalars import TEXT
from m365bot.reading.shapes import Fields, must
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import compose
from m365bot.words import say

SENT = (
    "reminder",
    "escalation",
    "welcome",
    "changes",
    "results",
    "attendance",
)  # the others are read, and nothing sends them yet
MESSAGE = Fields({"subject": must(TEXT)})
_FORM = "{% for item in items %}{{ item.title }}{% endfor %}"
_TEMPLATING = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_SUBJECT = re.compile(r"^subject\s*:\s*(.*?)\s*$", re.MULTILINE)


def read_all(folder: Path, instance: Instance) -> dict[str, Message]:
    """Every text that can be used, by the file's name."""
    folders.remark_on_unread(folder, instance, ".md", ".txt", ".docx", ".markdown")
    found = ((path.stem, _read(instance.file(path), path.stem)) for path in folders.files_of(folder, ".md"))
    return {name: message for name, message in found if message}


def _read(file: ConfigFile, name: str) -> Message | None:
    parts = front_matter.parted(file)
    if parts is None:
        return None
    root = compose(_TEMPLATING.sub("○", parts.matter), parts.above)
    table = MESSAGE.read(root, parts.above) if root else None
    if not isinstance(table, Table) or "subject" not in table:
        return None
    if not parts.body.strip():
        file.complain(file.at(), say("本文が空です。"), say("2つ目の --- の下に本文を書いてください。"))
        return None
    if not file.affords(A_FILE + growth.of(parts.body)):
        return None
    if name not in SENT:
        file.remark(file.at(), say("この文面はまだ効果のない設定です。"))
    _remark_on_tags(parts.below, parts.body)
    usable = all(list(_look_at(text, name, part)) == [] for text, part in _texts(parts))
    return Message(_subject(parts.matter), parts.body.strip(), file.name) if usable else None


def _texts(parts: front_matter.Parted) -> list[tuple[str, ConfigFile]]:
    return [(parts.matter, parts.above), (parts.body, parts.below)]


def _remark_on_tags(file: ConfigFile, body: str) -> None:
    """Of what a web page would make bold, readers get the letters."""
    for number, line in enumerate(body.split("\n"), 1):
        if found := _TAG.search(_TEMPLATING.sub("", line)):
            file.remark(
                file.at(number),
                say("HTML の '{tag}' は、文字のまま読む人に届きます。", tag=found[0]),
                say("太字は **文字**、リンクは [文字](https://…) と書いてください。"),
            )


def _look_at(text: str, name: str, file: ConfigFile) -> Iterator[templates.Misfit]:
    """Each misfit, complained of where it stands."""
    for misfit in templates.misfits(text, name):
        line = misfit.line or _line_of(misfit.variable, text)
        if misfit.variable:
            known = [each.rpartition(".")[2] for each in templates.names_for(name)]
            words = say("この文面に '{name}' という変数はありません。", name=misfit.variable)
            file.complain(file.at(line), words, nearest(misfit.variable, known))
        else:
            file.complain(
                file.at(line),
                say("文面を読めません。{why}", why=misfit.words),
                say("「{form}」の形を確かめてください。", form=_FORM),
            )
        yield misfit


def _line_of(variable: str, text: str) -> int:
    """The first line on which it stands within {{ }} or {% %}."""
    for number, line in enumerate(text.split("\n"), 1):
        if any(re.search(rf"\b{re.escape(variable)}\b", found) for found in _TEMPLATING.findall(line)):
            return number
    return 1


def _subject(matter: str) -> str:
    """As it is written, variables in it: YAML would take their braces for its own."""
    found = _SUBJECT.search(matter)
    text = found[1] if found else ""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
