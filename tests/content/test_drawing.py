"""Charts as pictures: every name is drawn as letters and nothing else, whole, the same each time, and by nobody."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from m365bot.content import drawing
from m365bot.content.chart import Chart, bar

BLUE = (0x4F, 0x52, 0xB2)
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
    assert set(chunks(png)) == {"IHDR", "PLTE", "IDAT", "IEND"}
    assert Image.open(BytesIO(png)).size == drawing.size(chart("甲", "乙"))


def test_what_is_done_is_blue_in_a_grey_frame_and_all_else_is_grey_on_white() -> None:
    picture = Image.open(BytesIO(drawing.png(chart("甲"))))
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or ()}
    left, middle = drawing.EDGE + drawing.LABEL, drawing.HEAD + drawing.ROW // 2

    assert picture.mode == "P"  # a byte for a point
    done, open_yet, line, paper = (
        picture.convert("RGB").getpixel((x, y))
        for x, y in (
            (left + 9, middle),
            (left + drawing.FRAME - 9, middle),
            (left, middle),
            (0, 0),
        )
    )
    assert (done, open_yet, line, paper) == (BLUE, (240,) * 3, (97,) * 3, (255,) * 3)
    assert all(red == green == blue for red, green, blue in colours - {BLUE})
    assert min(colours - {BLUE}) == (0x24,) * 3  # ink


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


def labels(*words: str) -> list[str]:
    return drawing.labels(chart(*words).bars)


def test_labels_that_would_be_cut_alike_are_cut_in_the_middle() -> None:
    halves = [f"演習 事後アンケート(Power Automate とその先の演習({half}))" for half in ("前半", "後半")]

    first, second, other = labels(*halves, "演習 事前アンケート")

    assert first != second and first.split("\n")[0] == second.split("\n")[0]
    assert first.endswith("先の演習(前半))") and second.endswith("先の演習(後半))")
    assert other == "演習 事前アンケート"
    assert labels(halves[0])[0].endswith("…")  # of which there is one, it is cut as ever


def test_labels_that_differ_in_the_middle_alone_are_numbered_and_the_same_one_is_not() -> None:
    first, second = (f"{'長' * 30}{middle}{'長' * 30}" for middle in "甲乙")

    found = labels(first, second, first)

    assert [each[-2:] for each in found] == [" 1", " 2", " 1"]
    assert labels(first, first) == [drawing_of(first)] * 2


def test_every_line_of_a_label_has_room() -> None:
    found = labels(*(f"{'長' * 30}{number}{'長' * 30}" for number in range(20)), *HOSTILE)

    room = drawing.LABEL - drawing.EDGE
    assert all(drawing.lines(line, 26, room, most=1) == [line] for each in found for line in each.split("\n"))


def drawing_of(words: str) -> str:
    return "\n".join(drawing.lines(words, 26, drawing.LABEL - drawing.EDGE, most=2))


def test_the_longest_figure_has_room() -> None:
    for words in ("200人(対象 200人)", "999.5 / 1000時間", "10.0(0～10)", "100.5時間(必要 100.5時間)"):
        assert drawing.lines(words, 26, drawing.FIGURE, most=1) == [words]
