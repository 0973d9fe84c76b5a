"""Values kept in pieces, each piece once: what did not change since it was last kept costs a reference of 16 bytes.

Called by moments. Lives in memory alone and is never written to a file: what is taken out again is what this process itself
put in. Knows dicts, and objects of which one dict makes up nearly all. Rows that equal those that were last kept of their
place are the same: to compare them takes less than half of the time that writing them out does.
"""

import copy
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any

_OF_A_PIECE = 8  # rows: what is added comes at the end, so that one piece a dict is new

_Piece = list[tuple[Any, Any]]
_Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Stands for a dict: its pieces in their order."""

    pieces: tuple[bytes, ...]


@dataclass
class Pieces:
    """`largest`: by kind of object, which of its dicts is kept in pieces too."""

    largest: Mapping[type, str]
    _kept: dict[bytes, bytes] = field(default_factory=dict)
    _last: dict[_Place, tuple[_Piece, bytes]] = field(default_factory=dict)

    def put(self, value: Any, *place: Any) -> Any:
        """What stands for the value, which may change from now on; `place`: whose value it is, each time the same."""
        if isinstance(value, dict):
            return self._rows(value, place)
        name = self.largest.get(type(value))
        return _with(value, name, self._rows(getattr(value, name), place)) if name else value

    def take(self, stands: Any) -> Any:
        """A copy of what was put."""
        if isinstance(stands, Rows):
            parts = (pickle.loads(zlib.decompress(self._kept[key])) for key in stands.pieces)  # noqa: S301 - own
            return {name: self.take(each) for part in parts for name, each in part}
        name = self.largest.get(type(stands))
        return _with(stands, name, self.take(getattr(stands, name))) if name else stands

    @property
    def size(self) -> int:
        """Bytes of all pieces."""
        return sum(map(len, self._kept.values()))

    @property
    def count(self) -> int:
        return len(self._kept)

    def _rows(self, value: dict[Any, Any], place: _Place) -> Rows:
        rows = iter(value.items())
        parts = iter(
            lambda: [(name, self.put(each, *place, name)) for name, each in islice(rows, _OF_A_PIECE)], []
        )
        return Rows(tuple(self._piece(part, (*place, at)) for at, part in enumerate(parts)))

    def _piece(self, rows: _Piece, place: _Place) -> bytes:
        last, key = self._last.get(place, (None, b""))
        if rows == last:
            return key
        text = pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)
        key = blake2b(text, digest_size=16).digest()
        if key not in self._kept:
            self._kept[key] = zlib.compress(text, 1)
        self._last[place] = (pickle.loads(text), key)  # noqa: S301 - own
        return key


def _with(thing: Any, name: str, value: Any) -> Any:
    changed = copy.copy(thing)
    setattr(changed, name, value)
    return changed
