"""A job file that its author got wrong: it says so with file and line, and the other jobs go on."""

from pathlib import Path

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes

KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"
HEAD = """\
import sys
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Programme

@job(title="表彰", when="weekdays 06:30")
"""
SIGNATURE = "def award(programme: Programme, cohort: Cohort, now: Now) -> Wanted:\n"

# what is wrong: the file, the line told, a word of why
FAULTS = {
    "it raises": (
        HEAD + SIGNATURE + "    yield from ()\n    raise ValueError('表彰状がない')\n",
        8,
        "表彰状がない",
    ),
    "it is no Python": ("def award(:\n", 1, "SyntaxError"),
    "it imports what is not there": ("import nothing_there\n", 1, "nothing_there"),
    "it ends the process": (HEAD + SIGNATURE + "    yield from ()\n    sys.exit(0)\n", 8, "SystemExit"),
    "it ends the process when it is read": ("import sys\nsys.exit(0)\n", 2, "SystemExit"),
    "it yields what nobody can make": (HEAD + SIGNATURE + "    yield '表彰状'\n", 5, "'表彰状'"),
    "it yields nothing at all": (HEAD + SIGNATURE + "    return None\n", 5, "NoneType"),
    "it wants what nobody gives": (HEAD + "def award(prize: int):\n    yield from ()\n", 5, "prize"),
    "its schedule is none": (
        HEAD.replace("weekdays 06:30", "そのうち") + SIGNATURE + "    yield from ()\n",
        5,
        "「そのうち」",
    ),
}


@pytest.fixture
def write(instance: Path) -> Path:
    return instance / "jobs" / "award.py"


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_exit_1_with_file_and_line(name: str, bot: Bot, write: Path, tenant: Sandbox) -> None:
    text, line, why = FAULTS[name]
    write.write_text(text, "utf-8")

    said = bot.says("run", "award", "--at", KICKOFF)
    planned = bot.says("plan", "award", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert (said.exit, planned.exit) == (1, 1)
    for words in (said.out.replace("\n", ""), planned.err):
        assert f"jobs/award.py の{line}行目" in words
        assert why in words
        assert "このファイルを書いた人に知らせてください" in words
    assert "Traceback" not in said.err + planned.err
    assert writes(tenant.log()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_the_other_jobs_go_on(name: str, bot: Bot, write: Path) -> None:
    write.write_text(FAULTS[name][0], "utf-8")

    said = bot.says("jobs", "--json")
    listed = {row["job"] for row in said.document}
    checked = bot.says("check")
    distributed = bot.run("distribute", at=KICKOFF)

    assert listed >= {"award", "collect", "distribute", "newsletter", "provision", "results"}
    assert checked.exit == 0
    assert distributed["status"] == "nothing_to_do"


def test_one_that_does_not_load_is_listed_with_file_line_and_reason(bot: Bot, write: Path) -> None:
    write.write_text("def award(:\n", "utf-8")

    said = bot.says("jobs")

    assert said.exit == 1
    assert "jobs/award.py の1行目" in said.err
    assert "このファイルを書いた人に知らせてください" in said.err


def test_what_it_yielded_before_it_raised_is_not_done_by_halves(
    bot: Bot, write: Path, tenant: Sandbox
) -> None:
    half = """\
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Programme
from m365bot.resources import Team

@job(title="表彰", when="weekdays 06:30")
def award(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    yield Team.of(programme, programme.officers_team, now.date())
"""
    write.write_text(half + "    raise ValueError\n", "utf-8")
    failed = bot.run("award", at=KICKOFF, exits=1)
    untouched = writes(tenant.log())
    write.write_text(half, "utf-8")
    mended = bot.run("award", at=KICKOFF)

    assert failed["status"] == "failed"
    assert untouched == []
    assert mended["counts"]["create"] == 1


def test_two_files_with_one_job_are_told_apart_by_nobody(bot: Bot, write: Path) -> None:
    write.write_text(HEAD + SIGNATURE.replace("award", "provision") + "    yield from ()\n", "utf-8")

    said = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF)

    assert said.exit == 1
    assert "手順 provision はほかのファイルにもあります" in said.err
