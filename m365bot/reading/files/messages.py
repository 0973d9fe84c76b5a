"""messages/*.md: texts to people, front matter above Markdown. Nothing sends them yet.

Called by `whole`.
"""

import re
from pathlib import Path

from m365bot.reading import folders
from m365bot.reading.configfile import Instance
from m365bot.reading.files import front_matter
from m365bot.reading.scalars import TEXT
from m365bot.reading.shapes import Fields, must
from m365bot.reading.tree.yaml import compose
from m365bot.words import say

MESSAGE = Fields({"subject": must(TEXT)})
_TEMPLATING = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def look_at(folder: Path, instance: Instance) -> None:
    """Complain of what no message may lack."""
    folders.remark_on_unread(folder, instance, ".md", ".txt", ".docx", ".markdown")
    for path in folders.files_of(folder, ".md"):
        file = instance.file(path)
        parts = front_matter.parted(file)
        if parts is None:
            continue
        root = compose(_TEMPLATING.sub("○", parts.matter), parts.above)
        if root is not None:
            MESSAGE.read(root, parts.above)
        if not parts.body.strip():
            file.complain(file.at(), say("本文が空です。"))
        file.remark(file.at(), say("人への文面はまだ効果のない設定です。"))
