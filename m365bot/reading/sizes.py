"""Whether each issue has room where it is to go: bytes of text and of pictures, told offline, with what to cut.

Called by `checking`, for each issue of config/. Never asks the network; makes pictures only where they may be too many.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from m365bot import regular
from m365bot.content import post
from m365bot.content.issue import faces, mail, posted, teams
from m365bot.content.issue.images import Picture
from m365bot.content.issue.mail import MailFace
from m365bot.content.issue.manuscript import Manuscript
from m365bot.content.issue.teams import TeamsFace
from m365bot.errors import ConfigError
from m365bot.programme import Issue, Programme
from m365bot.reading.complaints import Complaint
from m365bot.reading.encoding import MOST_TEXT
from m365bot.words import say


def complaints(programme: Programme, folder: Path) -> Iterator[Complaint]:
    for issue in programme.issues:
        place, written = str(issue.path.relative_to(folder)), faces.manuscript(issue, programme)
        if "teams" in issue.to:
            yield from _of_post(issue, written, place)
        if "mail" in issue.to:
            yield from _of_mail(faces.mail(written, issue, programme), place)


def _of_mail(face: MailFace, place: str) -> Iterator[Complaint]:
    """Pictures are made only where they may be too many."""
    if mail.most_bytes(face) <= mail.MOST:
        return
    try:
        size = mail.size(face)
    except ConfigError as error:
        yield Complaint(place, 1, 1, str(error))
        return
    if size > mail.MOST:
        words = say(
            "図や本文が多すぎて、1通のメールに入りません({size:,} KB、{most:,} KB まで)。",
            size=-(-size // 1000),
            most=mail.MOST // 1000,
        )
        yield Complaint(place, 1, 1, words, say("図を減らすか、画面の図を JPEG で保存しなおしてください。"))


def _of_post(issue: Issue, written: Manuscript, place: str) -> Iterator[Complaint]:
    face = posted.of(written, issue.post)
    size = teams.size(TeamsFace("" if face.card else face.html, face.pictures), issue.title) + post.size(
        face.card
    )
    if size > post.TOO_LARGE:
        words = say(
            "本文が長すぎて投稿できません({size:,}バイト)。{over:,}バイト減らしてください。",
            size=size,
            over=size - post.TOO_LARGE,
        )
        yield Complaint(place, 1, 1, words, _what_to_cut(written, _lines_above(issue)))
    if teams.most_bytes(face.pictures) > post.PICTURES_MOST:
        yield from _of_pictures(face.pictures, place)


def _of_pictures(pictures: Sequence[Picture], place: str) -> Iterator[Complaint]:
    try:
        size = teams.bytes_of(pictures)
    except ConfigError as error:
        yield Complaint(place, 1, 1, str(error))
        return
    if size > post.PICTURES_MOST:
        words = say(
            "図が多すぎて、1回の投稿に入りません(縮めたあとで {size:,} KB、{most:,} KB まで)。",
            size=-(-size // 1024),
            most=post.PICTURES_MOST // 1024,
        )
        yield Complaint(place, 1, 1, words, say("図を減らすか、画面の図を JPEG で保存しなおしてください。"))


def _what_to_cut(written: Manuscript, above: int) -> str:
    """The largest blocks, by their lines."""
    found = [
        say(
            "{line}行目からの{what}({size:,}バイト)",
            line=one.line + above,
            what=_what(one.tag),
            size=one.size,
        )
        for one in teams.heaviest(written)[:3]
    ]
    return say(
        "約28KBまでです。大きいもの: {blocks}。表や文章を減らすか、号を分けてください。",
        blocks=say("、").join(found),
    )


def _what(tag: str) -> str:
    if tag in ("ul", "ol"):
        return say("一覧")
    return say("表") if tag == "table" else say("文章")


def _lines_above(issue: Issue) -> int:
    """The lines of its front matter."""
    try:
        text = regular.read(issue.path, MOST_TEXT).decode("utf-8-sig", errors="replace")
    except OSError:
        return 0
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") - issue.body.count("\n")
