"""A season in the practice tenant comes out as config/ says, and a reader of its own notices where it does not."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from m365bot import app, clock, settings
from m365bot.cli.rehearsal import calendar, copied, learners, people, year
from m365bot.cli.rehearsal.finding import Finding
from m365bot.cli.rehearsal.play import Season
from m365bot.cli.rehearsal.stage import Stage
from m365bot.cli.rehearsal.verdict import Verdict
from m365bot.cli.rehearsal.witness import Witness
from m365bot.journal import Run
from m365bot.programme import Cohort, Programme
from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from m365bot.setup import reference
from tests.bot import Bot
from tests.delivered import ALL_STAFF

DAYS = ("2025-06-18T06:00+09:00", "2025-06-24T18:00+09:00")  # answers first, then who is reminded
NOT_IN_DAYS = [  # none of any falls into them
    "途中でやめた人",
    "班を移った人",
    "DX通信",
    "DX通信のページ",
    "DX通信のメール",
    "資料公開のお知らせ",
]
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
        def told(at: datetime, runs: list[Run]) -> None:
            self.runs.extend(runs)

        clock.run(Season(self.settings, self.stage, self.cohort, self.programme, told).play())

    def found(self) -> list[Finding]:
        now = clock.asked().astimezone(self.programme.timezone)
        verdict = Verdict(
            Witness(self.stage, self.programme, self.cohort).saw(),
            self.programme,
            self.cohort,
            rows=year.rows_of(self.settings, self.cohort),
            answered=people.answered(self.cohort, self.programme, self.since, now),
            since=self.since,
            until=now,
            logged=learners.logged(self.cohort, self.programme, self.since, now),
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
        seed.add(sandbox.tenant, {"groups": [ALL_STAFF]})
        yield sandbox


@pytest.fixture
def rehearsed(
    bot: Bot, tenant: Sandbox, span: list[datetime], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Rehearsed:
    """On a copy as the demo plays on."""
    copy = copied.of(reference.FOLDER, tmp_path / "copy", "R7")
    monkeypatch.setenv("M365BOT_INSTANCE", str(copy))
    return Rehearsed(tenant, span[0])


@pytest.mark.timeout(1800)  # in a soak
@pytest.mark.fair_weather("some channels come the next day there, and the third day is told as it is")
def test_what_was_played_is_there_once_and_what_is_taken_away_is_noticed(
    rehearsed: Rehearsed, tenant: Sandbox, span: list[datetime]
) -> None:
    is_short = span[1] - span[0] < timedelta(days=7)
    rehearsed.play()
    before = rehearsed.found()

    nobody_stays_in("R7 班1", tenant, but=rehearsed.programme.service_account.mail)
    after = rehearsed.found()
    nobody_stays_in("R7 班1", tenant)
    shut_out = rehearsed.found()

    assert [(one.title, one.wrong) for one in before if one.wrong] == []
    assert [one.title for one in before if not one.looked_at] == (NOT_IN_DAYS if is_short else [])
    assert [one.title for one in after if one.wrong] == ["チャネルの参加者"]
    assert [one.title for one in shut_out if any("403" in words for words in one.wrong)] == [
        "DX通信",  # whose posts cannot be read, nothing is said of
        "資料公開のお知らせ",
        "週の集計",
        "投稿に名前が出ていないこと",
    ]
    assert {run.job for run in rehearsed.runs} >= {"provision", "distribute", "collect", "results", "remind"}
    assert not [run for run in rehearsed.runs if run.exit in (1, 2, 5)]
    taken_in = sum(run.report.counts["store"] for run in rehearsed.runs)
    kept = year.rows_of(rehearsed.settings, rehearsed.cohort).values()
    assert taken_in == sum(sum(handed.values()) for handed in kept) > 0


def nobody_stays_in(name: str, tenant: Sandbox, but: str = "") -> None:
    for team in tenant.tenant.live_teams():
        for channel in team.live():
            if channel.display_name == name:
                stays = {tenant.tenant.user(but).id} if but else set()
                for user in channel.members.keys() - stays:
                    del channel.members[user]
