"""A season in the practice tenant comes out as config/ says, and a reader of its own notices where it does not."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from m365bot import app, clock, settings
from m365bot.cli.rehearsal import calendar
from m365bot.cli.rehearsal.play import Season
from m365bot.cli.rehearsal.stage import Stage
from m365bot.cli.rehearsal.verdict import Finding, Verdict
from m365bot.journal import Run
from m365bot.programme import Cohort, Programme
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

DAYS = ("2025-06-18T06:00+09:00", "2025-06-24T18:00+09:00")  # answers first, then who is reminded
YEAR = ("2025-04-30T06:00+09:00", "2025-12-01T18:00+09:00")


class Rehearsed:
    """A span of the reference cohort's season."""

    def __init__(self, tenant: Sandbox, since: datetime) -> None:
        self.since = since
        self.settings = settings.read()
        self.programme: Programme = app.reading(self.settings).usable()
        cohort = self.programme.cohort("R7")
        assert cohort
        self.cohort: Cohort = cohort
        self.stage = Stage(tenant.place.announcement())
        self.runs: list[Run] = []

    def play(self) -> None:
        season = Season(
            self.settings, self.stage, self.cohort, self.programme, lambda at, runs: self.runs.extend(runs)
        )
        clock.run(season.play())
        self.answered = season.answered

    def found(self) -> list[Finding]:
        with app.records(self.settings) as (stored, _):
            rows = Counter((row.form, row.session) for row in stored.rows_of(self.cohort))
        now = clock.asked().astimezone(self.programme.timezone)
        verdict = Verdict(
            self.stage,
            self.programme,
            self.cohort,
            rows=rows,
            answered=self.answered,
            since=self.since,
            until=now,
        )
        return verdict.findings()


def spans() -> Iterator[Any]:
    yield pytest.param(DAYS, id="five business days")
    if "SOAK" in os.environ:
        yield pytest.param(YEAR, id="the year")


@pytest.fixture(params=spans())
def span(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    found = [datetime.fromisoformat(moment) for moment in request.param]
    monkeypatch.setattr(calendar, "span", lambda cohort, programme: found)
    return found


@pytest.fixture
def tenant(span: list[datetime]) -> Iterator[Sandbox]:
    """Whose clock begins with the season."""
    with Sandbox(seed="reference", lend_clock=True, clock=span[0]) as sandbox:
        yield sandbox


@pytest.fixture
def rehearsed(bot: Bot, tenant: Sandbox, span: list[datetime]) -> Rehearsed:
    return Rehearsed(tenant, span[0])


@pytest.mark.fair_weather("some channels come the next day there, and the third day is told as it is")
def test_what_was_played_is_there_once_and_what_is_taken_away_is_noticed(
    rehearsed: Rehearsed, tenant: Sandbox
) -> None:
    rehearsed.play()
    before = rehearsed.found()

    nobody_stays_in("R7 班1", tenant)
    after = rehearsed.found()

    assert {one.wrong for one in before} == {()}
    assert [one.title for one in before if not one.looked_at] == ["DX通信"]  # none falls into these days
    assert [one.title for one in after if one.wrong] == ["チャネルの参加者"]
    assert {run.job for run in rehearsed.runs} >= {"provision", "distribute", "collect", "results", "remind"}
    assert not [run for run in rehearsed.runs if run.exit in (1, 2, 5)]


def nobody_stays_in(name: str, tenant: Sandbox) -> None:
    for team in tenant.tenant.live_teams():
        for channel in team.live():
            if channel.display_name == name:
                channel.members.clear()
