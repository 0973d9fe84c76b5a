"""What a plan needs is held against what the tokens tell; what they do not tell, Graph decides."""

import pytest

from m365bot.reconcile import permissions

NEEDS = ("app:Channel.Create", "app:TeamsTab.ReadWrite.All", "account:ChannelMessage.Send")


def test_r15_each_permission_that_no_token_holds_is_found() -> None:
    held = {"app": frozenset({"Channel.Create"}), "account": frozenset({"User.Read"})}

    lacking = permissions.lacking(NEEDS, held)

    assert lacking == ("account:ChannelMessage.Send", "app:TeamsTab.ReadWrite.All")
    assert permissions.named(lacking) == "ChannelMessage.Send、TeamsTab.ReadWrite.All"


@pytest.mark.parametrize("held", [{}, {"app": frozenset()}])
def test_r15_a_token_that_tells_nothing_lacks_nothing(held: permissions.Held) -> None:
    assert permissions.lacking(NEEDS, held) == ()


def test_r15_a_wider_permission_stands_for_a_narrower_one() -> None:
    wide = {"app": frozenset({"Group.ReadWrite.All"}), "account": frozenset({"Group.ReadWrite.All"})}

    assert permissions.lacking(NEEDS, wide) == ()


def test_r15_one_identitys_permission_is_not_the_others() -> None:
    held = {"app": frozenset({"ChannelMessage.Send", *permissions.ALSO}), "account": frozenset({"User.Read"})}

    assert permissions.lacking(NEEDS, held) == ("account:ChannelMessage.Send",)


def test_which_sites_are_granted_is_left_to_graph() -> None:
    """Sites.Selected stands in the token, the sites do not."""
    needs = ("app:Sites.ReadWrite.All", "app:Sites.Read.All", "app:Sites.Manage.All")

    assert permissions.lacking(needs, {"app": frozenset({"Sites.Selected"})}) == ("app:Sites.Manage.All",)


def test_whose_permissions_they_are_is_told_once_each() -> None:
    assert permissions.identities(NEEDS) == {"app", "account"}
