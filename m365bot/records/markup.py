"""Words put into Markdown so that they mean themselves.

Called by summary and by jobs that build Markdown.
"""

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&!])")


def literal(words: str) -> str:
    """The words on one line, nothing in them read as Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))
