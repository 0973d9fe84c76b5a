"""Pictures inside a message: sent along with it, found again in what the service makes of its body, and told in words.

Called by the Post resource. Whether an edit may bring pictures is said nowhere (docs/facts.md teams.edited), so none
are sent with one: those that lie in the message are shown by the address that it has for them, others by their words.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from typing import Any

from m365bot import visible
from m365bot.content.issue import images
from m365bot.content.issue.images import Picture
from m365bot.content.post import PICTURE_WIDTH, PICTURES_MOST
from m365bot.errors import ConfigError
from m365bot.resources.ports.graph import Json
from m365bot.words import say

CARD = "74d20c7f34aa4a7fb74e2b30004247c5"
"""Of a card, in its message: unique there, which is all that is asked of it."""
_PLACE = re.compile(r'<img src="\.\./hostedContents/(\d+)/\$value"([^>]*)>')
_LIES_AT = re.compile(
    r'<img\b[^>]*?\bsrc="(https://[\w.-]+/(?:v1\.0|beta)/[^"<>\s]*/hostedContents/[\w%=.\-]+/\$value)"',
    re.IGNORECASE,
)


def contents(pictures: Sequence[Picture]) -> list[Json]:
    """As they go with a new message. Takes its time: each is scaled. Raises ConfigError."""
    found = [images.scaled(each, PICTURE_WIDTH) for each in pictures]
    if sum(map(len, found)) > PICTURES_MOST:
        raise ConfigError(say("図が多すぎて、1回の投稿に入りません。図を減らしてください。"))
    return [
        {
            "@microsoft.graph.temporaryId": str(number),
            "contentBytes": base64.b64encode(data).decode(),
            "contentType": picture.media,
        }
        for number, (picture, data) in enumerate(zip(pictures, found, strict=True), 1)
    ]


def with_card(body: Json, card: str) -> Json:
    """The message with the card above what its body says (docs/facts.md 31)."""
    attachment = {"id": CARD, "contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    html = f'<attachment id="{CARD}"></attachment>{body["body"]["content"]}'
    return {**body, "body": {**body["body"], "content": html}, "attachments": [attachment]}


def card_in_words(card: str) -> str:
    """The card without pictures: what they show is told."""
    return json.dumps(_in_words(json.loads(card)), ensure_ascii=False, separators=(",", ":"))


def _in_words(element: Any) -> Any:
    if isinstance(element, list):
        return [_in_words(each) for each in element]
    if not isinstance(element, dict):
        return element
    if element.get("type") == "Image":
        return {"type": "TextBlock", "text": images.in_words(str(element.get("altText", ""))), "wrap": True}
    return {name: _in_words(value) for name, value in element.items()}


def addresses(html: str) -> list[str]:
    """Where the pictures of a message lie, in the order in which its body shows them."""
    return [unescape(found) for found in _LIES_AT.findall(html)]


def kept(html: str, pictures: Sequence[Picture], lying: Mapping[str, str]) -> tuple[str, list[Picture]]:
    """A body for an edit, and the pictures that it shows. `lying`: address by sha256, of what the message holds."""
    shown: list[Picture] = []

    def placed(found: re.Match[str]) -> str:
        picture = pictures[int(found[1]) - 1]
        if picture.sha256 not in lying:
            return escape(images.in_words(picture.alt))
        shown.append(picture)
        return f'<img src="{escape(lying[picture.sha256])}"{found[2]}>'

    return _PLACE.sub(placed, html), shown


# ---- in words, and remembered --------------------


def stored(picture: Picture) -> list[str]:
    return [picture.sha256, picture.name]


def memo_of(pictures: Sequence[Picture]) -> Json:
    """Nothing is remembered of what a post never had."""
    return {"pictures": [stored(each) for each in pictures]} if pictures else {}


def files_in_words(pictures: Iterable[Sequence[str]]) -> list[str]:
    """The line that tells an approver which files are shown: another file under the same name is another line."""
    files = say("、").join(f"{visible.line(name)}({sha[:8]})" for sha, name in pictures)
    return [say("図のファイル: {files}", files=files)] if files else []


def without_new(pictures: Sequence[Picture], memo: Json) -> str:
    """Words for a correction whose pictures are not all in the message yet."""
    lying = {sha for sha, _ in memo.get("pictures") or ()}
    new = [each.name for each in pictures if each.sha256 not in lying]
    if not new:
        return ""
    return say(
        "投稿の訂正では、新しい図を足せません。図の説明の文だけが載ります: {names}", names=say("、").join(new)
    )


def gone_in_words() -> str:
    return say("訂正した投稿で、図が表示されていないかもしれません。Teams で投稿を開いて確かめてください。")
