"""Changes as lines of a page: each fact as it is and as it will be, a text once, and nothing without end."""

from dataclasses import replace

from m365bot.console import changes
from m365bot.console.changes import SHORT, Line
from m365bot.reconcile.plan import Action, Change
from tests.runs.here import ONE

UPDATE = Change(
    Action.UPDATE, ONE, "名前が違います。", {"name": ("", "新しい"), "owners": (None, "x" * SHORT)}
)


def test_an_update_tells_each_fact_as_it_is_and_as_it_will_be() -> None:
    assert changes.facts(UPDATE) == [("name", "—", "新しい"), ("owners", "—", "x" * SHORT)]


def test_a_fact_is_cut_where_it_is_long() -> None:
    long = replace(UPDATE, diff={"text": ("x" * (SHORT + 1), 0)})

    assert changes.facts(long) == [("text", "x" * SHORT + "…", "0")]


def test_what_is_new_has_no_facts_to_compare_and_needs_no_reason() -> None:
    made = replace(UPDATE, action=Action.CREATE)

    assert changes.facts(made) == []
    assert changes.planned(made).reason == ""
    assert changes.planned(UPDATE).reason == "名前が違います。"


def test_a_text_that_goes_to_several_places_is_told_once() -> None:
    line = Line("create", "作成", "投稿", text=[("", "本文です。")], face="1")
    other = replace(line, text=[("", "別の本文です。")])
    bare = replace(line, text=())

    told = list(changes.told_once([line, line, other, bare, bare]))

    assert [one.text for one in told] == [
        line.text,
        [("", "(本文は上と同じです)")],
        other.text,
        (),
        (),
    ]
    assert [one.face for one in told] == ["1", "", "1", "1", "1"]


def test_a_text_is_shown_as_what_goes_and_what_comes() -> None:
    assert changes.text_of("一\n三", "一\n二") == [("", "一"), ("cut", "二"), ("add", "三")]
    assert changes.text_of("一\n二", "") == [("", "一"), ("", "二")]
    assert changes.text_of("同じ", "同じ") == [("", "同じ")]
    assert changes.text_of("", "") == []
