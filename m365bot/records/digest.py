"""What a line says, as one short word: two lines of equal words say the same.

Called by version. Rows of databases of the first version are known by nothing else, so the way it is made is fixed
for good: another way would take each of their rows for a new one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

from m365bot.records.folding import fold
from m365bot.records.forms import Columns
from m365bot.records.values import said, text

ANONYMOUS = "anonymous"
"""What Forms writes in the mail column when no name was recorded."""

_CHANGING = frozenset({"@number", "@started", "@completed", "@modified"})
_quoted = json.JSONEncoder(ensure_ascii=False).encode  # quick for text alone


@dataclass(frozen=True)
class Digests:
    """Of lines that share their columns."""

    columns: Columns

    def of(self, fields: Mapping[str, object], completed: str) -> str:
        """Of all cells but those that Forms, a list or a quiz's marks change by themselves.

        `completed` is the time as it is written, in ISO 8601 and UTC, "" where none can be read. The questions have
        no part in it, so that a corrected form does not make new wordings of old ones.
        """
        places, passed_over = self._places, self._passed_over
        content = {
            places.get(header, header): words
            for header, cell in fields.items()
            if header not in passed_over and (words := said(cell)) is not None
        }
        content["@completed"] = completed or self._built_in(fields, "completed")
        if fold(content.get("@mail", "")) in ("", ANONYMOUS):  # two may answer alike in one second
            content["@number"] = self._built_in(fields, "number")
        return sha256(_as_json(content).encode(errors="surrogatepass")).hexdigest()[:32]

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return {header: f"@{place}" for place, header in self.columns.built_in.items()}

    @cached_property
    def _passed_over(self) -> frozenset[str]:
        return self.columns.known_extras | {h for h, place in self._places.items() if place in _CHANGING}

    def _built_in(self, fields: Mapping[str, object], place: str) -> str:
        return text(fields.get(self.columns.built_in.get(place, "")))


def _as_json(content: Mapping[str, str]) -> str:
    """As the standard library writes it with sorted keys, in half the time."""
    return f"{{{', '.join([f'{_key(key)}: {_quoted(content[key])}' for key in sorted(content)])}}}"


@lru_cache(maxsize=1024)
def _key(header: str) -> str:
    return _quoted(header)
