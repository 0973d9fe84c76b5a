"""S15: a saved plan names people: it is its owner's alone, and is put through no link."""

import json
from pathlib import Path
from typing import Any

import pytest

from m365bot.cli.commands import plan
from m365bot.errors import ConfigError


@pytest.mark.parametrize("there", ["nothing", "a file for all", "a link"])
def test_s15_a_saved_plan_is_its_owners_and_follows_no_link(tmp_path: Path, there: str) -> None:
    out, other = tmp_path / "plan.json", tmp_path / "other"
    other.write_text("other")
    if there == "a link":
        out.symlink_to(other)
    elif there == "a file for all":
        out.write_text("old")
        out.chmod(0o666)

    plan._put(out, "{}")

    assert (out.read_text(), out.is_symlink(), out.stat().st_mode & 0o777) == ("{}", False, 0o600)
    assert other.read_text() == "other"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["other", "plan.json"]


SAVED = {
    "job": "provision",
    "cohort": "R7",
    "at": "2025-05-07T06:30:00+09:00",
    "planned": "2025-05-07T06:30:00+09:00",
    "digest": "0" * 64,
    "changes": [{"key": "team:a", "title": "チーム", "digest": "1" * 64, "kind": "team"}],
}


def test_what_is_used_of_a_saved_plan_is_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(SAVED))

    assert plan._read(file) == SAVED | {"changes": [{"key": "team:a", "title": "チーム", "digest": "1" * 64}]}


@pytest.mark.parametrize(
    "damage",
    [
        {"at": 5},
        {"at": "昨日"},
        {"planned": "2025-05-07T06:30:00"},
        {"job": ["provision"]},
        {"cohort": {"R7": 1}},
        {"digest": None},
        {"changes": "team:a"},
        {"changes": [7]},
        {"changes": [{"key": ["a"], "title": "", "digest": ""}]},
        {"changes": [{"key": "a"}]},
    ],
)
def test_s15_a_damaged_plan_is_named(tmp_path: Path, damage: dict[str, Any]) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(SAVED | damage))

    with pytest.raises(ConfigError, match="作った変更案ではありません"):
        plan._read(file)
