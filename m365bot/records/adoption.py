"""Rows that are known by their content only, and the lines they come from.

Called by intake. Databases of the first version knew every row by its digest; the first time a line that has an id
comes again, its old row is known by that id from then on. What was stored once is not stored twice, and a row whose
line nobody has shown again stays as it is.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from m365bot.records.row import Known
from m365bot.records.version import BY_CONTENT, Version


def is_orphan(row: Known) -> bool:
    return row.known_by.startswith(BY_CONTENT)


class Orphans:
    """Rows without an id, each to be had once.

    Only a line that was there when the source was last read can be an old one: `read_before`.
    """

    def __init__(self, known: Sequence[Known], read_before: datetime | None) -> None:
        self._read_before = read_before
        self._by_digest: dict[str, list[Known]] = defaultdict(list)
        self._by_moment: dict[datetime | None, list[Known]] = defaultdict(list)
        for row in known:
            if is_orphan(row):
                self._by_digest[row.digest].append(row)
                self._by_moment[row.submitted].append(row)

    def of(self, version: Version) -> Known | None:
        """The row of the same wording; else, for a wording that was changed, the only one of its moment."""
        if not self._by_digest or version.known_by.startswith(BY_CONTENT) or self._is_young(version):
            return None
        same = self._by_digest.get(version.digest) or self._of_the_moment(version)
        return self._had(same[0]) if same else None

    def _is_young(self, version: Version) -> bool:
        made, read = version.created, self._read_before
        return bool(made and read and made > read)

    def _of_the_moment(self, version: Version) -> list[Known]:
        found = self._by_moment.get(version.submitted, []) if version.submitted else []
        return found if len(found) == 1 else []

    def _had(self, row: Known) -> Known:
        for there in (self._by_digest[row.digest], self._by_moment[row.submitted]):
            there.remove(row)
        return row
