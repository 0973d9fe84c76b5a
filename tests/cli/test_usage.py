"""What is typed wrongly is told in Japanese, with the word that was likely meant; asked for JSON, in JSON."""

import re
from pathlib import Path

import pytest

from m365bot.cli import entry
from tests.bot import Bot
from tests.promises.test_documents import commands_below


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("chek",), "『chek』というコマンドはありません。check ではありませんか?"),
        (("PLAN", "provision"), "plan ではありませんか?"),
        (("\uff52\uff55\uff4e", "provision"), "run ではありませんか?"),
        (("runs", "lsit"), "list ではありませんか?"),
        (("records", "exprot"), "export ではありませんか?"),
        (("run", "provision", "--ALL"), "--all ではありませんか?"),
        (("run", "provision", "--at"), "オプション --at のあとに値を書いてください。"),
        (("run", "provision", "--yes=1"), "オプション --yes に値は付けません。"),
        (("records", "export", "--format", "XLSX"), "書けるもの: json、csv、xlsx。xlsx ではありませんか?"),
        (("sandbox", "serve", "--weather", "harash"), "harsh ではありませんか?"),
        (
            ("demo", "--report", "年.html"),
            "--report は --year と使います: m365bot demo --year --report 年.html",
        ),
        (("-x",), "-x というオプションはありません。\n使い方は `m365bot --help`"),
    ],
)
def test_o15_what_is_typed_wrongly_is_told_with_the_word_that_was_meant(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    said = Bot(tmp_path).says(*words)

    assert (said.exit, said.out) == (2, "")
    assert told in said.err
    assert not re.search(r"Usage|Error|No such|requires|does not|unexpected|Invalid|Missing", said.err)


@pytest.mark.parametrize(
    "command",
    [
        words[1:]
        for words in commands_below(entry.m365bot, ("m365bot",))
        if "--json" in Bot(Path()).says(*words[1:], "--help").out
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("wrong", [("--no-such",), ("a", "b", "c", "d")], ids=["option", "words"])
def test_o15_every_command_that_is_asked_for_json_complains_in_json(
    command: tuple[str, ...], wrong: tuple[str, ...], tmp_path: Path
) -> None:
    said = Bot(tmp_path).says(*command, *wrong, "--json")

    assert said.exit == 2
    assert [sorted(error) for error in said.document["errors"]] == [["error", "words"]]
    assert said.document["errors"][0]["words"] in said.err
