"""Where answers arrive: what the words of a form stand for, and what is wrong with such a place."""

from pathlib import Path

import pytest

from m365bot.programme.channels import TeamSpec
from m365bot.programme.forms import SourcePlace, SourceSpec
from m365bot.reading.files import sources
from tests.reading.conftest import Instance

OWN, OFFICERS = TeamSpec("研修 R7", "dx-r7"), TeamSpec("研修運営", "dx-office")
FOLDER = Path("/elsewhere/config/cohorts/R7")
FORM, COHORT, LIST = (
    "forms/after.yaml",
    "config/cohorts/R7/cohort.yaml",
    '{list: "フォーム回答/{cohort} {session}"}',
)


def placed(kind: str, template: str, *, make: bool = False) -> SourcePlace:
    fields = {"cohort": "R7", "session": "a"}
    return sources.placed(SourceSpec(kind, template, make=make), fields, (OWN, OFFICERS), FOLDER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "template", "team", "name", "channel"),
    [
        ("list", "フォーム回答/{cohort} {session}", None, "R7 a", ""),
        ("list", "研修運営/回答", "研修運営", "回答", ""),
        ("list", "回答", None, "回答", ""),
        ("workbook", "研修運営:/フォーム/{cohort} 事後.xlsx", "研修運営", "フォーム/R7 事後.xlsx", ""),
        ("workbook", "{cohort} 全体/ 事後.xlsx", "研修 R7", "事後.xlsx", "R7 全体"),
        ("workbook", "どこか:/事後.xlsx", None, "事後.xlsx", ""),
        ("drop", "研修運営:/回答", "研修運営", "回答", ""),
        ("drop", "回答/{session}", None, "回答/a", ""),
    ],
)
def test_a_place_is_a_teams_a_channels_or_the_cohorts_own(
    kind: str, template: str, team: str | None, name: str, channel: str
) -> None:
    found = placed(kind, template)

    assert (found.kind, found.team, found.name, found.channel) == (kind, team, name, channel)


def test_a_folder_for_exports_lies_below_the_cohorts() -> None:
    found = placed("drop", "回答/{session}")

    assert (found.folder, found.within) == (FOLDER / "回答/a", FOLDER)
    assert placed("drop", "研修運営:/回答").folder is None


def test_a_list_may_be_made() -> None:
    assert placed("list", "回答", make=True).make
    assert not placed("list", "回答").make


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ('{workbook: "研修運営:/"}', "ファイルやフォルダーの名前がありません", "例: 「研修運営:/"),
        ('{workbook: "研修運営:/../秘密.xlsx"}', "「..」は使えません", "例: 「研修運営:/"),
        ('{drop: "../回答"}', "「..」は使えません", "例: 「研修運営:/"),
        (
            '{workbook: "研修運宮:/回答.xlsx"}',
            "『研修運宮』というチームはありません",
            "'研修運営' ではありませんか",
        ),
        (
            '{workbook: "x:/回答.xlsx"}',
            "『x』というチームはありません",
            "書けるもの: 育成研修 R7、リーダー、研修運営",
        ),
        (
            '{workbook: "R7 全休/回答.xlsx"}',
            "『R7 全休』というチャネルはありません",
            "'R7 全体' ではありませんか",
        ),
        ('{workbook: "x/回答.xlsx"}', "『x』というチャネルはありません", "書けるもの: 一般、R7 全体"),
    ],
)
def test_a_place_that_is_none_is_told_with_what_may_be_meant(
    instance: Instance, source: str, words: str, hint: str
) -> None:
    instance.change(FORM, LIST, source)

    complaint = instance.only_complaint()

    assert (complaint.file, complaint.line) == (COHORT, 1)
    assert words in complaint.words
    assert complaint.hint.startswith(hint)


@pytest.mark.parametrize(
    "source", ['{workbook: "研修運営:/回答.xlsx"}', '{drop: "研修運営:/回答"}', "{drop: 回答}"]
)
def test_a_place_that_officers_alone_read_is_no_word_worth(instance: Instance, source: str) -> None:
    instance.change(FORM, LIST, source)

    reading = instance.read()

    assert (reading.complaints, [one for one in reading.remarks if "読めます" in one.words]) == ((), [])


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ('{workbook: "R7 全体/回答.xlsx"}', "『育成研修 R7/R7 全体』"),
        ('{workbook: "リーダー:/回答.xlsx"}', "『リーダー』"),
    ],
)
def test_a_place_that_many_read_is_remarked_on(instance: Instance, source: str, where: str) -> None:
    instance.change(FORM, LIST, source)

    (remark,) = (one for one in instance.read().remarks if "読めます" in one.words)

    assert where in remark.words
