"""A season under hardship ends as a quiet one: a fifth of all requests fail, the weather is harsh, its player is killed.

All that people are told, their hours and their completion are held against the undisturbed season's word by word (told), and
each season against config and the records by the rehearsal's own verdict. In harsh weather no folder loses what it inherits,
so no record of somebody's own is laid into one, and the office is told (ADR 76): of those, one week is compared in weather
that is harsh but for that.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from m365bot import app, settings
from m365bot.cli.rehearsal import copied, learners, people, year
from m365bot.cli.rehearsal.finding import Finding
from m365bot.cli.rehearsal.stage import Stage
from m365bot.cli.rehearsal.verdict import Verdict
from m365bot.cli.rehearsal.witness import Witness
from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.weather.weather import Weather
from tests import patience
from tests.bot import writes
from tests.chaos import told
from tests.chaos.mortal import REPOSITORY, surroundings
from tests.chaos.test_random import SHARE, storm
from tests.chaos.told import Telling
from tests.delivered import ALL_STAFF

WEEK = ("2025-06-18T06:00+09:00", "2025-06-27T18:00+09:00")
YEAR = ("2025-04-30T06:00+09:00", "2025-12-01T18:00+09:00")
# A week begins with its tenant. The first private channel's files would come a day later, and so would the word of its
# materials; which channel is the first, is chance where requests fail.
AT_ONCE = {"private_site": "soon"}
SHARED = "invite_inherited"
KILLS = 10
OWN = "本人だけが読める記録"
KEY = bytes(range(32))  # of persons' ids: the names under which they see each other are the same in both


@dataclass(frozen=True)
class Ended:
    """How a season ended. told: by part; odd: runs that did not go well, in words; killed: how often its player was; sent:
    how many requests it took.
    """

    told: Mapping[str, Any]
    findings: Sequence[Finding]
    odd: str
    killed: int
    sent: int

    @property
    def wrong(self) -> list[str]:
        return [f"{one.title}: {words}" for one in self.findings if one.title != OWN for words in one.wrong]

    @property
    def own(self) -> Finding:
        return next(one for one in self.findings if one.title == OWN)


@contextmanager
def tenant(since: datetime, weather: Weather) -> Iterator[Sandbox]:
    with Sandbox(seed="reference", lend_clock=True, clock=since, record=False) as sandbox:
        sandbox.tenant.weather = weather
        seed.add(sandbox.tenant, {"groups": [ALL_STAFF]})
        yield sandbox


def ended(
    folder: Path, span: tuple[str, str], weather: Weather, *, share: float = 0.0, deaths: Sequence[int] = ()
) -> Ended:
    since, until = map(datetime.fromisoformat, span)
    copy = copied.of(REPOSITORY, folder / "instance", "R7")
    (folder / "state").mkdir()
    (folder / "state" / "person.key").write_bytes(KEY)
    with tenant(since, weather) as sandbox:
        own = {"M365BOT_INSTANCE": str(copy), "M365BOT_STATE_DIR": str(folder / "state")}
        others = {name: value for name, value in os.environ.items() if not name.startswith("M365BOT_")}
        env = others | sandbox.env | own
        sandbox.faults(storm(share) if share else [])
        killed = played(sandbox, env, span, folder, deaths)
        sent = len(sandbox.app.gateway.log.rows)
        sandbox.faults([])
        patience.landed(sandbox)
        with surroundings(env):
            told, findings = looked(sandbox, since, until, folder / "state")
    return Ended(told, findings, (folder / "odd.txt").read_text(), killed, sent)


def played(
    sandbox: Sandbox, env: dict[str, str], span: tuple[str, str], folder: Path, deaths: Sequence[int]
) -> int:
    """To its end, by as many processes as it takes; how often one was killed. deaths: after how many requests."""
    killed = 0
    while True:
        process = begun(sandbox, env, span, folder)
        while process.poll() is None:
            if killed < len(deaths) and is_over_a_write(sandbox, deaths[killed]):
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            time.sleep(0.002)
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, (folder / "err.txt").read_text()[-3000:]
            return killed


def is_over_a_write(sandbox: Sandbox, after: int) -> bool:
    """Is the newest of more requests than that one which changes something?"""
    rows = sandbox.app.gateway.log.rows
    return len(rows) > after and bool(writes([rows[-1].shown()]))


def begun(
    sandbox: Sandbox, env: dict[str, str], span: tuple[str, str], folder: Path
) -> subprocess.Popen[bytes]:
    control = sandbox.place.announcement()["control_url"]
    command = [sys.executable, "-m", "tests.chaos.player", *span, str(folder / "done"), control]
    with (folder / "odd.txt").open("ab") as out, (folder / "err.txt").open("wb") as err:
        return subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=out, stderr=err)


def looked(
    sandbox: Sandbox, since: datetime, until: datetime, state: Path
) -> tuple[Mapping[str, Any], list[Finding]]:
    known = settings.read()
    programme = app.reading(known).usable()
    cohort = programme.cohort("R7")
    assert cohort
    seen = Witness(Stage(sandbox.place.announcement()), programme, cohort).saw()
    given = people.answered(cohort, programme, since, until)
    logged = learners.logged(cohort, programme, since, until)
    rows = year.rows_of(known, cohort)
    verdict = Verdict(seen, programme, cohort, rows, given, since=since, until=until, logged=logged)
    return Telling(sandbox, programme, state).whole(), verdict.findings()


def differing(quiet: Ended, hard: Ended, *, but: Collection[str] = ()) -> dict[str, Any]:
    """Part → what only the one has, and what only the other."""
    return {
        part: _only(quiet.told[part], hard.told[part])
        for part in quiet.told.keys() - but
        if quiet.told[part] != hard.told[part]
    }


def _only(first: Any, second: Any) -> Any:
    match first:
        case Counter() | set():
            return first - second, second - first
        case dict():
            return {key: (first[key], second.get(key)) for key in first if first[key] != second.get(key)}
        case _:
            return [pair for pair in zip_longest(first, second) if pair[0] != pair[1]]


@pytest.mark.timeout(7200)
@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize(
    ("span", "values"),
    [
        pytest.param(WEEK, AT_ONCE, id="a week"),
        pytest.param(WEEK, AT_ONCE | {SHARED: "dropped"}, id="a week with records of people's own"),
        pytest.param(YEAR, {}, id="the year"),
    ],
)
def test_a_season_under_hardship_ends_as_a_quiet_one(
    span: tuple[str, str], values: dict[str, str], tmp_path: Path
) -> None:
    """values: of the weather, other than harsh."""
    quiet = ended(tmp_path / "quiet", span, Weather("documented"))
    deaths = sorted(random.Random("hard").sample(range(quiet.sent), KILLS))

    hard = ended(tmp_path / "hard", span, Weather("harsh", values), share=SHARE, deaths=deaths)

    refused = () if SHARED in values else (told.OWN, told.OWN_MADE)
    assert (quiet.wrong, quiet.own.looked_at, quiet.own.wrong) == ([], 20, ())
    assert hard.wrong == [], hard.odd
    assert (hard.own.looked_at, hard.own.wrong) == ((20, ()) if SHARED in values else (0, hard.own.wrong)), (
        hard.odd
    )
    assert differing(quiet, hard, but=refused) == {}, hard.odd
    assert hard.killed == KILLS
