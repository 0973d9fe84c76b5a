"""How a mail looks: the style that each element carries itself, and what a dark screen changes of it.

Called by mail. Mail programs leave out what a page's head says, so everything that matters stands in the elements;
Outlook for Windows draws as Word does (docs/facts.md mail.outlook), so there are tables where a page would have
boxes. Each element's style is one of those below and nothing else: what the cleaner lets through is told by this
file.
"""

from collections.abc import Mapping

WIDTH = 640
"""Points of the column of text."""
TEXT_WIDTH = WIDTH - 2 * 28
PICTURE_WIDTH = 2 * TEXT_WIDTH
"""Points of a picture, shown at half of that: sharp on every screen."""
_FONT = "font-family:'Yu Gothic UI','Yu Gothic',Meiryo,'Hiragino Sans','Noto Sans CJK JP',sans-serif"
_INK = "color:#1f1f1f"

STYLES: Mapping[str, str] = {
    "p": f"margin:0 0 16px;{_FONT};font-size:16px;line-height:1.8;{_INK}",
    "h2": f"margin:32px 0 12px;{_FONT};font-size:20px;line-height:1.5;font-weight:bold;{_INK}",
    "h3": f"margin:28px 0 8px;{_FONT};font-size:17px;line-height:1.5;font-weight:bold;{_INK}",
    "h4": f"margin:24px 0 8px;{_FONT};font-size:16px;line-height:1.5;font-weight:bold;{_INK}",
    "ul": f"margin:0 0 16px;padding:0 0 0 26px;{_FONT};font-size:16px;line-height:1.8;{_INK}",
    "ol": f"margin:0 0 16px;padding:0 0 0 30px;{_FONT};font-size:16px;line-height:1.8;{_INK}",
    "li": "margin:0 0 4px",
    "a": "color:#0f548c;text-decoration:underline",
    "blockquote": "margin:0 0 16px;padding:4px 0 0 16px;border-left:4px solid #c8c8c8",
    "pre": "margin:0 0 16px;padding:12px;background-color:#f3f3f3;color:#1f1f1f;font-size:14px;white-space:pre-wrap",
    "code": "font-family:Consolas,'Noto Sans Mono CJK JP',monospace;background-color:#f3f3f3;color:#1f1f1f",
    "hr": "margin:28px 0;border:0;border-top:1px solid #c8c8c8",
    "table": "margin:0 0 20px;border-collapse:collapse;width:100%",
    "th": f"padding:8px 10px;border:1px solid #b4b4b4;background-color:#eef2f7;{_FONT};"
    f"font-size:15px;line-height:1.6;font-weight:bold;text-align:left;{_INK}",
    "td": f"padding:8px 10px;border:1px solid #b4b4b4;{_FONT};font-size:15px;line-height:1.6;{_INK}",
    "img": f"display:block;max-width:100%;height:auto;border:0;{_FONT};font-size:14px;color:#444444",
}
SIDES = ("left", "center", "right")
SMALL = f"margin:0 0 12px;{_FONT};font-size:14px;line-height:1.7;color:#505050"
FRAME = "margin:0 0 20px;border-collapse:collapse;width:100%"
LETTERS = f"{_FONT};font-size:16px;line-height:1.8;{_INK}"

CALLOUTS: Mapping[str, tuple[str, str, str]] = {
    "note": ("#0f6cbd", "#eaf3fb", "#16324a"),
    "tip": ("#0e700e", "#ecf6ec", "#143a1c"),
    "important": ("#8a3ab9", "#f5eefa", "#38204a"),
    "caution": ("#b45309", "#fdf3e3", "#46300f"),
}
"""Line, ground, and ground on a dark screen."""


def callout(kind: str) -> str:
    line, ground, _ = CALLOUTS[kind]
    return f"padding:14px 18px 2px;border-left:5px solid {line};background-color:{ground};{_FONT}"


def _dark() -> Mapping[str, str]:
    """Class → what is other on a dark screen."""
    return {
        "dx-ground": "background-color:#141414",
        "dx-paper": "background-color:#1f1f1f",
        "dx-ink": "color:#f0f0f0",
        "dx-faint": "color:#c2c2c2",
        "dx-line": "border-color:#5c5c5c",
        "dx-head": "background-color:#2c3440;color:#f0f0f0;border-color:#5c5c5c",
        "dx-cell": "color:#f0f0f0;border-color:#5c5c5c",
        "dx-link": "color:#8cc4f5",
        "dx-code": "background-color:#2e2e2e;color:#f0f0f0",
        **{f"dx-{kind}": f"background-color:{dark}" for kind, (_, _, dark) in CALLOUTS.items()},
    }


CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("p", "h2", "h3", "h4", "ul", "ol"), "dx-ink"),
    "a": "dx-link",
    "blockquote": "dx-line",
    "hr": "dx-line",
    "pre": "dx-code",
    "code": "dx-code",
    "th": "dx-head",
    "td": "dx-cell",
    "img": "dx-faint",
}
DARK = "@media (prefers-color-scheme: dark)"


def sheet() -> str:
    """What goes into the head, for programs that read it: a dark screen and a narrow one.

    Outlook on the web and on phones darkens by itself and marks what it did (`data-ogsc` and `data-ogsb`).
    """
    rules = [(name, f"{style.replace(';', ' !important;')} !important") for name, style in _dark().items()]
    dark = "".join(f".{name}{{{style}}}" for name, style in rules)
    outlook = "".join(f"[data-ogsc] .{name},[data-ogsb] .{name}{{{style}}}" for name, style in rules)
    narrow = ".dx-column{width:100% !important}.dx-inner{padding-left:16px !important;padding-right:16px !important}"
    return (
        ":root{color-scheme:light dark;supported-color-schemes:light dark}"
        f"{DARK}{{{dark}}}{outlook}@media (max-width:660px){{{narrow}}}"
    )
