"""The English catalogue is complete, holds nothing that nobody says, and says the same with the same fields."""

import re
import string

import polib
import pytest

from m365bot.words import catalogue as read_by_us
from tests import catalogue, source

QUOTED = re.compile(
    "「[^」]*」"
)  # names of columns, labels and the newsletter, as they stand on Japanese screens
# Modules that came since the catalogue was complete and wait for their English; empty at the end of each issue.
UNTRANSLATED: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def kept() -> polib.POFile:
    return catalogue.kept()


@pytest.fixture(scope="module")
def words(kept: polib.POFile) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in kept if entry.msgstr}


def test_every_sentence_has_its_english(words: dict[str, str]) -> None:
    missing = {
        f"{places[0]}: {sentence}"
        for sentence, places in catalogue.sentences().items()
        if sentence not in words and not set(places) <= UNTRANSLATED
    }

    assert missing == set(), "make words, and fill in m365bot/words/en"


def test_no_sentence_is_kept_that_nobody_says(kept: polib.POFile) -> None:
    assert {entry.msgid for entry in kept} - set(catalogue.sentences()) == set(), "make words"


def test_no_entry_is_a_guess_or_there_twice(kept: polib.POFile) -> None:
    assert [entry.msgid for entry in kept if entry.fuzzy or entry.obsolete] == []
    assert len({entry.msgid for entry in kept}) == len(kept)


def test_english_has_the_fields_of_the_japanese(words: dict[str, str]) -> None:
    """A sentence that is only ever said as it is may hold braces of its own."""
    wrong = {key: english for key, english in words.items() if fields(key) != fields(english)}

    assert wrong == {}


def fields(sentence: str) -> list[tuple[str, str]] | None:
    """Name and format of each; that of a time is free, since its order is a language's own."""
    try:
        found = [(name, form or "") for _, name, form, _ in string.Formatter().parse(sentence) if name]
    except ValueError:
        return None
    if any(not name.isidentifier() or "[" in form for name, form in found):
        return None
    return sorted((name, "%" if "%" in form else form) for name, form in found)


def test_english_holds_no_japanese_but_names(words: dict[str, str]) -> None:
    left = {english for english in words.values() if catalogue.JAPANESE.search(QUOTED.sub("", english))}

    assert left == set()


def test_our_reader_reads_what_a_gettext_library_reads(words: dict[str, str]) -> None:
    assert read_by_us.of("en") == words


def test_no_japanese_is_left_unsaid_where_commands_are() -> None:
    """What a command prints goes through the catalogue; what officers may type is no word of the screen."""
    typed = {"はい", "回答.xlsx", "完了時刻", "メール", "終了日", "班", "回"}
    ideas = {
        "窓口の予約",
        "橋の点検",
        "備品の貸出",
        "<b>会議室</b>の予約",
        "髙橋課長の﨑と𠮷を直す㈱",
    }  # what trainees answer in the demo
    folders = {"個人記録", "研修記録"}  # where a rehearsal's reader looks
    form = {
        "自主学習の記録",
        "フォーム回答/{cohort} 自主学習",
        "教材",
        "かかった時間",
    }  # of the copy that a year is played on
    unsaid = {
        f"{file.name}: {one}"
        for file in source.below("m365bot/cli")
        for one in catalogue.japanese_of(source.nodes(file))
        if one not in catalogue.sentences() and one not in typed | ideas | folders | form
    }

    assert unsaid == set()
