"""How long `check` takes and how much memory: on a full office's instance, and where every place is full to its caps."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from m365bot import reading
from tests.bench.place import REPOSITORY, show

_PEOPLE = "氏名 メール 連絡先メール 職員番号 部局 課 職種 所属長 所属長メール 役割 班 開始日 終了日"
_SESSIONS = "回 科目 題名 日付 開始 終了 時間 会場 チャネル 講師 対象 資料 公開 様式"


def measure(folder: Path) -> None:
    for name, fill in (("an office of ten cohorts", _office), ("every place full to its caps", _hostile)):
        instance = folder / fill.__name__
        shutil.copytree(REPOSITORY / "config", instance / "config")
        (instance / "jobs").mkdir()
        fill(instance / "config")
        _measure(name, instance)


def _measure(name: str, instance: Path) -> None:
    environment = os.environ | {
        "M365BOT_INSTANCE": str(instance),
        "M365BOT_STATE_DIR": str(instance / "state"),
    }
    program = [sys.executable, "-c", _CHECKED, sys.executable, "-m", "m365bot", "check"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    seconds, megabytes, code = done.stdout.split()
    show(f"check, {name}: CPU, s", seconds, "<= 5")
    show(f"check, {name}: peak of memory, MB", megabytes, "<= 300")
    told = [each for each in reading.read(instance).complaints if "全体が大きすぎる" in each.words]
    show(f"check, {name}: exit code; files beyond the budget", f"{code}; {len(told)}", "")


# In a process of its own, since the peak of children is that of the largest so far.
_CHECKED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.1f}", used.ru_maxrss >> 10, code)
"""


def _office(config: Path) -> None:
    """R7 ten times over, 200 trainees each."""
    for number in range(20, 30):
        folder = config / f"cohorts/R{number}"
        shutil.copytree(config / "cohorts/R7", folder)
        text = (folder / "cohort.yaml").read_text("utf-8").replace("R7", f"R{number}")
        (folder / "cohort.yaml").write_text(text, "utf-8")
        for sheet in folder.glob("people.*"):
            sheet.unlink()
        (folder / "people.xlsx").write_bytes(_workbook([_PEOPLE.split(), *_people(number, 220)]))


def _hostile(config: Path) -> None:
    """Files of each kind just below the caps of a single file, in every place that is read."""
    entries = "".join(f"k{number}: v\n" for number in range(12_000))
    issue = (config / "newsletter/012-power-apps.md").read_text("utf-8")
    for number in range(10):
        _write(config / f"forms/z{number}.yaml", entries + ("\t" if number % 2 else ""))
        text = issue.replace("number: 12", f"number: {number + 900}")
        _write(config / f"newsletter/{900 + number}.md", text + "**x** [x](http://a)\n\n" * 20_000)
        _write(config / f"messages/z{number}.md", "---\nsubject: x\n---\n" + "{{ x }} " * 60_000)
        for place in ("a", "b"):
            folder = config / f"cohorts/R{number + 30}{place}"
            shutil.copytree(config / "cohorts/R7", folder)
            for sheet in (*folder.glob("people.*"), *folder.glob("sessions.*")):
                sheet.unlink()
            _fill(folder, number)
    _write(config / "self-study.yaml", entries)
    _write(config / "schedule.yaml", entries)
    for number in range(15_000):
        _write(config / f"materials/共通/{number}.pdf", "x")


def _fill(folder: Path, number: int) -> None:
    people = [_PEOPLE.split(), *_people(number, 3_800)]
    sessions = [_SESSIONS.split(), *([f"s{each}", "powerbi", "題名", "2025-06-18"] for each in range(12_000))]
    rows = people if number % 2 else [["氏名", "メール"], *(["あ"] for _ in range(19_000))]
    _write(folder / "people.csv", "\n".join(",".join(row) for row in rows))
    (folder / "sessions.xlsx").write_bytes(_workbook(sessions))


def _people(cohort: int, count: int) -> Iterator[list[str]]:
    for each in range(count):
        mail = f"p{cohort}.{each}@example.jp"
        yield [
            "山田 葵",
            mail,
            "",
            f"{each:06}",
            "総務局",
            "課",
            "事務",
            "長",
            "c@example.jp",
            "受講者",
            f"班{each % 40}",
            "",
            "",
        ]


def _workbook(rows: list[list[str]]) -> bytes:
    book, buffer = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
