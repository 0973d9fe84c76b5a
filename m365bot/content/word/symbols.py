"""Letters of Word's picture fonts as letters that every font has.

Called by spans. Only those that offices use; for another there is 〓, which its author sees.
"""

from collections.abc import Mapping

MISSING = "〓"
_WINGDINGS = {
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
    0x6F: "□",
    0x71: "□",
    0x72: "□",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "□",
    0xAB: "★",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    0x28: "☎",
    0x2A: "✉",
    0x46: "☞",
    0x4A: "☺",
    0x8C: "①",
    0x8D: "②",
    0x8E: "③",
}
_SYMBOL = {0xB7: "・", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA3: "≦", 0xB3: "≧", 0xAE: "→", 0xAC: "←"}
_FONTS: Mapping[str, Mapping[int, str]] = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}


def letter(font: str, char: str) -> str | None:
    """Of `<w:sym>`, whose letter may stand in the private area (ISO/IEC 29500-1, 17.3.3.30)."""
    try:
        code = int(char, 16)
    except ValueError:
        return None
    known = _FONTS.get(font.casefold(), {})
    return known.get(code & 0xFF if 0xF000 <= code <= 0xF0FF else code)
