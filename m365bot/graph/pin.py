"""Which account of the directory the service account is: its id, kept when it first signed in.

Used by login and auth. A name can be given to another account later, the id cannot. Held in a file of its own, so that it
outlives `m365bot logout`; only a person at this machine replaces it (`m365bot login --new-account`). Another name in
config/ or another tenant, which the operator alone writes, is another account: nothing is known of that one. Never talks
to anybody.
"""

from datetime import datetime
from pathlib import Path

from m365bot.graph import account
from m365bot.graph.account import Who

FILE = "service-account-known.json"


def of(state_dir: Path, tenant: str, name: str) -> str:
    """The id that this name's account has to have; "" where nobody signed in by it yet.

    What was kept before there was such a file counts as well.
    """
    pinned = account.read(state_dir / FILE)
    if pinned:
        is_it = _is_same(pinned.get("name"), name) and _is_same(pinned.get("tenant"), tenant)
        return str(pinned.get("id") or "") if is_it else ""
    who = account.standing(state_dir).who
    return who.id if _is_same(who.name, name) else ""


def put(state_dir: Path, tenant: str, found: Who, name: str, *, at: datetime) -> None:
    """Raises OSError where the state folder cannot be written."""
    is_there = (state_dir / FILE).exists() and of(state_dir, tenant, name) == found.id
    if name and found.id and not is_there:
        kept = {"tenant": tenant, "name": name, "id": found.id, "since": at.isoformat(timespec="seconds")}
        account.replace(state_dir / FILE, kept)


def _is_same(kept: object, name: str) -> bool:
    return str(kept or "").casefold() == name.casefold()
