"""S15: a saved plan names people: it is its owner's alone, and is put through no link."""

from pathlib import Path

import pytest

from m365bot.cli.commands import plan


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
