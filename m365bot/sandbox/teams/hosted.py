"""Pictures that lie in a message itself: sent along with it, and read by who may read the message.

Called by the routes of messages and of their pictures. Of new posts of channels only; an edit keeps them or not, as the
weather is. Each picture has an id of its own, under which the body shows it afterwards.
"""

import base64
import binascii
import re
from typing import Any
from urllib.parse import quote

from m365bot.sandbox.stored.teams import Channel, Message, Team
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem, bad, not_found

_PLACE = re.compile(r'src="\.\./hostedContents/([^/"]+)/\$value"')
_SHOWN = re.compile(r'<img\b[^>]*\bsrc="[^"]*/hostedContents/[^"]*"[^>]*>')
_IN_CARD = re.compile(r'"\.\./hostedContents/([^/"]+)/\$value"')
_FIELDS = {"@microsoft.graph.temporaryId", "contentBytes", "contentType", "@odata.type"}
_KINDS = ("image/png", "image/jpeg", "image/jpg")  # docs/facts.md teams.hosted
_BYTES = 4 * 1024 * 1024


def keep(call: Call, team: Team, channel: Channel, message: Message) -> None:
    """Those of a request to send, kept with the message; 400 where body and pictures do not belong together."""
    rows = call.body.get("hostedContents") or []
    given = {str(row.get("@microsoft.graph.temporaryId")): _kept(call, row) for row in rows}
    cards = [str(each.get("content") or "") for each in message.attachments]
    wanted = {*_PLACE.findall(message.content), *(name for card in cards for name in _IN_CARD.findall(card))}
    if wanted != set(given):
        raise bad("Hosted contents and the places for them in the body differ.")
    ids = {name: _id(call) for name in given}
    message.hosted = {ids[name]: held for name, held in given.items()}
    root = f"https://graph.microsoft.com/v1.0/teams/{team.id}/channels/{quote(channel.id, safe=':@')}"
    where = f"{root}/messages/{message.id}/hostedContents"
    message.attachments = [
        {**each, "content": _IN_CARD.sub(lambda found: f'"{where}/{ids[found[1]]}/$value"', card)}
        if card
        else each
        for each, card in zip(message.attachments, cards, strict=True)
    ]
    message.content = _PLACE.sub(lambda found: f'src="{where}/{ids[found[1]]}/$value"', message.content)


def stay(draft: Message, weather: str) -> None:
    """What an edit does to the pictures that its body names: nobody has written it down (docs/facts.md teams.edited)."""
    if weather == "refused" and draft.hosted and _SHOWN.search(draft.content):
        raise bad("Rich html messages require details of attachments, mentions and reactions.")
    if weather == "dropped":
        draft.content = _SHOWN.sub("", draft.content)


def found(message: Message, key: str) -> list[str]:
    """The type of a picture, and under which key its bytes are kept."""
    if message.deleted or key not in message.hosted:
        raise not_found(f"Hosted content {key} was not found.")
    return message.hosted[key]


def shown(key: str) -> dict[str, Any]:
    """What is told of it: its bytes are at /$value."""
    return {"id": key, "contentBytes": None, "contentType": None}


def _kept(call: Call, row: Any) -> list[str]:
    for name in sorted(set(row) - _FIELDS):
        raise bad(f"'{name}' is not known in hostedContents.")
    kind = str(row.get("contentType") or "").lower()
    if kind not in _KINDS:
        raise bad(f"Invalid contentType '{kind}' of a hosted content.")
    try:
        data = base64.b64decode(str(row.get("contentBytes") or ""), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise bad("contentBytes is no base64.") from problem
    if len(data) > _BYTES:
        raise GraphProblem(
            413, "RequestEntityTooLarge", "The hosted content is larger than the allowed limit."
        )
    return [kind, call.tenant.sites.keep(data)]


def _id(call: Call) -> str:
    return base64.urlsafe_b64encode(f"id=x_{call.tenant.guid()},type=1".encode()).decode().rstrip("=")
