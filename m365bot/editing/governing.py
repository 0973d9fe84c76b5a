"""What of config/ says who may decide: that an officer changes in the folder, with the operator, and not on a page.

Called by the cabinet. Pure. Else whoever may edit could make themself approver.
"""

from collections.abc import Mapping
from typing import Any

from m365bot.programme import Programme
from m365bot.reading import Complaint
from m365bot.words import say

FILE = "config/programme.yaml"


def changed(before: Programme | None, after: Programme | None) -> tuple[str, ...]:
    """Keys of programme.yaml. None where nothing takes effect; all where nobody can tell what held before."""
    if after is None:
        return ()
    now = _of(after)
    was = _of(before) if before else dict.fromkeys(now)
    return tuple(key for key in was if was[key] != now[key])


def fault(keys: tuple[str, ...]) -> Complaint:
    """What whoever changed them is told."""
    words = say(
        "{keys} は、だれが承認できるかなどの決まりなので、ここからは変えられません。",
        keys=say("、").join(keys),
    )
    return Complaint(FILE, 1, 1, words, say("運用担当に、設定のフォルダーで変えるよう頼んでください。"))


def _of(known: Programme) -> Mapping[str, Any]:
    return {
        "approvers": [(one.person.mail, one.period) for one in known.approvers],
        "approvals": (known.unverified_approvals, known.approvals_expire),
        "single_officer": known.single_officer,
        "guards": known.guards,
        "service_account": known.service_account.mail,
        "domains": known.domains,
    }
