"""Which permissions a plan asks for that the tokens do not hold.

Called by runs, before anything is written. Pure. Says so only where a token tells what it holds and nothing in it
would do: what it does not tell, Graph decides.
"""

from collections.abc import Iterable, Mapping

Held = Mapping[str, frozenset[str]]
"""Identity ("app", "account") → the permissions in its token; one that tells none is left out."""

# What Microsoft's reference pages list beside the least privileged one, for all that a kind asks for by that name.
# A permission given in one team alone stands in no token: what has only such ones looks as if it had none.
ALSO: Mapping[str, frozenset[str]] = {
    need: frozenset(others.split())
    for need, others in {
        "Channel.Create": "Teamwork.Migrate.All Group.ReadWrite.All Directory.ReadWrite.All",
        "Channel.ReadBasic.All": "ChannelSettings.Read.All ChannelSettings.ReadWrite.All Group.Read.All"
        " Group.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
        "ChannelMessage.Read.All": "Group.Read.All Group.ReadWrite.All",
        "ChannelMessage.ReadWrite": "Group.ReadWrite.All",
        "ChannelMessage.Send": "Group.ReadWrite.All",
        "Files.ReadWrite.All": "Sites.ReadWrite.All Sites.Manage.All Sites.FullControl.All",
        "Group.Read.All": "Group.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
        "Group.ReadWrite.All": "Directory.ReadWrite.All",
        "GroupMember.Read.All": "GroupMember.ReadWrite.All Group.Read.All Group.ReadWrite.All"
        " Directory.Read.All Directory.ReadWrite.All",
        "Sites.Manage.All": "Sites.ReadWrite.All Sites.FullControl.All",  # as api/list-create has it
        # Sites.Selected says that some site is granted, never which: Graph decides (docs/facts.md sites.selected).
        "Sites.Read.All": "Sites.ReadWrite.All Sites.Manage.All Sites.FullControl.All Sites.Selected",
        "Sites.ReadWrite.All": "Sites.Selected",
        "TeamMember.ReadWrite.All": "TeamMember.ReadWriteNonOwnerRole.All",
        "TeamsTab.ReadWrite.All": "TeamsTab.ReadWriteForTeam.All TeamsTab.ReadWriteSelfForTeam.All"
        " TeamsTab.Create Group.ReadWrite.All Directory.ReadWrite.All",
        "User.Invite.All": "User.ReadWrite.All Directory.ReadWrite.All",
        "User.Read.All": "User.ReadBasic.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
    }.items()
}


def lacking(needs: Iterable[str], held: Held) -> tuple[str, ...]:
    """Of needs such as "app:Channel.Create", those that no permission in the token stands for."""
    return tuple(sorted({need for need in needs if not _is_held(need, held)}))


def identities(needs: Iterable[str]) -> set[str]:
    return {need.partition(":")[0] for need in needs}


def named(lacking: Iterable[str]) -> str:
    """As an administrator knows them: without whose token it is."""
    return "、".join(need.partition(":")[2] for need in lacking)


def _is_held(need: str, held: Held) -> bool:
    whose, _, permission = need.partition(":")
    granted = held.get(whose)
    return not granted or permission in granted or bool(granted & ALSO.get(permission, frozenset()))
