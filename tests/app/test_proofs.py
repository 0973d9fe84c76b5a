"""Proofs of an issue: the one that is meant, with what is wrong with it, and files that are whole or not there."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from m365bot import settings
from m365bot.app import proofs
from m365bot.errors import ConfigError
from m365bot.reading import WrongConfig
from m365bot.settings import Settings
from tests.source import ROOT

FAULTY = "013-device-lending.md"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An instance of three issues, the last of which has a fault, and no cohort."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config" / "newsletter", config / "newsletter")
    shutil.copy(ROOT / "config" / "programme.yaml", config)
    (config / "settings.toml").write_text('[tenant]\nmailbox = "kenshu@example.jp"\n')
    file = config / "newsletter" / FAULTY
    file.write_text(file.read_text("utf-8").replace("title:", "[title:"), "utf-8")
    monkeypatch.setenv("M365BOT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("M365BOT_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return settings.read()


@pytest.mark.parametrize(
    "which",
    ["12", "012-power-apps.md", "config/newsletter/012-power-apps.md", "elsewhere/012-power-apps.md"],
)
def test_it_is_found_by_its_number_or_its_file(office: Settings, which: str) -> None:
    found = proofs.found(office, which)

    assert (found.issue.number, found.complaints) == (12, ())
    assert found.head.number == 12


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("99", r"第99号はありません。あるのは 11、12 です。"),
        ("nothing.md", r"nothing\.md がありません。"),
        ("config/programme.yaml", r"programme\.yaml は DX通信の原稿ではありません。config/newsletter/ に"),
        (FAULTY, r"013-device-lending\.md:\d"),
    ],
)
def test_what_is_none_is_told_with_the_way_on(office: Settings, which: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        proofs.found(office, which)


def test_its_faces_are_shown_side_by_side_and_only_those_that_it_has(office: Settings) -> None:
    found = proofs.found(office, "12")
    there = {name: replace(found, issue=replace(found.issue, to=(name,))) for name in ("teams", "mail")}

    everything, posted, mailed = map(proofs.preview, (found, *there.values()))

    assert found.issue.to == ("teams", "page", "mail", "export")
    assert all(found.issue.title in shown for shown in (everything, posted, mailed))
    assert [len(list(proofs.panes(one))) for one in (found, *there.values())] == [5, 1, 2]


def test_its_files_are_a_page_and_a_pdf(office: Settings, tmp_path: Path) -> None:
    found = proofs.found(office, "12")

    page, pdf = proofs.exported(found, tmp_path / "out")

    assert [page.name, pdf.name] == ["dx-012.html", "dx-012.pdf"]
    assert found.issue.title in page.read_text("utf-8")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["dx-012.html", "dx-012.pdf"]


def test_one_that_has_faults_leaves_no_file(office: Settings, tmp_path: Path) -> None:
    found = proofs.found(office, "12")
    with pytest.raises(WrongConfig) as told:
        proofs.found(office, FAULTY)

    with pytest.raises(WrongConfig):
        proofs.exported(replace(found, complaints=told.value.complaints), tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()

    with pytest.raises(ConfigError, match=r"page\.html に書き込めません"):
        proofs.written(tmp_path / "page.html", b"new")
