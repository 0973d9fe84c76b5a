"""The next issue begins where the last one left off, out of nothing or out of a Word file, and over nothing."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.errors import ConfigError
from m365bot.programme import Programme
from m365bot.setup import new_issue
from m365bot.setup.new_issue import NewIssue, Source, source_of
from tests.content.word.written import docx, drawing, paragraph, png
from tests.stage import REPOSITORY

NOW = datetime.fromisoformat("2025-07-11T10:00+09:00")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    shutil.copytree(REPOSITORY / "config", tmp_path / "config")
    return tmp_path


def programme_of(instance: Path) -> Programme:
    found = reading.read(instance).programme
    assert found
    return found


def made(instance: Path, source: Source | None = None, title: str = "") -> NewIssue:
    return new_issue.made(instance, programme_of(instance), NOW, title=title, source=source)


def word(*blocks: str, name: str = "下書き.docx", **more: object) -> Source:
    return Source(name, docx(*blocks, **more))  # type: ignore[arg-type]


def test_the_next_number_goes_where_the_last_one_went_in_five_business_days(instance: Path) -> None:
    new = made(instance, title="App lending, 貸出")

    (issue,) = [each for each in programme_of(instance).issues if each.number == new.number]
    assert (new.number, new.path.name, new.complaints) == (14, "014-app-lending.md", ())
    assert (issue.title, issue.to) == ("App lending, 貸出", ("teams", "page", "mail", "export"))
    assert [target.channel for target in issue.channels] == ["一般", "R7 全体"]
    assert issue.publish.isoformat() == "2025-07-18T09:00:00+09:00"
    assert issue.author == "kenshu@example.jp"


def test_a_number_that_any_file_has_is_not_taken_again_whatever_is_wrong_with_it(instance: Path) -> None:
    folder = instance / "config/newsletter"
    (folder / "draft.md").write_text("---\nnumber: 20\ntitle\n---\n", "utf-8")
    (folder / "031-later.txt").write_text("", "utf-8")

    assert made(instance).number == 32


def test_a_word_file_becomes_the_text_and_its_pictures_lie_beside(instance: Path) -> None:
    source = word(
        paragraph("貸出: 「待たない」", style="aa"),
        paragraph(drawing("rId9", alt="画面")),
        pictures={"rId9": png()},
    )

    new = made(instance, source)

    text = new.path.read_text("utf-8")
    assert text.endswith("---\n![画面](014-1.png)\n")
    assert [path.read_bytes() for path in new.pictures] == [png()]
    assert programme_of(instance).issues[-1].title == "貸出: 「待たない」"
    assert new.complaints == ()


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("第20号:生成AI", ("生成AI", "第20号:")),
        ("DX通信第20号\uff1a生成AI", ("生成AI", "DX通信第20号\uff1a")),
        ("DX通信 第20号", ("", "DX通信 第20号")),
        ("第1号俸の話", ("第1号俸の話", "")),
    ],
)
def test_what_every_face_sets_before_a_title_is_known_from_other_words(
    title: str, bare: tuple[str, str]
) -> None:
    assert new_issue._without_masthead(title) == bare


def test_the_name_and_number_that_every_face_sets_before_a_title_are_not_set_twice(instance: Path) -> None:
    new = made(instance, title="DX通信 第20号 生成AI")

    (issue,) = [each for each in programme_of(instance).issues if each.number == new.number]
    assert issue.title == "生成AI"
    assert ["「DX通信 第14号」" in remark for remark in new.remarks] == [True]


def test_a_title_cannot_write_front_matter_of_its_own(instance: Path) -> None:
    new = made(instance, title="題\napprove: false\n---\n本文")

    assert programme_of(instance).issues[-1].approve
    assert "approve: false" not in new.path.read_text("utf-8").splitlines()


def test_nothing_that_is_there_is_written_over(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = instance / "config/newsletter/014-1.png"
    taken.write_bytes(b"mine")
    monkeypatch.setattr(new_issue, "_numbers", lambda _: iter([13]))

    new = made(instance, word(paragraph(drawing("a", alt="図")), pictures={"a": png()}))

    assert taken.read_bytes() == b"mine"
    assert (new.number, [path.name for path in new.pictures]) == (15, ["015-1.png"])
    assert not list(taken.parent.glob("014*.md"))


def test_an_office_without_an_issue_begins_with_the_first(instance: Path) -> None:
    shutil.rmtree(instance / "config/newsletter")

    new = made(instance)

    assert (new.number, new.path.name) == (1, "001.md")
    assert programme_of(instance).issues[0].channels[0].channel == "R7 全体"


def test_a_file_that_is_no_word_file_makes_nothing(instance: Path) -> None:
    before = sorted(path.name for path in (instance / "config/newsletter").iterdir())

    with pytest.raises(ConfigError, match=r"古い形式.*名前を付けて保存"):
        made(instance, Source("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512))

    assert sorted(path.name for path in (instance / "config/newsletter").iterdir()) == before


def test_a_source_that_is_no_file_or_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_issue.reader, "MOST", 10)
    large = tmp_path / "large.docx"
    large.write_bytes(b"x" * 11)

    for path in (tmp_path, tmp_path / "none.docx", large):
        with pytest.raises(ConfigError, match=path.name):
            source_of(path)
