"""What an app may do on single sites by Sites.Selected: what somebody granted it there, and nothing anywhere else.

Asked by the gateway where the token alone lets nothing pass (docs/facts.md sites.selected). The token names no site; it is
the one that the address names. What the general rule says nothing certain of (permissions of items, columns) does not pass.
"""

from collections.abc import Iterable

from m365bot.sandbox.sharepoint import asked
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem

NAME = "Sites.Selected"
ROLES = ("read", "write", "owner", "fullcontrol")
_READS = frozenset({"Sites.Read.All", "Files.Read.All"})
_WRITES = _READS | {"Sites.ReadWrite.All", "Files.ReadWrite.All"}
_UNSAID = ("/permissions", "/invite", "/createLink", "/columns", "/contentTypes")


def concerns(call: Call) -> bool:
    """Is it an app with Sites.Selected that asks about one site, or what lies there?"""
    return call.app_only and NAME in call.token.roles and _names_one(call)


def lets(call: Call, template: str, names: Iterable[str]) -> bool:
    """names: those of which the operation wants one."""
    site = _site(call)
    makes_a_list = call.method == "POST" and template.endswith("/lists")
    if site is None or makes_a_list or any(part in template for part in _UNSAID):
        return False
    held = [role for grant in site.grants if grant["app"] == call.token.app_id for role in grant["roles"]]
    given = _READS if held == ["read"] * len(held) else _WRITES
    return bool(held) and not given.isdisjoint(names)


def _names_one(call: Call) -> bool:
    named = {"site-id", "hostname", "drive-id"} & call.params.keys()
    return bool(named) or ("group-id" in call.params and bool({"sites", "drive"} & set(call.path.split("/"))))


def _site(call: Call) -> Site | None:
    try:
        if "drive-id" in call.params:
            return asked.store(call).sites[asked.drive(call).site_id]
        if "hostname" in call.params:
            return asked.site_by_path(call, call.params["hostname"], call.params["server-relative-path"])
        return asked.site(call) if "site-id" in call.params else asked.group_site(call)
    except GraphProblem:  # whoever may not read a site learns nothing of it
        return None
