"""How many bytes there are, as people say it.

Called by whatever shows sizes and speeds. Pure.
"""

_UNITS = ("B", "KB", "MB", "GB")


def of(count: float) -> str:
    """Such as 12.3 MB; of 1024 each, as Windows shows them."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count, unit = count / 1024, unit + 1
    return f"{count:.0f} {_UNITS[unit]}" if unit < 2 else f"{count:.1f} {_UNITS[unit]}"
