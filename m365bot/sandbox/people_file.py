"""One's own people for the practice tenant, from the file they stand in: a roster (CSV, Excel) or JSON.

Read once, when a sandbox is started. Guests are left out: an invitation makes those. Knows no more of a roster than
its headers of name, mail and department.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, load_workbook

_COLUMNS = {
    "displayName": ("氏名", "名前", "name", "displayName"),
    "userPrincipalName": ("メール", "メールアドレス", "mail", "email", "userPrincipalName"),
    "department": ("部局", "department"),
    "jobTitle": ("職種", "occupation", "jobTitle"),
}
_MOST_BYTES = 10 * 1024 * 1024


def read(path: Path) -> dict[str, Any]:
    """As POST /control/seed takes it. Raises OSError, or ValueError for what is no such file."""
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError("it is larger than 10 MB")
    if path.suffix.lower() == ".json":
        data = json.loads(path.read_text("utf-8-sig"))
        return data if isinstance(data, dict) else {"users": data}
    users = [row for row in map(_user, _rows(path)) if "@" in row.get("userPrincipalName", "")]
    if not users:
        raise ValueError("no row has a mail address")
    own, _ = Counter(_domain(row) for row in users).most_common(1)[0]
    return {"users": [row for row in users if _domain(row) == own]}


def _rows(path: Path) -> list[dict[str, str]]:
    if path.suffix.lower() == ".xlsx":
        try:
            head, *rest = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=True)
        except CalamineError as problem:
            raise ValueError(str(problem)) from problem
        return [dict(zip(map(str, head), map(str, row), strict=False)) for row in rest]
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def _user(row: dict[str, str]) -> dict[str, str]:
    found = {name: _first(row, headers) for name, headers in _COLUMNS.items()}
    return {name: text for name, text in found.items() if text}


def _first(row: dict[str, str], headers: tuple[str, ...]) -> str:
    return next((row[each].strip() for each in headers if row.get(each)), "")


def _domain(row: dict[str, str]) -> str:
    return row["userPrincipalName"].rpartition("@")[2].lower()
