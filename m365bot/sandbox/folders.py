"""Where the files of channels come to lie: a folder of the team's library, or a private channel's own site.

Called when a channel or its team is made, and when a state is loaded or a group restored. Later is the
virtual clock's: nobody waits here.
"""

from functools import partial

from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.tenant import Tenant


def await_folder(tenant: Tenant, team: Team, channel: Channel) -> None:
    """Its folder, or a private channel's site, will be there later (docs/facts.md 22)."""
    delays = tenant.settings.delays
    site = tenant.sites.group_site(team.id)
    due = tenant.after(delays.private_folder if channel.private else delays.standard_folder)
    channel.folder_at = max(due, site.ready_at if site else 0.0)
    if tenant.passed(channel.folder_at):
        make_folder(tenant, team, channel)
    else:
        tenant.clock.at(channel.folder_at, partial(make_folder, tenant, team, channel))


def make_folder(tenant: Tenant, team: Team, channel: Channel) -> None:
    """Named as the channel was when it was made (docs/facts.md 23)."""
    group, now = tenant.groups.get(team.id), tenant.clock.now()
    if group is None or group.deleted_at is not None:
        return
    if channel.private:
        tenant.sites.make_channel_site(team.id, channel.id, group.mail_nickname, channel.folder_name, now)
    else:
        tenant.sites.make_channel_folder(team.id, channel.id, channel.folder_name, now)


def await_folders(tenant: Tenant) -> None:
    """After a state was loaded or a group restored: what was under way then goes on."""
    for team in tenant.live_teams():
        for channel in team.live():
            if tenant.sites.channel_folder(channel.id) is None:
                tenant.clock.at(channel.folder_at, partial(make_folder, tenant, team, channel))
