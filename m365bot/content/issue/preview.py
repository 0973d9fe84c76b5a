"""All faces of an issue side by side in one file, light and dark: what its author looks at before others do.

Called by the command `newsletter preview` and by the desk. The file stands alone and runs nothing; each face stands
in a frame of its own, in which nothing may run either.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from m365bot.content import post
from m365bot.content.html import escape
from m365bot.content.issue import images, mail, page, preview_look, teams
from m365bot.content.issue.export import ExportFace
from m365bot.content.issue.images import Picture
from m365bot.content.issue.mail import MailFace
from m365bot.content.issue.masthead import Masthead
from m365bot.content.issue.page import PageFace
from m365bot.content.issue.teams import TeamsFace
from m365bot.words import say

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_DARK = "@media (prefers-color-scheme: dark)"
_WIDE = 1200  # points of a picture on a page
_HOSTED = re.compile(r'(<img src=")\.\./hostedContents/([1-9][0-9]{0,2})/\$value"')
_CID = re.compile(r'(<img src=")cid:picture([1-9][0-9]{0,2})"')


class Headed(Protocol):
    """Whatever has a line at its head."""

    @property
    def subject(self) -> str: ...


@dataclass(frozen=True)
class Pane:
    """One face as its readers see it. page: a whole HTML document that loads nothing. size: in words. fits: is there
    room for it?
    """

    name: str
    page: str
    size: str = ""
    fits: bool = True

    @property
    def light(self) -> str:
        return self.page.replace(_DARK, "@media not all")

    @property
    def dark(self) -> str:
        return self.page.replace(_DARK, "@media all").replace(
            "color-scheme: light dark", "color-scheme: dark"
        )


def of(head: Masthead, panes: Sequence[Pane]) -> str:
    faces = "\n".join(_section(pane) for pane in panes)
    told = say("読者に見える姿です。グラフと数は、いまの設定で描いたものです。まだだれにも送っていません。")
    return (
        '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say('下見: {subject}', subject=head.subject))}</title>"
        f"<style>{preview_look.DESK}</style></head>\n<body>\n"
        f"<header><h1>{escape(head.subject)}</h1><p>{escape(told)}</p></header>\n<main>\n{_choice()}\n"
        f'<div class="faces" tabindex="0" role="region" aria-label="{escape(say("公開先"))}">\n{faces}\n</div>\n'
        "</main></body></html>\n"
    )


def of_teams(face: TeamsFace, head: Headed) -> Pane:
    def shown(number: int) -> str:
        return _data(face.pictures[number - 1], teams.WIDTH)

    body = _with_pictures(face.html, _HOSTED, shown)
    who = escape(say("Teams のチャネルの投稿"))
    inner = f'<div class="post"><div class="who">{who}</div><h1>{escape(head.subject)}</h1>{body}</div>'
    size, most = teams.size(face, head.subject), post.TOO_LARGE
    return Pane(say("Teams"), _page(head.subject, inner), _told(size, most), size <= most)


def of_page(face: PageFace, head: Masthead | None) -> Pane:
    """Sections in their order, pictures between them, the banner beside the title. head: None where it is not known."""
    shown = [
        *(_placed(face, number) + text for number, text in enumerate(face.texts)),
        _placed(face, len(face.texts)),
    ]
    banner = f'<img class="banner" src="{_data(face.banner, _WIDE)}" alt="">' if face.banner else ""
    who = f"{head.dated} {head.office}" if head else ""
    lead = say("一覧に出る文: {words}", words=face.description)
    about = f'<p class="who">{escape(who)}</p><p class="lead">{escape(lead)}</p>'
    inner = f'{banner}<div class="page"><h1>{escape(face.title)}</h1>{about}{"".join(shown)}</div>'
    return Pane(
        say("SharePoint のニュース"),
        _page(face.title, inner),
        _told(face.size, page.LARGEST),
        not face.is_too_large,
    )


def _placed(face: PageFace, number: int) -> str:
    """The pictures above a section."""
    here = (each for each in face.pictures if each.number == number)
    return "".join(
        f'<figure><img src="{_data(each.picture, _WIDE)}" alt="{escape(each.picture.alt)}">'
        f"<figcaption>{escape(each.caption)}</figcaption></figure>"
        for each in here
    )


def of_mail(face: MailFace) -> Pane:
    def shown(number: int) -> str:
        return _data(face.pictures[number - 1].picture, mail.WIDTH)

    size = mail.most_bytes(face)
    page = _with_pictures(face.html, _CID, shown)
    return Pane(say("メール"), page, _told(size, mail.MOST), size <= mail.MOST)


def with_inline(html: str, pictures: Mapping[str, tuple[str, str]]) -> str:
    """A mail's HTML with its pictures in it. pictures: by what it calls them, the name of each and its bytes in base64."""
    for cid, (name, data) in pictures.items():
        media = "image/jpeg" if name.endswith(".jpg") else "image/png"
        html = html.replace(f'src="cid:{cid}"', f'src="data:{media};base64,{data}"')
    return html


