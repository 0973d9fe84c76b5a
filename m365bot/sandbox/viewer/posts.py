"""Posts of a channel with their replies.

Called by the pages. Newest post first, so that what is new is seen without scrolling; replies in the order they
were written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from m365bot.sandbox.viewer import cards, safe_html, times
from m365bot.sandbox.viewer.cards import Piece
from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, path
from m365bot.sandbox.words import word

Lead = Callable[[str], str]


@dataclass(frozen=True)
class Attachment:
    name: str
    href: str


@dataclass(frozen=True)
class Post:
    """`at` is a time of day, `day` its date, `moment` both for machines."""

    id: str
    author: str
    face: Face
    day: str
    at: str
    moment: str
    subject: str
    body: Markup
    important: bool
    edited: bool
    deleted: bool
    attachments: tuple[Attachment, ...] = ()
    replies: tuple["Post", ...] = ()
    cards: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True)
class Page:
    """`older`: where the next page begins, "" where there is none."""

    posts: list[Post]
    older: str = ""


async def page(
    graph: Graph, team: str, channel: str, start: str, *, lead: Lead, picture: Lead = safe_html.no_picture
) -> Page:
    """`lead` says where a link of a post goes to, `picture` where a picture in it is read from."""
    options = {"expand": "replies", "top": "30"} | ({"skiptoken": start} if start else {})
    answer = await graph.get(path("teams", team, "channels", channel, "messages"), **options)
    rows = [row for row in answer["value"] if row.get("messageType") == "message"]
    following = parse_qs(urlsplit(answer.get("@odata.nextLink", "")).query)
    return Page([shown(row, lead, picture) for row in rows], following.get("$skiptoken", [""])[0])


def shown(row: Json, lead: Lead, picture: Lead = safe_html.no_picture) -> Post:
    """A message of a channel or a chat, as the pages draw it."""
    moment = times.local(row["createdDateTime"])
    author = _author(row)
    replies = sorted(row.get("replies") or [], key=lambda each: str(each["createdDateTime"]))
    return Post(
        id=row["id"],
        author=author,
        face=face(author),
        day=times.day(moment),
        at=times.minute(moment),
        moment=moment.isoformat() if moment else "",
        subject=row.get("subject") or "",
        body=_body(row["body"], lead, picture),
        important=row.get("importance") in ("high", "urgent"),
        edited=bool(row.get("lastEditedDateTime")),
        deleted=bool(row.get("deletedDateTime")),
        attachments=tuple(_attachments(row, lead)),
        replies=tuple(shown(each, lead, picture) for each in replies),
        cards=tuple(cards.drawn(row.get("attachments") or (), lead)),
    )


def _author(row: Json) -> str:
    sender = row.get("from") or {}
    who = sender.get("user") or sender.get("application") or {}
    return who.get("displayName") or word("(名前なし)")


def _body(body: Json, lead: Lead, picture: Lead) -> Markup:
    text = body.get("content") or ""
    return (
        safe_html.cleaned(text, lead, picture)
        if body.get("contentType") == "html"
        else safe_html.of_text(text)
    )


def _attachments(row: Json, lead: Lead) -> list[Attachment]:
    found = [
        (each.get("name") or word("添付"), each.get("contentUrl") or "")
        for each in row.get("attachments") or []
    ]
    return [Attachment(name, lead(url)) for name, url in found if urlsplit(url).scheme == "https"]
