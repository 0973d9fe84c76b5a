"""Charts as pictures: every name is drawn as letters and nothing else, whole, the same each time, and by nobody."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from m365bot.content import drawing
from m365bot.content.chart import Chart, bar

HOSTILE = (
    "<script>alert(1)</script>",
    r"$\frac{1}{2}$ \input{/etc/passwd} %s {0} {{ 7*7 }}",
    "=HYPERLINK(1)",
    "😀👩‍💻",
    "a\u202eb\x1b[31m",
    "長" * 500,
    "",
    "\n\n",
    "\ud800",
)


def chart(*labels: str) -> Chart:
    return Chart("提出", "提出した人数", tuple(bar(label, 2, 3, "2人(対象 3人)") for label in labels))


def chunks(png: bytes) -> list[str]:
    """The kinds of piece a PNG is made of."""
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8].decode())
        at += length + 12
    return found


def test_the_same_chart_is_the_same_bytes_and_holds_pixels_alone() -> None:
    png = drawing.png(chart("甲", "乙"))

    assert png == drawing.png(chart("甲", "乙"))
    assert set(chunks(png)) == {"IHDR", "IDAT", "IEND"}
    assert Image.open(BytesIO(png)).size == drawing.size(chart("甲", "乙"))


def test_names_that_would_do_harm_elsewhere_are_drawn_as_letters() -> None:
    Image.open(BytesIO(drawing.png(chart(*HOSTILE)))).verify()


@pytest.mark.parametrize("letter", "𠮷﨑㈱髙⻑～①")
def test_letters_of_names_are_there(letter: str) -> None:
    assert drawing.drawable(letter) == letter


def test_a_letter_that_the_font_lacks_is_shown_to_be_missing_and_a_selector_is_no_letter() -> None:
    assert drawing.drawable("葛\U000e0100城 😀") == f"葛城 {drawing.MISSING}"
    assert drawing.drawable("\u304b\u3099") == "が"


def test_words_break_where_the_room_ends_and_what_is_left_out_is_told() -> None:
    short, long = drawing.lines("甲", 26, 400, most=2), drawing.lines("長" * 100, 26, 400, most=2)

    assert short == ["甲"]
    assert len(long) == 2 and long[-1].endswith("…")
    assert all(len(line) <= 16 for line in long)
    assert drawing.lines("演習 事後 Power Automate", 26, 300, most=2) == ["演習 事後 Power", "Automate"]


def test_the_longest_figure_has_room() -> None:
    for words in ("200人(対象 200人)", "999.5 / 1000時間", "10.0(0～10)", "100.5時間(必要 100.5時間)"):
        assert drawing.lines(words, 26, drawing.FIGURE, most=1) == [words]
