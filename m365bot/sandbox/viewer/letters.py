"""One person's mail: the folders of the own mailbox and what lies in each.

Called by the pages. Nobody else's mailbox is ever asked for.
"""

from dataclasses import dataclass

from markupsafe import Markup

from m365bot.sandbox.viewer import safe_html, times
from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, path

FOLDERS = {"inbox": "受信トレイ", "sentitems": "送信済み", "drafts": "下書き"}
_MOST = "50"


@dataclass(frozen=True)
class Letter:
    """`to` are addresses as they are shown; `files` names of what is attached."""

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
        sender=sender,
        face=face(sender),
        to="、".join(each["emailAddress"]["address"] for each in row["toRecipients"]),
        when=times.full(times.local(row["receivedDateTime"])),
        subject=row["subject"],
        body=_body(row["body"]),
        files=tuple(each["name"] for each in row.get("attachments") or ()),
    )


def _body(body: Json) -> Markup:
    if body["contentType"] == "html":
        return safe_html.cleaned(body["content"], lambda url: url)
    return safe_html.of_text(body["content"])
