"""How delta of drives and lists goes on from call to call.

Called by the delta routes of drives and of list items. Tokens are opaque and expire (docs/facts.md 14, 15).
"""

from dataclasses import dataclass

from m365bot.sandbox.sharepoint import asked, problems, tokens
from m365bot.sandbox.wire.call import Call

_FROM_NOW = "latest"


@dataclass(frozen=True, slots=True)
class View:
    """The changes one call may see: after `since`, up to `until`; `whole` while everything is read."""

    since: int
    until: int
    whole: bool = False


def view(call: Call, of: str, latest: int) -> View:
    """What the token asks for; 410 with a fresh start where it is not known or too old."""
    token = call.query.get("token")
    if not token:
        return View(0, latest, whole=True)
    if token == _FROM_NOW:
        return View(latest, latest)
    store = asked.store(call)
    facts = tokens.opened(store, token)
    days = store.settings.delta_token_days
    if facts and facts.get("of") == of and tokens.is_fresh(facts, call.now, days=days):
        return View(int(facts["since"]), int(facts["until"]) or latest, bool(facts["whole"]))
    raise problems.resync(asked.link(call, token=_token(call, of, View(0, 0, whole=True))))


def links(call: Call, of: str, seen: View, following: int | None) -> dict[str, str]:
    """nextLink while there is more, else deltaLink."""
    if following is not None:
        token = _token(call, of, View(following, seen.until, seen.whole))
        return {"@odata.nextLink": asked.link(call, token=token)}
    token = _token(call, of, View(seen.until, 0))
    if call.tenant.weather.holds("delta_keeps_options"):
        return {"@odata.deltaLink": asked.link(call, token=token)}
    return {"@odata.deltaLink": f"{asked.link(call).partition('?')[0]}?token={token}"}  # docs/facts.md 129


def _token(call: Call, of: str, to: View) -> str:
    at = int(call.clock.timestamp())
    store = asked.store(call)
    return tokens.sealed(store, of=of, since=to.since, until=to.until, whole=to.whole, at=at)
