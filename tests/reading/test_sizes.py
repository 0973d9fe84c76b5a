"""Whether an issue has room where it is to go, told offline with what to cut."""

from dataclasses import replace

import pytest

from m365bot.content import post
from m365bot.content.issue import mail
from m365bot.reading import Complaint, checking, sizes
from tests.reading.conftest import Instance, picture
from tests.reading.test_idle import NOW

ISSUE = "newsletter/012-apps.md"
PLACE = f"config/{ISSUE}"


def told(instance: Instance) -> list[Complaint]:
    programme = instance.read().programme
    assert programme
    return list(sizes.complaints(programme, instance.folder))


def test_an_issue_that_is_too_long_for_a_post_is_told_with_its_heaviest_blocks(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "TOO_LARGE", 1000)
    rows = "".join(f"| {number} | あいうえお |\n" for number in range(20))
    instance.add(ISSUE, f"\n{'長い' * 40}\n\n- 一\n- {'二' * 30}\n\n| a | b |\n|---|---|\n{rows}\n短い\n")

    (complaint,) = told(instance)

    assert (complaint.file, complaint.line, complaint.column) == (PLACE, 1, 1)
    assert "本文が長すぎて投稿できません" in complaint.words
    table, first, second = complaint.hint.split("大きいもの: ")[1].split("、")[:3]
    assert table.startswith("17行目からの表(")
    assert first.startswith("12行目からの文章(")
    assert second.startswith("14行目からの一覧(")


@pytest.mark.parametrize(("most", "is_told"), [(0, False), (-1, True)])
def test_it_may_be_as_long_as_a_post_and_no_longer(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, most: int, is_told: bool
) -> None:
    monkeypatch.setattr(post, "TOO_LARGE", 1)
    (complaint,) = told(instance)
    size = int(complaint.words.split("(")[1].split("バイト")[0].replace(",", ""))
    assert f"{size - 1:,}バイト減らして" in complaint.words

    monkeypatch.setattr(post, "TOO_LARGE", size + most)

    assert bool(told(instance)) == is_told


def test_pictures_that_are_too_many_for_a_post_are_told(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.write("newsletter/app.png", picture())
    instance.add(ISSUE, "\n![画面](app.png)\n")
    assert told(instance) == []

    monkeypatch.setattr(post, "PICTURES_MOST", 10)
    (complaint,) = told(instance)

    assert (complaint.line, complaint.column) == (1, 1)
    assert "図が多すぎて、1回の投稿に入りません" in complaint.words


def test_an_issue_that_is_too_large_for_a_mail_is_told_where_it_is_mailed(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "MOST", 10)
    assert told(instance) == []
    programme = instance.read().programme
    assert programme
    mailed = replace(programme, issues=tuple(replace(each, to=("mail",)) for each in programme.issues))

    (complaint,) = sizes.complaints(mailed, instance.folder)

    assert (complaint.file, complaint.line, complaint.column) == (PLACE, 1, 1)
    assert "1通のメールに入りません" in complaint.words
    monkeypatch.setattr(mail, "MOST", 1_000_000)
    assert list(sizes.complaints(mailed, instance.folder)) == []


# what only `check` looks for


def checked(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(instance.folder)
    monkeypatch.setenv("M365BOT_INSTANCE", str(instance.folder))
    found = checking.checked(instance.read(), instance.folder, (), NOW)
    return [f"{each.file}:{each.line} {each.words}" for each in found.complaints]


def test_what_settings_say_is_read_by_check_alone_and_told_at_its_line(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("M365BOT_CONFIG_SOURCE", raising=False)
    instance.write("settings.toml", "# 設定の置き場所\n[config]\nsource = 'http://contoso/x'\n")
    assert instance.read().complaints == ()

    (told_,) = checked(instance, monkeypatch)

    assert told_.startswith("config/settings.toml:3 ")


def test_settings_whose_form_is_wrong_are_told_once(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.write("settings.toml", "[config]\nsource = 'http://contoso/x'\nsorce = 'x'\n")

    (told_,) = checked(instance, monkeypatch)

    assert "sorce" in told_


def test_check_tells_of_issues_without_room(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "TOO_LARGE", 1)

    (told_,) = checked(instance, monkeypatch)

    assert told_.startswith(f"{PLACE}:1 本文が長すぎて")
    instance.path(ISSUE).unlink()
    assert checked(instance, monkeypatch) == []
