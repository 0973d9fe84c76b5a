"""Where answers are read from: a file a source, each opened by the kind that config names.

Called by the Responses resource. A new source is a file here and a line in OPENED_BY.
"""

from collections.abc import Callable, Mapping

from m365bot.records.sources.port import Source
from m365bot.resources.sources.dropped import Dropped
from m365bot.resources.sources.place import UNANSWERED, Place
from m365bot.resources.sources.sharepoint_list import SharePointList
from m365bot.resources.sources.workbook import Workbook
from m365bot.resources.view import View

__all__ = ["OPENED_BY", "UNANSWERED", "Place"]

OPENED_BY: Mapping[str, Callable[[Place, View], Source]] = {
    "list": SharePointList,
    "workbook": Workbook,
    "drop": Dropped,
}
"""By the source's kind in config (`source: {list: …}`)."""
