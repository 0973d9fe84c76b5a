"""What a line says, as one short word that never changes."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.programme.forms import Form, SourceSpec
from m365bot.records import forms, version
from m365bot.records.digest import Digests
from m365bot.records.sources.port import Column, Item, SourceReading
from tests.examples import drawn
from tests.records.programmes import IDEA, SATISFACTION, TOKYO

FORM = Form("after", "a", SourceSpec("list", "x/y"), who="attendees", questions=(SATISFACTION, IDEA))
NAMED = {
    "タイトル": None,
    "完了時刻": "2025-06-19T17:05:00+09:00",
    "メール": "a.yamada@example.jp",
    "研修の満足度": 4,
    "業務で使えそうな場面": "橋の点検",
}
ANONYMOUS = {"メール": "anonymous", "研修の満足度": 5.0, "業務で使えそうな場面": " 点検\r\n貸出 "}
NUMBERED = {
    "ID": 7,
    "完了時刻": "6/19/25 9:03:10",
    "メール": "",
    "研修の満足度": "5",
    "業務で使えそうな場面": ["a", "b"],
}
ODD = {
    "完了時刻": "いつか",
    "メール": "t1@example.jp",
    "研修の満足度": True,
    "業務で使えそうな場面": None,
    "Points - 研修の満足度": 3,
}


def digest(cells):
    reading = SourceReading("s", [Column(header) for header in cells], [Item("1", cells)])
    (found,) = version.of(reading, FORM, TOKYO)
    return found.digest


@pytest.mark.parametrize(
    ("cells", "before"),
    [
        (NAMED, "544f0442e31222673b4a94c211381f94"),
        (ANONYMOUS, "69a02d0cbd7c1588f58bf7973137548b"),
        (NUMBERED, "5728bd1cff5ef7f44aeb7a2575d026d2"),
        (ODD, "8570e85bfb2fc4dbc817147b65082443"),
    ],
)
def test_a_row_of_the_first_version_is_known_by_what_it_was_known_by_then(cells, before):
    """Taken from commit a379429."""
    assert digest(cells) == before


@pytest.mark.parametrize(
    "same",
    [
        {"研修の満足度": "4"},
        {"研修の満足度": 4.0},
        {"業務で使えそうな場面": " 橋の点検 "},
        {"完了時刻": "2025-06-19T08:05:00Z"},
        {"完了時刻": "2025/6/19 17:05"},
        {"タイトル": "何か"},
        {"開始時刻": "17:00"},
        {"最終変更時刻": "18:00"},
        {"Points - 研修の満足度": 5},
        {"会場": ""},
        {"ID": 9},
    ],
)
def test_what_a_list_or_a_sheet_spells_otherwise_says_the_same(same):
    assert digest({**NAMED, **same}) == digest(NAMED)


@pytest.mark.parametrize(
    "other",
    [
        {"研修の満足度": 5},
        {"業務で使えそうな場面": "橋の点検。"},
        {"完了時刻": "2025-06-19T08:05:01Z"},
        {"メール": "a.yamda@example.jp"},
        {"会場": "狭い"},
        {"名前": "山田"},
    ],
)
def test_what_a_person_changes_says_something_else(other):
    assert digest({**NAMED, **other}) != digest(NAMED)


@pytest.mark.parametrize("mail", ["", "anonymous", "Anonymous "])
def test_the_number_tells_nameless_lines_apart(mail):
    assert digest({**NUMBERED, "メール": mail}) != digest({**NUMBERED, "メール": mail, "ID": 8})


def test_a_person_is_known_by_number_whatever_the_address():
    cell = {"LookupId": "12", "mail": "a.yamada@example.jp"}

    assert digest({**NAMED, "メール": cell}) == digest({**NAMED, "メール": {"LookupId": "12"}})
    assert digest({**NAMED, "メール": cell}) != digest({**NAMED, "メール": {"LookupId": "13"}})


@drawn()
@given(st.text(st.characters(), min_size=1).filter(lambda words: words.strip("\u200b\ufeff \u3000")))
def test_whatever_is_said_the_word_is_made_as_it_always_was(words):
    fields = {"メール": "a@example.jp", "会場": f"x{words}x"}
    content = {"@mail": "a@example.jp", "会場": fields["会場"].replace("\r\n", "\n"), "@completed": "then"}
    as_it_was = json.dumps(content, ensure_ascii=False, sort_keys=True).encode(errors="surrogatepass")

    found = Digests(forms.columns(FORM, fields)).of(fields, "then")

    assert found == sha256(as_it_was).hexdigest()[:32]
