"""Many instances, as whoever operates them sees and keeps them. Nothing here loads an instance's jobs or asks Microsoft 365.

Called by the commands `instances` and by `daemon --instances`.
"""

from m365bot.app.many.leaving import Left, left, let_go
from m365bot.app.many.seen import Listed, collisions, listed
from m365bot.app.many.standing import Stand, standing
from m365bot.app.many.upgrade import Upgraded, upgraded

__all__ = [
    "Left",
    "Listed",
    "Stand",
    "Upgraded",
    "collisions",
    "left",
    "let_go",
    "listed",
    "standing",
    "upgraded",
]