def of_export(face: ExportFace) -> Pane:
    """As a browser shows it, and about as it is printed."""
    return Pane(say("庁内グループウェア(HTML・PDF)"), face.html)


def of_words(face: MailFace) -> Pane:
    """The mail for whoever reads without HTML: about as Exchange makes it (ADR 106)."""
    page = _page(face.subject, f'<pre class="words">{escape_lines(face.text)}</pre>')
    told = say("Exchange が左のメールから作る文字です。改行や記号は少し違うことがあります。")
    return Pane(say("メール(文字だけ)"), page, told)


def escape_lines(words: str) -> str:
    return "\n".join(map(escape, words.split("\n")))


def _with_pictures(html: str, place: re.Pattern[str], address: Callable[[int], str]) -> str:
    return place.sub(lambda found: f'{found[1]}{address(int(found[2]))}"', html)


def _data(picture: Picture, width: int) -> str:
    content = base64.b64encode(images.scaled(picture, width)).decode()
    return f"data:{picture.media};base64,{content}"


def _page(title: str, inner: str) -> str:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    inside = (
        f'<meta charset="utf-8">{policy}<title>{escape(title)}</title><style>{preview_look.PLACE}</style>'
    )
    return f'<!DOCTYPE html><html lang="ja"><head>{inside}</head><body><main>{inner}</main></body></html>'


def _told(size: int, most: int) -> str:
    if size <= most:
        return say("大きさ {size:.0f} KB(上限 {most:.0f} KB)", size=size / 1000, most=most / 1000)
    return say(
        "大きすぎます: {size:.0f} KB(上限 {most:.0f} KB)。図を小さくするか、文章や表を減らしてください。",
        size=size / 1000,
        most=most / 1000,
    )


def _section(pane: Pane) -> str:
    frames = "".join(
        f'<iframe class="{look}" sandbox="" title="{escape(f"{pane.name} {word}")}" srcdoc="{_quoted(page)}"></iframe>'
        for look, word, page in (
            ("light", say("明るい画面"), pane.light),
            ("dark", say("暗い画面"), pane.dark),
        )
    )
    look = "fits" if pane.fits else "over"
    size = f'<p class="{look}">{escape(pane.size)}</p>' if pane.size else ""
    return f"<section><h2>{escape(pane.name)}</h2>{size}{frames}</section>"


def _quoted(page: str) -> str:
    """A document as the value of an attribute."""
    return page.replace("&", "&amp;").replace('"', "&quot;")


def _choice() -> str:
    ways = (("light", say("明るい画面")), ("dark", say("暗い画面")), ("both", say("両方")))
    shown = "".join(
        f'<input type="radio" name="look" id="{key}"{" checked" if key == "light" else ""}>'
        f'<label for="{key}">{escape(word)}</label>'
        for key, word in ways
    )
    return f"<fieldset><legend>{escape(say('画面の明るさ'))}</legend>{shown}</fieldset>"
