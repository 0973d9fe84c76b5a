"""`plan distribute --calendar`: the season by config alone, without a tenant."""

import json
from pathlib import Path

import pytest

from m365bot.cli import entry
from m365bot.cli.screen import bytes_words

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("M365BOT_INSTANCE", str(ROOT))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))


def test_the_season_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["plan", "distribute", "--calendar", "--at", "2025-06-20T12:00"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["期", "公開", "引き上げ"]
    assert [line.split()[1] for line in lines[1:]] == sorted(line.split()[1] for line in lines[1:])
    assert lines[1].endswith("公開") and lines[-1].endswith("予定")


def test_the_season_is_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["plan", "distribute", "--calendar", "--json", "--cohort", "R7"]) == 0

    first = json.loads(capsys.readouterr().out)["entries"][0]
    assert (first["cohort"], first["withdraw"], first["state"]) == ("R7", None, "released")
    assert first["bytes"] > 0 and first["files"]


def test_only_distribute_has_a_season(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["plan", "collect", "--calendar"]) == 2
    assert "distribute" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (5 << 20, "5.0 MB"), (3 << 31, "6.0 GB")]
)
def test_bytes_as_people_say_them(count: int, words: str) -> None:
    assert bytes_words.of(count) == words
