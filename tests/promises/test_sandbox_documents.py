"""COVERAGE.md says what the code does; DIFFERENCES.md speaks of what is simulated and what is not."""

import re
from pathlib import Path

import m365bot.sandbox
from m365bot.sandbox import coverage, operations
from m365bot.sandbox.weather import table

FOLDER = Path(m365bot.sandbox.__file__).parent


def test_coverage_is_as_the_code_makes_it() -> None:
    assert (FOLDER / "COVERAGE.md").read_text("utf-8") == coverage.document(), (
        "run: python -m m365bot.sandbox.coverage > m365bot/sandbox/COVERAGE.md"
    )


def test_evidence_speaks_of_simulated_operations_only() -> None:
    from m365bot.sandbox.evidence import EVIDENCE

    assert set(EVIDENCE) <= {each.name for each in operations.every()}


def test_what_differences_says_is_not_simulated_is_not() -> None:
    text = " ".join((FOLDER / "DIFFERENCES.md").read_text("utf-8").split())
    simulated = {each.template.text for each in operations.every()}
    for word in (
        "archive",
        "clone",
        "installedApps",
        "allChannels",
        "createLink",
        "workbook",
    ):
        assert not any(re.search(rf"/{word}\b", path) for path in simulated)
    assert "not simulated" in text


def test_differences_holds_the_weathers_values_as_they_are() -> None:
    assert table.markdown() in (FOLDER / "DIFFERENCES.md").read_text("utf-8"), (
        "run: python -m m365bot.sandbox.weather.table"
    )
