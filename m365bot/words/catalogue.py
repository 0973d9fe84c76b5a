"""A catalogue of gettext (.po), read as it is committed: nothing is compiled, so nothing can be forgotten.

Called by `say` where a language other than Japanese is asked for. Knows what our catalogues hold: entries without
plurals, each `msgid` followed by its `msgstr` (tests/promises/test_english.py has a gettext library read the same).
"""

import json
import re
from importlib import resources

_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|\Z))+)', re.MULTILINE)


def of(language: str) -> dict[str, str]:
    """Sentence → its words in the language."""
    place = resources.files("m365bot.words") / language / "LC_MESSAGES" / "m365bot.po"
    return read(place.read_text("utf-8"))


def read(text: str) -> dict[str, str]:
    """The entries that have words; the head of the file, whose `msgid` is empty, is none."""
    pairs = ((_joined(key), _joined(words)) for key, words in _ENTRY.findall(text))
    return {key: words for key, words in pairs if key and words}


def _joined(lines: str) -> str:
    return "".join(json.loads(line) for line in lines.splitlines())
