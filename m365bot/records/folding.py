"""Text as it is compared: width, case and blanks do not count.

Called by forms, answers and raw. Never used for what is shown or stored.
"""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """NFKC, no blanks of any kind, lower case: `研修の 満足度` and `Email` meet their twins."""
    return "".join(unicodedata.normalize("NFKC", words).split()).casefold()
