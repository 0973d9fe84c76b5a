"""A season played from its first day to its last, and told: month by month, then what a reader of its own found.

Called by `m365bot demo --year`.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from m365bot import app, clock
from m365bot.cli.rehearsal import learners, people, report
from m365bot.cli.rehearsal.finding import Finding
from m365bot.cli.rehearsal.play import Season
from m365bot.cli.rehearsal.report import Told
from m365bot.cli.rehearsal.seen import Handed
from m365bot.cli.rehearsal.stage import Stage
from m365bot.cli.rehearsal.verdict import Rows, Verdict
from m365bot.cli.rehearsal.witness import Witness
from m365bot.cli.screen import door
from m365bot.journal import Run, Status
from m365bot.programme import Cohort
from m365bot.settings import Settings
from m365bot.words import say

NEVER = datetime.min.replace(tzinfo=UTC)
WENT_WELL = (Status.DONE, Status.NOTHING_TO_DO, Status.AWAITING_APPROVAL, Status.REQUESTED)


async def play(settings: Settings, place: Mapping[str, Any], cohort_key: str, file: Path) -> int:
    """Exit status: 1 where it did not come out as config/ says. file: where the report with its pictures goes."""
    programme = app.reading(settings).usable()
    cohort = programme.cohort(cohort_key)
    assert cohort is not None  # the demo plays an instance that has it
    stage, months = Stage(place), Months()
    door.out(
        say(
            "{programme} {cohort}の1年を、練習環境で動かします。",
            programme=programme.name,
            cohort=cohort.key,
        )
    )
    since = clock.now().astimezone(programme.timezone)
    await Season(settings, stage, cohort, programme, months.told).play()
    months.close()
    until = clock.now().astimezone(programme.timezone)
    seen = Witness(stage, programme, cohort).saw()
    verdict = Verdict(
        seen,
        programme,
        cohort,
        rows=rows_of(settings, cohort),
        answered=people.answered(cohort, programme, since, until),
        since=since,
        until=until,
        logged=learners.logged(cohort, programme, since, until),
    )
    findings = verdict.findings()
    told = Told(programme.name, cohort.key, since, until, months=months.lines, findings=findings, seen=seen)
    _keep(report.of(told), file)
    return _told(findings, file)


class Months:
    """What happened in a month, said when it is over."""

    def __init__(self) -> None:
        self._month: tuple[int, int] | None = None
        self._counts: Counter[str] = Counter()
        self._odd: list[Run] = []
        self.lines: list[str] = []

    def told(self, at: datetime, runs: list[Run]) -> None:
        if self._month != (at.year, at.month):
            self.close()
            self._month = (at.year, at.month)
        self._counts["runs"] += len(runs)
        for run in runs:
            self._counts.update(run.report.counts)
            self._counts["requests"] += run.report.spent.requests
            if run.status not in WENT_WELL:
                self._odd.append(run)

    def close(self) -> None:
        if self._month is None:
            return
        year, month = self._month
        told = say(
            "  {year}年{month:2}月  実行 {runs:3}回(作成 {create}、更新 {update}、削除 {remove}、取込 {store})"
            "、通信 {requests}回",
            year=year,
            month=month,
            **{
                name: self._counts[name]
                for name in ("runs", "create", "update", "remove", "store", "requests")
            },
        )
        self._say(told)
        for run in self._odd:
            words = [trouble.words for trouble in run.report.errors[:1]]
            self._say(
                "      " + say("{run} {status}", run=run.id, status=run.status.words) + "  " + "".join(words)
            )
        self._counts.clear()
        self._odd.clear()

    def _say(self, line: str) -> None:
        self.lines.append(line)
        door.out(line)


def rows_of(settings: Settings, cohort: Cohort) -> Rows:
    """Whose answers the records hold, those too that people must look at."""
    found: dict[tuple[str, str], Handed] = {}
    with app.records(settings) as (stored, _):
        for row in stored.rows_of(cohort):
            handed = found.setdefault((row.asked.form, row.asked.session), Counter())
            handed[row.identity.casefold(), row.submitted or NEVER] += 1
    return found


def _keep(page: str, file: Path) -> None:
    file.write_text(page, "utf-8")


def _told(findings: list[Finding], file: Path) -> int:
    door.out(say("\n確かめ(m365bot とは別の読み手が、練習環境を読みました)"))
    for one in findings:
        door.out(f"  {one.line}")
        for words in one.wrong:
            door.out(f"      {words}")
    door.out(say("\n報告(図つき): {file}", file=file))
    return 1 if any(one.wrong for one in findings) else 0
