"""An issue as an Adaptive Card: the same words, in elements that Teams knows, and nothing that can be pressed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from m365bot import visible
from m365bot.content.issue import card, manuscript
from m365bot.content.links import is_allowed
from m365bot.programme.pictures import Image
from tests.content.issue import hostile

APP = Image("app.png", Path("app.png"), "a" * 64, "", 1800, 900)
KNOWN = {"AdaptiveCard", "TextBlock", "Container", "Table", "TableRow", "TableCell", "Image"}
LINK = re.compile(r"(?<!\\)\]\(([^)]*)\)")


def body(text: str) -> list[Any]:
    found: list[Any] = json.loads(card.of(manuscript.read(text, {"app.png": APP})).content)["body"]
    return found


def elements(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for each in value for found in elements(each)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for each in value.values() for found in elements(each))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**「点検」**を\n見る", "**「点検」**を見る"),
        ("1 * 2 [x] \\_a\\_", r"1 \* 2 \[x\] \_a\_"),
        ("[図書](https://example.jp/a_(b))へ", "[図書](https://example.jp/a_%28b%29)へ"),
        ("- 聞く\n- 作る", "- 聞く\n- 作る"),
        ("2. 聞く\n3. 作る", "2. 聞く\n3. 作る"),
        ("- 聞く\n  - 窓口", "- 聞く\n- 　・ 窓口"),
        ("{研修|けんしゅう}[^1]\n\n[^1]: 注", "研修(けんしゅう)(注1)"),
        ("{{DATE(2025-01-01)}}", "{ {DATE(2025-01-01)} }"),
        ("`{`{DATE(2025-01-01)}`}`", "{ {DATE(2025-01-01)} }"),  # of two tokens
        ("\\!\\[x\\](p.png)", r"\!\[x\](p.png)"),  # the mark of a picture for a card
        ("一行目<br>二行目", "一行目\n\n二行目"),
    ],
)
def test_words_are_said_as_a_card_reads_them(text: str, words: str) -> None:
    assert body(text)[0]["text"] == words


def test_a_table_keeps_its_head_and_its_sides() -> None:
    (table,) = body("| 機器 | 台数 |\n|---|---:|\n| マイク | 5 |")

    assert table["firstRowAsHeader"] is True
    assert [[cell["items"][0]["text"] for cell in row["cells"]] for row in table["rows"]] == [
        ["機器", "台数"],
        ["マイク", "5"],
    ]
    assert table["rows"][1]["cells"][1]["items"][0]["horizontalAlignment"] == "Right"


def test_a_callout_is_a_container_and_a_picture_an_image_with_its_words() -> None:
    callout, image, caption, note = body(
        '::: caution 締切\n金曜[^1]\n:::\n\n![画面](app.png "図1")\n\n[^1]: 注の文'
    )

    assert (callout["style"], callout["items"][0]["text"]) == ("attention", "注意: 締切")
    assert (image["url"], image["altText"], image["width"]) == (
        "../hostedContents/1/$value",
        "画面",
        "450px",
    )
    assert caption["text"] == "図1"
    assert note["text"] == "(注1) 注の文"


def test_a_picture_inside_a_sentence_is_said_in_words() -> None:
    found = card.of(manuscript.read("前 ![画面](app.png) 後", {"app.png": APP}))

    assert found.pictures == ()
    assert "【図: 画面】" in found.content


def test_none_of_the_hostile_texts_does_anything_in_a_card() -> None:
    for text in hostile.SAMPLES:
        content = card.of(manuscript.read(text, {})).content
        found = elements(json.loads(content))

        assert {each["type"] for each in found if "type" in each} <= KNOWN, text
        assert not [each for each in found if {"selectAction", "actions", "url"} & set(each)], text
        assert "{{" not in content, text
        assert visible.HIDDEN.search(content) is None, text
        for each in found:
            assert all(is_allowed(href) for href in LINK.findall(str(each.get("text", "")))), text
