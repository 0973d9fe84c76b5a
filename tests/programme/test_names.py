"""What Teams and SharePoint refuse, and when two names are one."""

import pytest

from m365bot.programme import names


@pytest.mark.parametrize(
    "name",
    [
        "R7/全体",
        "R7:全体",
        "R7 #1",
        "a,b",
        "a'b",
        "a..b",
        "_a",
        ".a",
        "a.",
        " a",
        "a　",
        "　a",
        "forms",
        "CON",
        "com1",
        "desktop.ini",
        "x_vti_y",
        "あ" * 51,
        "a\x07b",
        "",
        "a\x85b",
    ],
)
def test_teams_refuses(name: str) -> None:
    assert list(names.channel_faults(name))


@pytest.mark.parametrize(
    "name", ["R7 全体", "R7 Power BI", "あ" * 50, "資料／演習：１", "研修＆交流", "COM10", "班1"]
)
def test_teams_takes(name: str) -> None:
    assert not list(names.channel_faults(name))


@pytest.mark.parametrize(
    "name",
    [
        "資料:演習.pdf",
        "　資料.pdf",
        "資料.pdf ",
        "第1回.",
        "a?b.txt",
        "CON",
        "lpt0",
        "~$資料.docx",
        "desktop.ini",
        ".lock",
        "a_vti_b.txt",
    ],
)
def test_sharepoint_refuses(name: str) -> None:
    assert list(names.file_faults(name))


@pytest.mark.parametrize(
    "name", ["資料：演習.pdf", "資料 .pdf", "#1 & 50%.pdf", "a..b.txt", "𠮷田.xlsx", "com10"]
)
def test_sharepoint_takes(name: str) -> None:
    assert not list(names.file_faults(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⻑谷川 葵", "長谷川葵"),
        ("葛\U000e0100城", "葛城"),
        ("山⽥", "山田"),
        ("山田　葵", "山田 葵"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("Smith \uff21", "smith a"),
    ],
)
def test_two_spellings_of_one_persons_name(one: str, other: str) -> None:
    assert names.person_fold(one) == names.person_fold(other)


@pytest.mark.parametrize(("one", "other"), [("髙木", "高木"), ("𠮷田", "吉田"), ("山﨑", "山崎")])
def test_letters_that_are_different_people_stay_apart(one: str, other: str) -> None:
    assert names.person_fold(one) != names.person_fold(other)


def test_files_are_compared_composed_and_without_case_but_by_width() -> None:
    assert names.file_fold("カ\u3099イド.pdf") == names.file_fold("ガイド.PDF")
    assert names.file_fold("\ufa16.pdf") == names.file_fold("猪.pdf")
    assert names.file_fold("資料１.pdf") != names.file_fold("資料1.pdf")


def test_channels_are_compared_by_width_too() -> None:
    assert names.channel_fold("\uff32\uff17 全体") == names.channel_fold("r7 全体")


def test_signin_names_are_compared_without_case_width_and_blanks() -> None:
    assert names.mail_fold(" \uff21.Yamada@EXAMPLE.jp ") == names.mail_fold("a.yamada@example.jp")


def test_lengths_are_counted_as_sharepoint_counts_them() -> None:
    assert [names.length(word) for word in ("abc", "研修", "𠮷")] == [3, 2, 2]


@pytest.mark.parametrize("faults", [names.file_faults, names.team_faults, names.channel_faults])
def test_a_name_may_be_so_long_and_no_longer(faults) -> None:
    most = {names.file_faults: names.NAME_LENGTH, names.team_faults: names.GROUP_LENGTH}.get(
        faults, names.CHANNEL_LENGTH
    )

    assert list(faults("𠮷" + "a" * (most - 2))) == []
    assert len(list(faults("𠮷" + "a" * (most - 1)))) == 1


@pytest.mark.parametrize(
    ("nickname", "is_taken"),
    [
        ("dx-leader-r7", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("", False),
        ("dx リーダー", False),
        ("a@b", False),
    ],
)
def test_a_nickname_is_of_letters_that_an_address_may_hold(nickname: str, is_taken: bool) -> None:
    assert (list(names.nickname_faults(nickname)) == []) == is_taken
