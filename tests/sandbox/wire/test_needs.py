"""What a token must hold: the least name it passes with, and the words where it holds none."""

import pytest

from m365bot.sandbox.wire import needs
from m365bot.sandbox.wire.call import Token
from m365bot.sandbox.wire.problems import GraphProblem


def app(*roles: str) -> Token:
    return Token("app", roles=frozenset(roles))


def person(*scopes: str) -> Token:
    return Token("app", "user", scopes=frozenset(scopes))


def refused(what: needs.Needs, token: Token) -> GraphProblem:
    with pytest.raises(GraphProblem) as caught:
        needs.used(what, token)
    return caught.value


def test_the_least_privileged_name_that_is_held_is_told() -> None:
    what = needs.one_of("Team.Read Team.Write Team.All")

    assert needs.used(what, app("Team.All", "Team.Write")) == "Team.Write"
    assert needs.used(what, person("Team.Read", "Team.All")) == "Team.Read"


def test_a_persons_names_may_differ_from_an_apps() -> None:
    what = needs.one_of("Group.Create", person="Group.Write")

    assert needs.used(what, app("Group.Create")) == "Group.Create"
    assert needs.used(what, person("Group.Write")) == "Group.Write"
    assert refused(what, person("Group.Create")).status == 403
    assert refused(what, app("Group.Write")).status == 403


def test_a_refusal_names_what_is_missing_and_what_is_held() -> None:
    what = needs.one_of("Team.Read Team.All")

    of_app, of_person = refused(what, app("B", "A")), refused(what, person("User.Read"))

    assert (of_app.status, of_app.code) == (403, "Authorization_RequestDenied")
    assert "API requires one of 'Team.Read, Team.All'. Roles on the request 'A, B'." in of_app.message
    assert "Scopes on the request 'User.Read'." in of_person.message


def test_what_only_people_may_do_no_role_can_grant() -> None:
    what = needs.person_only("ChannelMessage.ReadWrite")

    assert needs.used(what, person("ChannelMessage.ReadWrite")) == "ChannelMessage.ReadWrite"
    assert "Roles cannot grant it." in refused(what, app("ChannelMessage.ReadWrite")).message


def test_what_only_apps_may_do_no_scope_can_grant() -> None:
    what = needs.app_only("Sites.Read.All")

    assert needs.used(what, app("Sites.Read.All")) == "Sites.Read.All"
    assert "Scopes cannot grant it." in refused(what, person("Sites.Read.All")).message


def test_any_token_will_do_where_nothing_is_asked() -> None:
    assert needs.used(needs.any_token(), app()) == ""
    assert needs.used(needs.any_token(), person()) == ""


def test_me_is_no_app() -> None:
    what = needs.me("User.Read")

    assert needs.used(what, person("User.Read")) == "User.Read"
    assert (refused(what, app("User.Read")).status, refused(what, app()).code) == (400, "BadRequest")
    assert refused(what, person("Mail.Read")).status == 403


def test_an_app_that_would_post_is_told_that_it_may_only_import() -> None:
    what = needs.author("ChannelMessage.Send")

    assert needs.used(what, person("ChannelMessage.Send")) == "ChannelMessage.Send"
    told = refused(what, app("ChannelMessage.Send"))
    assert (told.status, told.code) == (401, "Unauthorized")
    assert "only for import purposes" in told.message
    assert refused(what, person("User.Read")).status == 403
