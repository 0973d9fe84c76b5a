"""Screen words: gettext with Japanese as the source language.

Called by whatever shows something to a person. A sentence is written in Japanese where it is used and
looked up in the catalogue of the language asked for (M365BOT_LANG); without one the Japanese stands.
"""

import gettext
import os
from functools import cache
from pathlib import Path

DOMAIN = "m365bot"


@cache
def _catalogue() -> gettext.NullTranslations:
    language = os.environ.get("M365BOT_LANG", "ja")
    return gettext.translation(DOMAIN, Path(__file__).parent, languages=[language], fallback=True)


def say(sentence: str, /, **fields: object) -> str:
    """The sentence in the language asked for, its {fields} filled in; fields are never read as templates."""
    words = _catalogue().gettext(sentence)
    return words.format(**fields) if fields else words
