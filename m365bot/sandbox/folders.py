"""Where the files of channels come to lie: a folder of the team's library, or a private channel's own site.

Called when a channel or its team is made, and when a state is loaded or a group restored. Later is the
virtual clock's: nobody waits here.
"""

from functools import partial

from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.tenant import Tenant

NEVER = 1e12  # a site for which nobody has asked yet
_AFTER_GENERAL_S = 160.0
_NEXT_DAY_S = 86_400.0


def await_folder(tenant: Tenant, team: Team, channel: Channel) -> None:
    """Its folder, or a private channel's site, will be there later (docs/facts.md 22)."""
    if channel.private and tenant.weather.word("private_site") == "after_general":
        channel.folder_at = NEVER
        return
    delays = tenant.settings.delays
    site = tenant.sites.group_site(team.id)
    due = tenant.after(delays.private_folder if channel.private else delays.standard_folder)
    _make_at(tenant, team, channel, max(due, site.ready_at if site else 0.0))


def was_asked_for(tenant: Tenant, team: Team, channel: Channel) -> None:
    """Somebody looked for a channel's folder: some private channels' sites come only by that (docs/facts.md 127)."""
    if channel.id == team.general:
        _start_sites(tenant, team)
    elif channel.folder_at == NEVER and tenant.weather.word("private_site") == "soon":
        await_folder(tenant, team, channel)  # the weather changed meanwhile


def _start_sites(tenant: Tenant, team: Team) -> None:
    """Of the private channels there are; the first one's takes until the next day."""
    private = [each for each in team.live() if each.private]
    for place, channel in enumerate(private):
        if channel.folder_at == NEVER:
            wait = _AFTER_GENERAL_S if place else _NEXT_DAY_S
            _make_at(tenant, team, channel, tenant.clock.timestamp() + wait)


def _make_at(tenant: Tenant, team: Team, channel: Channel, when: float) -> None:
    channel.folder_at = when
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
