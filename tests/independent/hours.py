"""Hours of a cohort worked out again from its raw sheets: csv, openpyxl and PyYAML, and nothing of m365bot's.

`python -m tests.independent.hours config/cohorts/R7` prints mail → course → hours. Called by the test beside it. Written
from what the officers' guide says alone; where that leaves a choice, the plain one.
"""

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook

WORTH = {"○": 1, "△": 0.5, "×": 0, "遅": 0.5, "早": 0.5, "補": 1, "公": 0}
SAME = str.maketrans({"◯": "○", "〇": "○", "✕": "×", "欠": "×"})


def rows_of(path: Path) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        return [
            list(row) for row in load_workbook(path, data_only=True).worksheets[0].iter_rows(values_only=True)
        ]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [list(row) for row in csv.reader(file)]


def table(folder: Path, stem: str) -> list[dict[str, Any]]:
    path = next((one for one in (folder / f"{stem}.xlsx", folder / f"{stem}.csv") if one.exists()), None)
    if path is None:
        return []
    rows = rows_of(path)
    first = next(number for number, row in enumerate(rows) if {"氏名", "メール"} & set(row))
    head = [str(cell or "") for cell in rows[first]]
    return [dict(zip(head, row, strict=False)) for row in rows[first + 1 :] if any(row)]


def length(cell: Any) -> float | None:
    """Hours as they were written, by a number, a time, or words."""
    if isinstance(cell, (int, float)):
        return float(cell)
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 3600
    words = unicodedata.normalize("NFKC", str(cell or "")).strip()
    if found := re.fullmatch(r"(\d+):(\d\d)(?::00)?", words):
        return int(found[1]) + int(found[2]) / 60
    if found := re.fullmatch(r"(?:(\d+)時間)?(?:(\d+)分)?", words):
        return (int(found[1] or 0) + int(found[2] or 0) / 60) if words else None
    return float(words.removesuffix("時間"))


def sessions_of(folder: Path) -> dict[str, dict[str, Any]]:
    written = yaml.load((folder / "cohort.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)["sessions"]
    found = {one["key"]: dict(one) for one in written}
    for one in found.values():
        origin = found.get(one.get("makes_up", ""), {})
        one.setdefault("course", origin.get("course", ""))
        one["full"] = float(one["hours"]) if "hours" in one else _by_clock(one)
    return found


def _by_clock(one: dict[str, Any]) -> float:
    begins, ends = datetime.strptime(one["at"][-5:], "%H:%M"), datetime.strptime(one["ends"][-5:], "%H:%M")
    return (ends - begins).total_seconds() / 3600 - float(one.get("breaks", 0))


def people_of(folder: Path) -> dict[str, str]:
    """Whatever may stand in a sheet for somebody → mail."""
    found: dict[str, str] = {}
    for row in table(folder, "people"):
        if row["役割"] == "受講者":
            found[row["メール"]] = found["".join(row["氏名"].split())] = row["メール"]
    return found


def marks_of(folder: Path, sessions: dict[str, Any]) -> list[tuple[str, str, str, Any]]:
    """Person, session, mark, hours; of either shape."""
    found = []
    for row in table(folder, "attendance"):
        who = row.get("メール") or "".join(str(row["氏名"]).split())
        if "回" in row:
            found.append((who, row["回"], str(row["出欠"] or ""), row.get("時間")))
            continue
        for key in sessions.keys() & row.keys():
            parts = re.fullmatch(
                r"(\D*?)\s*(\d.*)?", str(row[key] if row[key] is not None else ""), re.DOTALL
            )
            assert parts, row[key]
            found.append((who, key, parts[1], parts[2]))
    return [one for one in found if one[2] or one[3] not in (None, "")]


def hours_of(folder: Path) -> dict[str, dict[str, float]]:
    """Mail → course → hours; "" is of no course."""
    sessions, people = sessions_of(folder), people_of(folder)
    said: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for who, key, mark, written in marks_of(folder, sessions):
        one = sessions[key]
        origin = one.get("makes_up", key)
        sign = mark.translate(SAME)[:1]
        full = sessions[origin]["full"] if sign == "補" else one["full"]
        own = length(written) if written not in (None, "") else None
        said[people[who], origin].append((WORTH[sign] * full if own is None else own, one["course"]))
    found: dict[str, dict[str, float]] = {mail: defaultdict(float) for mail in people.values()}
    for (mail, origin), worth in said.items():
        most = max(sessions[origin]["full"], *(hours for hours, _ in worth), 0)
        found[mail][worth[0][1]] += min(sum(hours for hours, _ in worth), most)
    titles = titles_of(folder)
    for row in table(folder, "hours"):
        who = row.get("メール") or "".join(str(row["氏名"]).split())
        found[people[who]][titles.get(row["科目"], row["科目"])] += length(row["時間"]) or 0
    return {
        mail: {course: round(hours, 4) for course, hours in own.items() if hours}
        for mail, own in found.items()
    }


def titles_of(folder: Path) -> dict[str, str]:
    written = yaml.load((folder.parent.parent / "programme.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return {one["title"]: one["key"] for one in written["curriculum"]}


if __name__ == "__main__":
    json.dump(hours_of(Path(sys.argv[1])), sys.stdout, ensure_ascii=False, indent=1)
