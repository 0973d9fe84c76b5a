"""S3: what people or the tenant write reaches no screen, log, document, sheet, page or post with letters nobody sees."""

import ast
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import openpyxl
import pytest
import structlog

from m365bot import visible
from m365bot.cli import log
from m365bot.cli.screen import door, ending, table
from m365bot.cli.screen.console import Screen
from m365bot.content import post
from m365bot.content.markdown import to_html
from m365bot.errors import ConfigError
from m365bot.records import cells, export, sheets
from m365bot.sandbox.viewer import rendering, safe_html
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.problems import Trouble
from tests import source

HOSTILE = {
    "ESC": "\x1b[2K\x1b[1A",
    "backspace": "\x08\x08",
    "carriage return": "\rok",
    "delete": "\x7f",
    "C1": "\x9b2K",
    "next line": "\x85",
    "bidi override": "\u202e",
    "bidi isolate": "\u2066",
    "right-to-left mark": "\u200f",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "line separator": "\u2028",
    "filler": "\u3164",
    "tag": "\U000e0041",
    "annotation": "\ufff9",
}
LINK = "https://teams.microsoft.com/l/channel/x"
Capture = pytest.CaptureFixture[str]


def on_the_terminal(words: str, shown: Capture) -> str:
    Screen().line(f"  ~ {words}", "yellow")
    Screen().block(table.text(("実行", "理由"), [("r", words)]))
    door.out(table.fitted(("実行", "理由"), [("r", words)], 80, idle=(), spare=()))
    return shown.readouterr().out


def as_an_error(words: str, shown: Capture) -> str:
    ending.told(ConfigError(words), as_json=False)
    return shown.readouterr().err


def as_json(words: str, shown: Capture) -> str:
    door.document({"title": words, words: [words]})
    printed = shown.readouterr().out
    assert json.loads(printed) == {"title": words, words: [words]}
    return printed


def as_an_error_in_json(words: str, shown: Capture) -> str:
    ending.told(ConfigError(words), as_json=True)
    printed = shown.readouterr().out
    assert json.loads(printed)["errors"][0]["words"] == words
    return printed


def in_the_log(words: str, shown: Capture) -> str:
    log.to_standard_error()
    structlog.get_logger().error("event", detail=words)
    written = shown.readouterr().err
    assert json.loads(written)["detail"] == words
    return written


def in_csv(words: str, _: Capture) -> str:
    text = export.to_csv([[cells.neutral(words)]]).decode("utf-8-sig")
    return "".join(next(csv.reader(io.StringIO(text))))


def in_xlsx(words: str, _: Capture) -> str:
    book = openpyxl.load_workbook(io.BytesIO(sheets.to_xlsx({"回答": [[cells.neutral(words)]]})))
    return str(book.active.cell(1, 1).value)


def in_the_viewer(words: str, _: Capture) -> str:
    body = safe_html.cleaned(f"<p>{words}</p><a href='https://example.jp/'>{words}</a>", str)
    return rendering.page("alone.html", trouble=Trouble(404, words, body), to=Addresses(""))


def in_a_post(words: str, _: Capture) -> str:
    return post.render(words, to_html(f"本文 {words}"), marker="dx-012.0123456789ab", link=LINK)


def in_a_post_by_entities(words: str, _: Capture) -> str:
    written = "".join(f"&#{ord(letter)};" for letter in words)
    return unescape(post.render("題", to_html(f"本文 {written}"), marker="dx-012.0123456789ab", link=LINK))


OUTLETS: Mapping[str, Callable[[str, Capture], str]] = {
    outlet.__name__: outlet
    for outlet in (
        on_the_terminal,
        as_an_error,
        as_json,
        as_an_error_in_json,
        in_the_log,
        in_csv,
        in_xlsx,
        in_the_viewer,
        in_a_post,
        in_a_post_by_entities,
    )
}


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("letters", HOSTILE)
def test_s3_no_hidden_letter_leaves_raw(outlet: str, letters: str, capsys: Capture) -> None:
    shown = OUTLETS[outlet](f"提出{HOSTILE[letters]}期限", capsys)

    assert visible.HIDDEN.findall(shown) == []
    assert "提出" in shown
    assert "期限" in shown


@pytest.mark.parametrize(
    "words",
    ["葛\U000e0100飾区", "髙﨑", "\ue000町", "👩‍💻と👨‍👩‍👧", "❤️‍🔥", "ﾊﾝｶｸ 　全角", "①「題」…—", "e\u0301"],
)
def test_s3_what_japanese_is_written_with_stays(words: str) -> None:
    assert visible.text(words) == visible.line(words) == words


def test_s3_nobody_forges_a_line_of_a_plan_or_a_table(capsys: Capture) -> None:
    forged = "準備\n  ! 承認は要りません"

    Screen().line(f"  + 作成 {forged}")
    door.out(table.text(("題",), [(forged,)]))

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "  + 作成 準備[U+000A]  ! 承認は要りません"
    assert len(lines) == 3


def test_s3_a_title_in_square_brackets_is_shown_as_written(capsys: Capture) -> None:
    Screen().line("[link=https://evil.example]題[/link] [bold]x")

    assert capsys.readouterr().out == "[link=https://evil.example]題[/link] [bold]x\n"


# the door


PAST_THE_DOOR = ("echo", "secho", "print")
OF_ITS_OWN = ("m365bot/sandbox", "m365bot/cli/screen/door.py", "m365bot/cli/screen/console.py")


def printing() -> Iterator[str]:
    """Calls that put something on a screen, the door's own and the practice tenant's left out."""
    for file in source.below("m365bot"):
        if not source.place(file).startswith(OF_ITS_OWN):
            for call in source.calls(file):
                if _prints(call.func):
                    yield f"{source.place(file)}:{call.lineno} {ast.unparse(call.func)}"


def _prints(called: ast.expr) -> bool:
    last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if last.startswith("write"):  # taken apart only where it may matter
        return ast.unparse(called).startswith(("sys.stdout.write", "sys.stderr.write"))
    return last in PAST_THE_DOOR


def test_s3_nobody_prints_past_the_door() -> None:
    assert list(printing()) == []
