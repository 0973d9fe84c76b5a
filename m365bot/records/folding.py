"""Text as it is compared: width, case and blanks do not count.

Called by whatever compares headers, options or who answered. Never used for what is shown or stored.
"""

from functools import lru_cache

from m365bot.programme.names import mail_fold


@lru_cache(maxsize=4096)
def fold(words: str) -> str:
    """As sign-in names are compared, remembered: `研修の 満足度` and `Email` meet their twins in thousands of rows."""
    return mail_fold(words)
