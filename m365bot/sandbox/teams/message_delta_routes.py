"""Changes of a channel's posts, oldest first (docs/facts.md 95, 120).

Registered with the router on import. A chain comes whole: with a new or edited reply its post comes too.
"""

import base64
import json
import re
from datetime import datetime
from typing import Any

from m365bot.sandbox.stored.teams import Channel, Message
from m365bot.sandbox.teams import message_routes, messages, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import bad
from m365bot.sandbox.wire.routing import operation

_QUERY = ("$top", "$filter", "$expand", "$skiptoken", "$deltatoken")
_FILTER = re.compile(r"\s*lastModifiedDateTime\s+gt\s+(\S+)\s*", re.IGNORECASE)
_DAY = 86_400


@operation(
    "GET",
    "/teams/{team-id}/channels/{channel-id}/messages/delta()",
    slice="teams",
    needs=permissions.READ_MESSAGES,
    query=_QUERY,
)
def delta(call: Call) -> Reply:
    team, channel = messages.read(call)
    after, since = _start(call)
    chains, hidden = _chains(call, channel, after, since)
    size = options.page_size(call, 20, 50)
    page = chains[:size]
    last = page[-1][0] if page else after
    if len(chains) > size:
        more = {"@odata.nextLink": _link(call, "$skiptoken", last, since)}
    else:
        last = min([last, *(seq - 1 for seq in hidden)]) if hidden else max(last, after)
        more = {"@odata.deltaLink": _link(call, "$deltatoken", last, since)}
    rows = [message_routes.row(call, team, channel, message) for _, message in page]
    context = f"{call.root}/$metadata#{messages.context(team, channel)}"
    return Reply(200, {"@odata.context": context, **more, "value": rows})


def _start(call: Call) -> tuple[int, float]:
    """Behind which change, and since when."""
    token = call.query.get("$skiptoken") or call.query.get("$deltatoken")
    if token is None:
        return 0, _since(call)
    try:
        facts: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return int(facts["seq"]), float(facts["since"])
    except (ValueError, KeyError, TypeError) as problem:
        raise bad("The delta token is not valid.") from problem


def _since(call: Call) -> float:
    """Only lastModifiedDateTime gt, and not with $expand; never longer ago than eight months."""
    limit = call.clock.timestamp() - call.settings.message_delta_days * _DAY
    text = call.query.get("$filter")
    if text is None:
        return limit
    match = _FILTER.fullmatch(text)
    if match is None or "$expand" in call.query:
        raise bad(f"The filter '{text}' is not supported; lastModifiedDateTime gt is, without $expand.")
    try:
        moment = datetime.fromisoformat(match[1])
    except ValueError as problem:
        raise bad(f"'{match[1]}' is not a time.") from problem
    if moment.tzinfo is None:
        raise bad(f"'{match[1]}' has no time zone.")
    return max(limit, moment.timestamp())


def _chains(
    call: Call, channel: Channel, after: int, since: float
) -> tuple[list[tuple[int, Message]], list[int]]:
    """Posts by the change of theirs or their replies that came last, and changes nobody sees yet."""
    newest: dict[str, int] = {}
    hidden = []
    for each in channel.messages.values():
        if not call.tenant.passed(each.listed_at):
            hidden.append(each.seq)
        elif each.seq > after and datetime.fromisoformat(each.modified).timestamp() > since:
            root = each.reply_to or each.id
            newest[root] = max(newest.get(root, 0), each.seq)
    listed = {key: channel.messages[key] for key in newest}
    rows = [(newest[key], each) for key, each in listed.items() if call.tenant.passed(each.listed_at)]
    return sorted(rows, key=lambda pair: pair[0]), hidden


def _link(call: Call, name: str, seq: int, since: float) -> str:
    facts = json.dumps({"seq": seq, "since": since}).encode()
    token = base64.urlsafe_b64encode(facts).decode().rstrip("=")
    cleared = dict.fromkeys(("$filter", "$skiptoken", "$deltatoken"), "")
    return options.link(call, **{**cleared, name: token})
