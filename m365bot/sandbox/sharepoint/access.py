"""Who may read and write one item of a drive: by the site it lies in, and by invitations to it and what it lies in.

Asked by `asked`, by listings, and by the routes of permissions. An app may do what its token lets it.
"""

from collections.abc import Iterator

from m365bot.sandbox.stored.drive import Drive, Grant, Item
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.tenant import Tenant

READ, WRITE = "read", "write"


def may(tenant: Tenant, site: Site, drive: Drive, item: Item, user_id: str, role: str) -> bool:
    """Does an invitation on the way up let the person in, or the site itself where nothing cuts it off?"""
    return (
        any(grant.user_id == user_id and _suffices(grant, role) for grant, _ in granted(drive, item))
        or (inherits_site(drive, item) and reads(tenant, site, user_id))
        or owns(tenant, site, user_id)
    )


def granted(drive: Drive, item: Item) -> Iterator[tuple[Grant, Item]]:
    """Each invitation that counts for an item, and where it was made."""
    for each in drive.upwards(item):
        yield from ((grant, each) for grant in each.grants)
        if not each.inherits:
            return


def inherits_site(drive: Drive, item: Item) -> bool:
    return all(each.inherits for each in drive.upwards(item))


def reads(tenant: Tenant, site: Site, user_id: str) -> bool:
    """A private channel's site is for its people, a team's for the team's, any other for all but guests."""
    if site.channel_id:
        found = tenant.channel(site.channel_id)
        return found is not None and tenant.sees_channel(user_id, *found)
    if site.group_id:
        group = tenant.group(site.group_id)
        return group is not None and (user_id in group.members or user_id in group.owners)
    return not tenant.users[user_id].guest


def owns(tenant: Tenant, site: Site, user_id: str) -> bool:
    """Owners of a site keep their access, whatever an item inherits (docs/facts.md 98)."""
    if site.channel_id:
        found = tenant.channel(site.channel_id)
        return found is not None and "owner" in found[1].members.get(user_id, ())
    group = tenant.group(site.group_id) if site.group_id else None
    return group is not None and user_id in group.owners


def _suffices(grant: Grant, role: str) -> bool:
    return role in grant.roles or WRITE in grant.roles
