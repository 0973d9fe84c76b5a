"""One person's mail: the folders of the own mailbox and what lies in each.

Called by the pages. Nobody else's mailbox is ever asked for.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from markupsafe import Markup

from m365bot.sandbox.viewer import safe_html, times
from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, path

FOLDERS = {"inbox": "受信トレイ", "sentitems": "送信済み", "drafts": "下書き"}
_MOST = "50"
_DESIGNED = re.compile(r"<style|\bcid:|\sbgcolor=|\sstyle=|<table", re.IGNORECASE)
_CID = re.compile(r"cid:([^\s\"'<>)]+)")
_PICTURES = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True)
class Letter:
    """`to` are addresses as they are shown; `files` names of what is attached. designed: it has looks of its own, by which
    readers of mail show it.
    """

    key: str
    designed: bool
    sender: str
    face: Face
    to: str
    when: str
    subject: str
    body: Markup
    files: tuple[str, ...]


async def lying_in(graph: Graph, folder: str) -> list[Letter]:
    """Newest first, the newest fifty."""
    where = path("me", "mailFolders", folder, "messages")
    rows = (await graph.get(where, top=_MOST, expand="attachments"))["value"]
    return [_letter(row) for row in rows]


def _letter(row: Json) -> Letter:
    sender = row["from"]["emailAddress"]["name"]
    return Letter(
        key=row["id"],
        designed=_is_designed(row["body"]),
        sender=sender,
        face=face(sender),
        to="、".join(each["emailAddress"]["address"] for each in row["toRecipients"]),
        when=times.full(times.local(row["receivedDateTime"])),
        subject=row["subject"],
        body=_body(row["body"]),
        files=tuple(each["name"] for each in row.get("attachments") or () if not each.get("isInline")),
    )


def _is_designed(body: Json) -> bool:
    return body["contentType"] == "html" and bool(_DESIGNED.search(body["content"]))


async def face_of(graph: Graph, message: str) -> str:
    """The HTML of one of the own mails, the pictures that came with it in their places."""
    row = await graph.get(path("me", "messages", message), expand="attachments")
    shown = {each["contentId"]: each for each in row.get("attachments") or () if each.get("contentId")}

    def picture(found: re.Match[str]) -> str:
        each = shown.get(unquote(found[1]))
        held = each and str(each["contentType"]) in _PICTURES
        return f"data:{each['contentType']};base64,{each['contentBytes']}" if each and held else ""

    body: Json = row["body"]
    return _CID.sub(picture, body["content"]) if body["contentType"] == "html" else str(_body(body))


@dataclass(frozen=True)
class Words:
    subject: str
    text: str


async def words_of(graph: Graph, message: str) -> Words:
    """One of the own mails in plain words, as the service makes them."""
    row = await graph.get(path("me", "messages", message), prefer='outlook.body-content-type="text"')
    return Words(row["subject"], row["body"]["content"].replace("\r\n", "\n"))


def _body(body: Json) -> Markup:
    if body["contentType"] == "html":
        return safe_html.cleaned(body["content"], lambda url: url)
    return safe_html.of_text(body["content"])
