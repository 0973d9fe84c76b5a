"""How Word writes the numbers of its lists: ア, 一, ①, (1), iv.

Called by numbering. Pure. A way of counting that is not known here counts as 1, 2, 3.
"""

from collections.abc import Callable, Mapping

_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_FULL_WIDTH = {48 + digit: 0xFF10 + digit for digit in range(10)}


def written(number: int, way: str) -> str:
    """A number as `w:numFmt` has it written (ISO/IEC 29500-1, 17.18.59)."""
    return _WAYS.get(way, str)(number)


def is_plain(way: str) -> bool:
    """Is it 1, 2, 3, as Markdown counts?"""
    return way in ("decimal", "decimalFullWidth", "decimalFullWidth2", "decimalHalfWidth")


def _of(letters: str) -> Callable[[int], str]:
    return lambda number: letters[(number - 1) % len(letters)] if number > 0 else str(number)


def _letters(number: int) -> str:
    """a to z, aa to zz, as Word goes on."""
    letter = chr(ord("a") + (number - 1) % 26)
    return letter * min((number - 1) // 26 + 1, 5) if number > 0 else str(number)


def _roman(number: int) -> str:
    found = ""
    for size, letters in (*_ROMAN, *_ROMAN_SMALL):
        while 0 < size <= number < 4000:
            found, number = found + letters, number - size
    return found or str(number)


def _kanji(number: int) -> str:
    """十一, 二十; from a hundred on digit by digit."""
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    """Unicode has them up to 50, in three places."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"({number})"


def _in_brackets(number: int) -> str:
    return chr(0x2474 + number - 1) if 1 <= number <= 20 else f"({number})"


_WAYS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _in_brackets,
    "numberInDash": "- {} -".format,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "aiueo": _of(_KANA),
    "aiueoFullWidth": _of(_KANA),
    "iroha": _of(_IROHA),
    "irohaFullWidth": _of(_IROHA),
    "japaneseCounting": _kanji,
    "ideographDigital": _kanji,
    "chineseCounting": _kanji,
    "taiwaneseCountingThousand": _kanji,
    "chineseCountingThousand": _kanji,
    "none": lambda _: "",
}
