"""What of config/ says who may decide: that an officer changes in the folder, with the operator, and not on a page.

Called by the cabinet. Pure. Else whoever may edit could make themself approver.
"""

from collections.abc import Mapping
from typing import Any

from m365bot.programme import Programme

FILE = "config/programme.yaml"


def changed(before: Programme | None, after: Programme | None) -> tuple[str, ...]:
    """Keys of programme.yaml; none where either cannot be read, since then nothing takes effect."""
    if before is None or after is None:
        return ()
    was, now = _of(before), _of(after)
    return tuple(key for key in was if was[key] != now[key])


def _of(known: Programme) -> Mapping[str, Any]:
    return {
        "approvers": [(one.person.mail, one.period) for one in known.approvers],
        "approvals": (known.unverified_approvals, known.approvals_expire),
        "single_officer": known.single_officer,
        "guards": known.guards,
        "service_account": known.service_account.mail,
        "domains": known.domains,
    }
