"""What a line says, as one short word: two lines of equal words say the same.

Called by version. Rows of databases of the first version are known by nothing else, so the way it is made is fixed
for good: another way would take each of their rows for a new one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from m365bot.records.folding import fold
from m365bot.records.forms import Columns
from m365bot.records.values import is_blank, text

ANONYMOUS = "anonymous"
"""What Forms writes in the mail column when no name was recorded."""

_CHANGING = frozenset({"@number", "@started", "@completed", "@modified"})


def of(fields: Mapping[str, object], columns: Columns, completed: datetime | None) -> str:
    """Of all cells but those that Forms, a list or a quiz's marks change by themselves.

    `completed` is the time as it is written. The questions have no part in it, so that a corrected form does not make
    new wordings of old ones.
    """
    places = {header: f"@{place}" for place, header in columns.built_in.items()}
    passed_over = {*columns.known_extras, *(h for h, place in places.items() if place in _CHANGING)}
    content = {
        places.get(header, header): text(cell)
        for header, cell in fields.items()
        if header not in passed_over and not is_blank(cell)
    }
    content["@completed"] = (
        completed.isoformat() if completed else text(fields.get(columns.built_in.get("completed", "")))
    )
    if fold(content.get("@mail", "")) in ("", ANONYMOUS):  # two may answer alike in one second
        content["@number"] = text(fields.get(columns.built_in.get("number", "")))
    whole = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return sha256(whole.encode(errors="surrogatepass")).hexdigest()[:32]
