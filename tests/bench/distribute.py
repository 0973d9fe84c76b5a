"""Distributing 300 files, half of them Office files: the run that changes nothing."""

import shutil
from pathlib import Path

from tests.bench.place import show, tenant
from tests.bot import writes

KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        materials = folder / "instance/config/cohorts/R7/materials/powerbi"
        office = next(path for path in materials.rglob("*.xlsx"))
        for number in range(150):
            shutil.copy(office, materials / f"演習データ{number:03}.xlsx")
            (materials / f"手順{number:03}.txt").write_text(f"手順 {number}\n", encoding="utf-8")
        bot.run("provision", at=KICKOFF)
        first = bot.run("distribute", at=RELEASED)
        show("first distribute, files and folders made", first["counts"]["create"], "> 300")
        sandbox.advance(60)
        before = len(sandbox.log())
        again = bot.run("distribute", at=RELEASED)
        show("second distribute, writes", len(writes(sandbox.log()[before:])), "0")
        show("second distribute, round trips", again["http"]["round_trips"], "<= 4")
        bot.forgets_everything()
        before = len(sandbox.log())
        lost = bot.run("distribute", at=RELEASED)
        show("state folder lost, writes", len(writes(sandbox.log()[before:])), "0")
        show("state folder lost, withheld", lost["counts"]["withheld"], "0")
