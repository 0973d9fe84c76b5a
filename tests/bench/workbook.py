"""Collecting a hundred thousand answers from a form's workbook: the first time, and with nothing new."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from m365bot.sandbox.control import forms
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.sharepoint.drives import files
from m365bot.sandbox.sharepoint.hand import Hand
from tests.bench import process
from tests.bench.collect import ANSWERS, COLLECTED, KICKOFF, answers
from tests.bench.place import show, tenant

NAME = "フォーム/R7 powerbi-1.xlsx"
OFFICERS = {"user": {"displayName": "研修担当"}}
COLLECT = ("run", "collect", "--cohort", "R7", "--at", COLLECTED)


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        form = folder / "instance/config/forms/after.yaml"
        was = 'source: {list: "フォーム回答/{cohort} {session}"}'
        form.write_text(
            form.read_text().replace(was, 'source: {workbook: "研修運営:/フォーム/{cohort} {session}.xlsx"}')
        )
        bot.run("provision", at=KICKOFF)
        _put(sandbox, _book(ANSWERS))
        first = process.run(*COLLECT)
        show(f"first collect of a workbook of {ANSWERS:,} answers, CPU seconds", f"{first.cpu:.1f}", "<= 10")
        show("its rows in records", first.document["counts"]["store"], f"{ANSWERS}")
        show("its peak of memory, MB", f"{first.peak:.0f}", "<= 300")
        since = len(sandbox.log())
        again = process.run(*COLLECT)
        show("with nothing new, requests", again.document["http"]["requests"], "1")
        show("with nothing new, downloads", _downloads(sandbox, since), "0")
        show("with nothing new, CPU seconds", f"{again.cpu:.1f}", "")


def _book(number: int) -> bytes:
    """As Forms writes one."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Form1")
    for n, answer in enumerate(answers(range(number)), 1):
        at = datetime.fromisoformat(str(answer["完了時刻"])).replace(tzinfo=None)
        numbered = {
            "ID": n,
            "開始時刻": at - timedelta(minutes=3),
            "完了時刻": at,
            "メール": answer["メール"],
        }
        line = {**numbered, "名前": "", **answer, "完了時刻": at}
        if n == 1:
            sheet.append(list(line))
        sheet.append(list(line.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sandbox: Sandbox, data: bytes) -> None:
    store = sandbox.tenant.sites
    drive = store.drives[forms.site_named(sandbox.tenant, "研修運営", "").drive_id]
    hand = Hand(store, drive, OFFICERS, sandbox.tenant.clock.now())
    *folders, name = NAME.split("/")
    files.put(hand, files.make_folders(hand, drive.root, folders), name, data, "fail")


def _downloads(sandbox: Sandbox, since: int) -> int:
    return sum(row["path"].startswith("/_content/") for row in sandbox.log()[since:])
