"""Whom one can look as, and what the choice changes."""

from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, links, words


async def test_without_a_person_everybody_can_be_chosen_from(window: Window) -> None:
    page = await window.look(who="")

    assert page.status_code == 200
    assert "だれとして見ますか" in words(page)
    assert words(page).count("R7 研修") == 4
    assert "農林水産局" in words(page)


async def test_people_are_found_by_name_whatever_its_width(window: Window) -> None:
    found = await window.look(who="", q="".join(chr(ord(each) + 0xFEE0) for each in "A.YAMADA"))

    assert "山田 葵" in words(found)
    assert "a.endo" not in found.text


async def test_people_are_found_by_department_and_team_together(window: Window) -> None:
    found = await window.look(who="", q="R7 所有者", department="都市政策局")

    assert "のうち 1 人" in words(found)


async def test_a_name_nobody_has_leads_back_to_the_list_and_is_shown_escaped(window: Window) -> None:
    page = await window.look(who="<script>alert(1)</script>@example.jp")

    assert page.status_code == 404
    assert "サインインできません" in words(page)
    assert "<script" not in page.text


async def test_the_home_page_shows_the_teams_and_channels_of_the_person(window: Window) -> None:
    page = await window.look()

    assert "山田 葵 として表示中" in words(page)
    assert {"一般", "R7 全体(プライベート)"} <= set(links(page))


async def test_a_guest_sees_only_what_guests_see(window: Window) -> None:
    page = await window.look(who=w.GUEST)

    assert "一般" in links(page)
    assert "R7 全体" not in words(page)


async def test_looking_as_a_guest_does_not_redeem_the_invitation(window: Window) -> None:
    invited = {
        "invitedUserEmailAddress": "new@partner.example.com",
        "inviteRedirectUrl": "https://teams.example",
    }
    await window.graph("POST", "/invitations", invited)

    page = await window.look(who="new@partner.example.com")

    assert page.status_code == 200
    found = await window.graph("GET", "/users?$filter=userType eq 'Guest'&$select=mail,externalUserState")
    assert {"mail": "new@partner.example.com", "externalUserState": "PendingAcceptance"} in found["value"]


async def test_who_is_in_no_team_is_told_so(window: Window) -> None:
    assert "参加しているチームはまだありません" in words(await window.look(who=w.STRANGER))


async def test_everything_is_read_through_graph_as_the_person(window: Window) -> None:
    window.app.gateway.log.clear()

    await window.channel(window.secret)

    rows = window.app.gateway.log.rows
    assert {row.user for row in rows} == {w.TRAINEE}
    assert any(row.path.endswith("/messages?$expand=replies&$top=30") for row in rows)


async def test_who_looks_at_the_list_of_people_is_the_service_account(window: Window) -> None:
    window.app.gateway.log.clear()

    await window.look(who="")

    assert {row.user for row in window.app.gateway.log.rows} == {w.ACCOUNT}
