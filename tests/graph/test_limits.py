import pytest

from m365bot.graph.limits import Limits, rules

TEAM = ("teams", "team:t")


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "/teams/t", TEAM),
        ("GET", "/teams('t')/channels", (*TEAM, "channels listed:t")),
        ("GET", "/teams/t/allChannels", (*TEAM, "channels listed:t")),
        ("POST", "/teams/t/channels", (*TEAM, "channels made:t")),
        ("GET", "/teams/t/channels/19%3Aa%40thread.tacv2/tabs?$top=1", (*TEAM, "channel:19:a@thread.tacv2")),
        ("POST", "/teams/t/channels/c/members", (*TEAM, "channel:c")),
        ("GET", "/teams/t/primaryChannel", (*TEAM, "primary channel:t")),
        ("GET", "/teams/t/members", TEAM),
        ("POST", "/teams/t/members", (*TEAM, "members added:t")),
        ("POST", "/teams/t/members/add", TEAM),
        ("PUT", "/groups/t/team", TEAM),
        ("POST", "/chats/c/messages", ("teams", "chat:c")),
        ("POST", "/chats/c/members", ("teams", "chat:c", "members added:c")),
        ("GET", "/drives/d/root:/teams/x:/children", ("sharepoint",)),
        ("POST", "/drives/d/items/i/invite", ("sharepoint", "sharing")),
        ("GET", "/groups/g/sites/root", ("sharepoint",)),
        ("GET", "/groups/g/members", ("directory",)),
        ("POST", "/users/u/sendMail", ("mail", "mails sent:f26d6a3e", "mailbox:u")),
        ("POST", "/users/u/messages/m/send", ("mail", "mails sent:f26d6a3e", "mailbox:u")),
        ("POST", "/users/u/messages", ("mail", "mailbox:u")),
        ("GET", "/me/messages", ("mail", "mailbox:me")),
        ("GET", "/users/u", ("directory",)),
        ("POST", "/teams", ("directory",)),
    ],
)
def test_a_request_counts_against(method: str, path: str, scopes: tuple[str, ...]):
    assert tuple(rule.scope for rule in rules(method, path, Limits())) == scopes


def test_every_figure_is_a_setting():
    made = rules("POST", "/teams/t/channels", Limits(channels_made=2))

    assert made[-1].limit == 2
