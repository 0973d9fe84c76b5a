"""Plays a span of the reference cohort's season in a process of its own, which may be killed and begun again.

`python -m tests.chaos.player SINCE UNTIL FILE`, with the settings of a practice tenant in its environment: FILE counts the
acts that are over. Called by the test of hard seasons.
"""

import sys
from datetime import datetime
from pathlib import Path

from m365bot import app, clock, settings
from m365bot.cli import log
from m365bot.cli.rehearsal import calendar
from m365bot.cli.rehearsal.play import Season
from m365bot.cli.rehearsal.stage import Stage
from m365bot.cli.rehearsal.year import WENT_WELL
from m365bot.journal import Run


def play(since: datetime, until: datetime, file: Path, control: str) -> None:
    calendar.span = lambda cohort, programme: (since, until)
    known = settings.read()
    programme = app.reading(known).usable()
    cohort = programme.cohort("R7")
    assert cohort
    done = int(file.read_text()) if file.exists() else 0

    def told(at: datetime, runs: list[Run]) -> None:
        nonlocal done
        done += 1
        file.write_text(str(done))
        for run in runs:
            if run.status not in WENT_WELL:
                words = "; ".join(trouble.words for trouble in run.report.errors[:2])
                sys.stdout.write(f"{run.id} {run.status} {dict(run.report.counts)} {words}\n")
                sys.stdout.flush()

    clock.run(Season(known, Stage({"control_url": control}), cohort, programme, told, done).play())


if __name__ == "__main__":
    log.to_standard_error()
    play(*map(datetime.fromisoformat, sys.argv[1:3]), Path(sys.argv[3]), sys.argv[4])
