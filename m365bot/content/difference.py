"""A text that is to replace another, marked by lines: what goes, what comes, what stays.

Called by whatever shows plans. Pure.
"""

from difflib import ndiff


def marked(before: str, after: str) -> str:
    """Each line of both, `- ` before what goes and `+ ` before what comes."""
    lines = ndiff(before.split("\n"), after.split("\n"))
    return "\n".join(line for line in lines if not line.startswith("? "))
