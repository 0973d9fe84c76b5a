r"""Words as Markdown that says the same words again.

Called by spans and blocks. Escapes only what would be read as a mark: a text full of backslashes is none that an
officer wants to go on writing. Addresses and paths of Windows stand as they are, since the reader of Markdown takes
them whole.
"""

import re

from m365bot import visible

_WHOLE = re.compile(
    r"https?://[A-Za-z0-9\-._~:/?#@!$&'()+,;=%]+|\\\\[^\s*`\[\]|<>]+|(?<![A-Za-z0-9])[A-Za-z]:\\[^\s*`\[\]|<>]*"
)
_MARKS = r"""[*`]                      # emphasis, code
      | \{(?=[^{}]*[|｜])               # furigana
      | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])
      | ~(?=~)
      | \[(?=\^|[^\]]{0,500}\](?:\(|\[|:))  # footnotes and links
      | !(?=\[)
      | <(?=[A-Za-z/!?])
      | &(?=\#?\w+;)
      | \\(?=[!-/:-@\[-`{-~])          # a backslash that would take the next letter for itself
    """
_MARK = re.compile(_MARKS, re.VERBOSE)
_MARK_IN_BRACKETS = re.compile(rf"[\[\]] | {_MARKS}", re.VERBOSE)
_FIRST = re.compile(r"(?=[#>])|(?=:::)|(?=(?:=+|-{2,})\s*$)")


def escaped(words: str) -> str:
    """Within a line."""
    shown = visible.HIDDEN.sub("", words)
    parts, at = [], 0
    for found in _WHOLE.finditer(shown):
        parts += [_MARK.sub(r"\\\g<0>", shown[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, _MARK.sub(r"\\\g<0>", shown[at:])])


def within_brackets(words: str) -> str:
    """As the words of a link or of a picture, which a bracket of their own would end."""
    return _MARK_IN_BRACKETS.sub(r"\\\g<0>", visible.HIDDEN.sub("", words))


def line(markdown: str) -> str:
    """At the beginning of one: a heading, a quotation and a rule are what their author marked as such in Word, not typed."""
    return f"\\{markdown}" if _FIRST.match(markdown) else markdown
