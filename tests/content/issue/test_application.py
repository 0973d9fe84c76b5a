"""An issue that goes out while applications are open leads to the form, at every place; others say nothing of it."""

from dataclasses import replace
from datetime import datetime

from m365bot.content.issue import application, manuscript, page, teams
from tests.records.programmes import TOKYO, Office, with_form

URL = "https://forms.example.jp/apply?id=1&x=(2)"
ASKED = replace(
    Office(change=with_form(who="applicants")).questionnaire,
    title="令和8年度 受講申込 [自薦] *締切厳守*",
    url=URL,
    due=datetime(2026, 3, 13, 17, 15, tzinfo=TOKYO),
)


def test_every_face_leads_to_the_form_and_says_until_when() -> None:
    written = manuscript.read(application.added("第20号です。\n", [ASKED]), {})

    for html in (page.of(written, "題").texts[-1], teams.of(written).html):
        assert 'href="https://forms.example.jp/apply?id=1&amp;x=(2)"' in html
        assert "令和8年度 受講申込 [自薦] *締切厳守*" in html and "3月13日(金) 17:15まで" in html


def test_a_text_that_leads_there_already_gets_no_second_link() -> None:
    body = f"[申し込む]({URL})\n"

    assert application.added(body, [ASKED]) == body


def test_out_of_season_nothing_is_added() -> None:
    assert application.added("本文\n", []) == "本文\n"
