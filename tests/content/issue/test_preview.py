"""All faces side by side: in frames in which nothing runs, light and dark, with their sizes."""

import re
from html import unescape
from pathlib import Path

import pytest

from m365bot.content.issue import export, mail, page, preview, teams
from m365bot.content.issue.preview import Pane
from tests.content.issue.proofs import HEAD, whole


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    written = whole(tmp_path_factory.mktemp("issue"))
    letter = mail.of(written, HEAD)
    return preview.of(
        HEAD,
        [
            preview.of_teams(teams.of(written), HEAD),
            preview.of_page(page.of(written, HEAD.subject), HEAD),
            preview.of_mail(letter),
            preview.of_words(letter),
            preview.of_export(export.of(written, HEAD)),
        ],
    )


def test_each_face_stands_in_a_frame_of_its_own_once_light_and_once_dark(html: str) -> None:
    assert re.findall(r"<section><h2>([^<]+)</h2>", html) == [
        "Teams",
        "SharePoint のニュース",
        "メール",
        "メール(文字だけ)",
        "庁内グループウェア(HTML・PDF)",
    ]
    assert html.count('sandbox=""') == 10
    assert "<script" not in html


def test_pictures_lie_in_the_file(html: str) -> None:
    html = unescape(html)

    assert "cid:picture" not in html
    assert "hostedContents" not in html
    assert set(re.findall(r'<img src="([^"]{15})', html)) == {"data:image/png;"}


def test_a_dark_frame_is_dark_whatever_the_screen_is(tmp_path: Path) -> None:
    pane = preview.of_export(export.of(whole(tmp_path), HEAD))

    assert "prefers-color-scheme" not in pane.light + pane.dark
    assert "@media all" in pane.dark


def test_what_has_no_room_is_told_beside_its_face() -> None:
    html = preview.of(HEAD, [Pane("Teams", "<p>x</p>", "大きすぎます", fits=False)])

    assert '<p class="over">大きすぎます</p>' in html


def test_sizes_are_told_with_their_limits(html: str) -> None:
    assert len(re.findall(r"大きさ \d+ KB\(上限 \d+ KB\)", html)) == 3
