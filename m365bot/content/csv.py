"""Cells that Excel neither runs nor mangles.

Called by whatever writes a sheet for an officer; the rule itself lies with the records' export.
"""

from m365bot.records.cells import neutral

__all__ = ["neutral"]
