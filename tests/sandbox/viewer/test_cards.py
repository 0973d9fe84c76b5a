"""Adaptive Cards and pictures in posts, as the pages draw them."""

import base64
import json
from typing import Any

import pytest

from m365bot.sandbox.viewer import cards
from m365bot.sandbox.viewer.cards import CARD
from tests.sandbox.viewer.conftest import GUEST, Window, links, words

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PLACE = '<p>図</p><img src="../hostedContents/1/$value" alt="棒グラフ">'


def attached(content: Any) -> dict[str, Any]:
    text = content if isinstance(content, str) else json.dumps(content)
    return {"attachments": [{"id": "1", "contentType": CARD, "content": text}]}


def picture(**more: Any) -> dict[str, Any]:
    data = base64.b64encode(PNG).decode()
    row = {"@microsoft.graph.temporaryId": "1", "contentBytes": data, "contentType": "image/png", **more}
    return {"hostedContents": [row]}


CARD_OF_ALL = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "今週の集計", "weight": "Bolder", "size": "Large"},
        {"type": "FactSet", "facts": [{"title": "提出", "value": "18人"}]},
        {
            "type": "ColumnSet",
            "columns": [{"type": "Column", "items": [{"type": "TextBlock", "text": "<b>左</b>"}]}],
        },
        {"type": "TextBlock", "text": "見えない", "isVisible": False},
        {"type": "Image", "url": "https://e.example/a.png", "altText": "棒グラフ"},
        {"type": "Input.Text", "id": "x"},
    ],
    "actions": [
        {"type": "Action.OpenUrl", "title": "開く", "url": "https://example.jp/a"},
        {"type": "Action.OpenUrl", "title": "悪い", "url": "javascript:alert(1)"},
    ],
}


async def test_a_card_shows_its_texts_facts_and_links(window: Window) -> None:
    await window.post(window.secret, '<attachment id="1"></attachment>', **attached(CARD_OF_ALL))

    page = await window.channel(window.secret)

    assert all(each in words(page) for each in ("今週の集計", "提出", "18人", "画像: 棒グラフ"))
    assert links(page)["開く"] == "https://example.jp/a"
    assert "ここでは表示しない部品: Input.Text" in words(page)
    assert "見えない" not in words(page)


async def test_a_card_runs_and_loads_nothing(window: Window) -> None:
    await window.post(window.secret, '<attachment id="1"></attachment>', **attached(CARD_OF_ALL))

    page = await window.channel(window.secret)

    assert "&lt;b&gt;左" in page.text
    assert "javascript:" not in page.text
    assert "e.example" not in page.text


DEEP: dict[str, Any] = {"type": "TextBlock", "text": "深い"}
for _ in range(40):
    DEEP = {"type": "Container", "items": [DEEP]}


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[1]",
        "null",
        "[" * 100_000,
        {"body": "x"},
        {"body": [1, None]},
        {"body": [{"type": "FactSet", "facts": [1]}]},
        {"body": [{"type": "RichTextBlock", "inlines": 3}]},
        {"body": [DEEP]},
    ],
    ids=str,
)
def test_a_card_that_is_odd_is_drawn_as_far_as_it_can_be(content: Any) -> None:
    text = content if isinstance(content, str) else json.dumps(content)

    drawn = cards.drawn([{"contentType": CARD, "content": text}], str)

    assert len(drawn) == 1


async def test_a_picture_in_a_post_is_shown_to_who_may_read_the_post(window: Window) -> None:
    await window.post(window.secret, PLACE, **picture())

    page = await window.channel(window.secret)
    (source,) = [part.partition('"')[0] for part in page.text.split('<img src="')[1:] if "hosted" in part]
    shown = await window.follow(source)
    refused = await window.http.get(source.replace("&amp;", "&").replace("a.yamada@example.jp", GUEST))

    assert 'alt="棒グラフ"' in page.text
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (PLACE, {}),
        ("<p>図</p>", picture()),
        (PLACE, picture(contentType="image/svg+xml")),
        (PLACE, picture(contentBytes="???")),
        (PLACE, picture(more=1)),
    ],
    ids=["no picture", "no place", "kind", "bytes", "field"],
)
async def test_pictures_that_do_not_fit_are_refused_and_nothing_is_posted(
    window: Window, content: str, more: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError, match="BadRequest"):
        await window.post(window.secret, content, **more)

    page = await window.channel(window.secret)
    assert "投稿はまだありません" in words(page)
