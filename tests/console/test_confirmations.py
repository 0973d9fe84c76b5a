"""承認: a change of 設定 that takes a guard away is confirmed on a page, by an approver who had no hand in it."""

import re
from collections.abc import Iterator

import pytest

from m365bot.console.roles import Role
from tests.console import hall
from tests.console.test_settings import PEOPLE_FILE, Office, _small, office
from tests.reading.conftest import PEOPLE, PROGRAMME

__all__ = ["_small", "office"]
WIDER = PEOPLE + "谷 桜,s.tani@example.jp,,000104,総務局,,,,,研修担当,班1,,\n"
PAGE = f"/confirmations/{PEOPLE_FILE}"
CHIEF = "kacho@example.jp"


@pytest.fixture
def waits(office: Office) -> Iterator[Office]:
    """An officer is added by another."""
    path = office.folder / "config/programme.yaml"
    path.write_text(PROGRAMME + f"approvers: [{{mail: {CHIEF}}}, {{mail: sato-m@example.jp}}]\n", "utf-8")
    office.opens("config/programme.yaml")
    status, page = office.saves(PEOPLE_FILE, WIDER)
    assert (status, "もう一人が確かめるまで使いません" in page) == (409, True)
    yield office


def comes(office: Office, *roles: Role, name: str = CHIEF) -> None:
    office.sitting.hall.guest = hall.visitor(*roles, sign_in_name=name)


def confirms(office: Office) -> tuple[int, str]:
    seen = re.search(r'name="seen" value="([^"]*)"', office.sitting.reads(PAGE))
    assert seen
    answer = office.sitting.browser.post(PAGE, data={"seen": seen[1], "reason": "異動のため"})
    return answer.status_code, answer.text


def test_what_was_typed_is_kept_and_the_page_says_what_it_waits_for(waits: Office) -> None:
    assert waits.lies(PEOPLE_FILE) == PEOPLE
    page = waits.opens(PEOPLE_FILE)
    assert "保留(確認待ち)" in page
    assert "谷 桜" in page
    assert f'href="{PAGE}"' in page


def test_an_approver_sees_what_would_become_of_it_by_whom_and_lets_it_pass(waits: Office) -> None:
    comes(waits, Role.APPROVER)
    listed, page = waits.sitting.reads("/approvals"), waits.sitting.reads(PAGE)

    status, after = confirms(waits)

    assert f'href="{PAGE}"' in listed
    assert "研修担当が増える" in page
    assert "谷 桜" in page
    assert "sato-m@example.jp" in page
    assert (status, waits.lies(PEOPLE_FILE)) == (200, WIDER)
    assert "確認しました" in after
    assert "もう確認されたか" in waits.sitting.reads(PAGE, status=409)


def test_its_author_does_not_also_where_they_may_approve(waits: Office) -> None:
    comes(waits, Role.OFFICER, Role.APPROVER, name="sato-m@example.jp")

    status, page = confirms(waits)

    assert (status, "手を入れた人" in page) == (409, True)
    assert waits.lies(PEOPLE_FILE) == PEOPLE


def test_nor_somebody_whom_programme_yaml_does_not_name(waits: Office) -> None:
    comes(waits, Role.APPROVER, name="s.tani@example.jp")

    status, page = confirms(waits)

    assert (status, "ではありません" in page) == (409, True)
    assert waits.lies(PEOPLE_FILE) == PEOPLE


def test_an_officer_without_that_role_reads_it_and_cannot(waits: Office) -> None:
    comes(waits, Role.OFFICER, name="other@example.jp")

    assert "この変更を使う" not in waits.sitting.reads(PAGE)
    assert waits.sitting.browser.post(PAGE, data={"seen": ""}).status_code == 403


def test_today_says_that_something_waits(waits: Office) -> None:
    comes(waits, Role.OFFICER, Role.APPROVER)

    assert "設定の変更が、確認を待っています" in waits.sitting.reads("/")


def test_going_back_to_the_version_in_force_takes_the_wish_back(waits: Office) -> None:
    comes(waits, Role.OFFICER, name="sato-m@example.jp")

    waits.saves(PEOPLE_FILE, PEOPLE)

    assert "確認を待っている変更はありません" in waits.sitting.reads(PAGE, status=409)
    assert waits.lies(PEOPLE_FILE) == PEOPLE
