"""What trainees did: the raw row kept, the row normalised, quarantine with reasons. Pure rules.

Called by the Responses resource, by jobs and by the database, which stores what is defined here.
"""

from m365bot.records.raw import Item, RawRow
from m365bot.records.row import Row
from m365bot.records.snapshot import Records
from m365bot.records.state import State
from m365bot.records.stored import StoredRow, fresh, judged

__all__ = [
    "Item",
    "RawRow",
    "Records",
    "Row",
    "State",
    "StoredRow",
    "fresh",
    "judged",
]
