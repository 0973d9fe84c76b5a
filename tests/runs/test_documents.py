"""Plans, runs and approvals as documents: shapes that others rely on, with names only where something is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.errors import Permanent
from m365bot.journal import Trouble
from m365bot.programme import Person
from m365bot.programme.people import Directory
from m365bot.resources import Gone
from m365bot.runs import documents
from tests.runs.here import ISSUE, NOW, ONE, PLACE, TWO, Here
from tests.runs.world import Sheet, Thing

SATO = Person("p0123456789ab", "佐藤 凛", "r.sato@example.jp", "r.sato@example.jp")
ACCOUNT = Person("pba9876543210", "dx@example.jp", "dx@example.jp", "dx@example.jp")


@pytest.fixture
def named(here: Here) -> Here:
    office = here.office()
    here.changes = {"programme": replace(office.programme, directory=Directory((SATO, ACCOUNT)))}
    return here


def test_a_plan_tells_what_would_change_and_what_would_not(named: Here) -> None:
    opens = NOW + timedelta(days=1)
    post = Thing(PLACE, "post", "本文", "承認", opens, opens + timedelta(hours=1))
    late = Thing(PLACE, "late", "x", "", NOW - timedelta(hours=2), NOW - timedelta(hours=1))
    here, hidden = named, Thing(PLACE, "hidden")
    here.wanted = [ONE, TWO, post, late, hidden, Sheet("answers")]
    here.world.there = {TWO.key: {"text": "old"}, Sheet("answers").key: {"rows": 3}}
    here.world.reads = {hidden.key: [Permanent("p0123456789ab さんの確認待ち")]}

    (planned,) = here.plans("yearly", at=NOW)
    shown = documents.of_plan(planned.plan, here.office())

    assert list(shown) == [
        "job",
        "cohort",
        "at",
        "digest",
        "changes",
        "withheld",
        "unknown",
        "cost",
        "permissions",
    ]
    assert (shown["job"], shown["cohort"], shown["at"]) == ("yearly", "R7", "2025-07-01T09:00:00+09:00")
    assert (shown["digest"], shown["permissions"]) == (planned.plan.digest, ["app:Things.ReadWrite.All"])
    changes = {change["title"]: change for change in shown["changes"]}
    assert {title: change["action"] for title, change in changes.items()} == {
        "one": "create",
        "two": "update",
        "post": "create",
        "answers": "store",
    }
    assert changes["two"] == {
        "action": "update",
        "kind": "Thing",
        "key": TWO.key,
        "title": "two",
        "reason": "設定と違います。",
        "digest": next(change.digest for change in planned.plan.changes if change.key == TWO.key),
        "diff": {"text": ["old", "text"]},
    }
    assert (changes["post"]["asks"], changes["post"]["not_before"]) == ("承認", opens.isoformat())
    assert [(extra["key"], extra["title"]) for extra in shown["withheld"]] == [(late.key, "late")]
    assert shown["unknown"] == [
        {
            "key": hidden.key,
            "title": "hidden",
            "reason": "佐藤 凛(r.sato@example.jp) さんの確認待ち",
        }
    ]


def test_what_people_will_read_stands_in_the_plan(here: Here) -> None:
    here.wanted = [Thing(PLACE, "issue", "第13号", ask="承認", read="DX通信 第13号")]

    (planned,) = here.plans("things")

    (change,) = documents.of_plan(planned.plan, here.office())["changes"]
    assert change["text"] == "DX通信 第13号"


def test_names_are_put_in_where_ids_stand_and_nowhere_else(named: Here) -> None:
    office = named.office()

    assert documents.named("p0123456789abと", office) == "佐藤 凛(r.sato@example.jp)と"
    assert documents.named("pba9876543210", office) == "dx@example.jp"
    assert documents.named("p000000000000 xp0123456789ab", office).endswith("xp0123456789ab")


def test_somebody_who_is_in_no_file_any_more_is_named_as_remembered(here: Here) -> None:
    here.books.journals.memory().write({"person:p0123456789ab": {"upn": "old@example.jp", "name": "旧 職員"}})

    office = here.office()

    assert documents.named("p0123456789ab", office) == "旧 職員(old@example.jp)"
    assert documents.named("p111111111111", office) == "p111111111111()"


def test_errors_have_titles_and_names(named: Here) -> None:
    here, hidden, gone = named, Thing(PLACE, "hidden"), Thing(PLACE, "gone")
    here.wanted = [ONE, hidden, Gone(gone, "終了")]
    here.world.there = {gone.key: {"text": "text"}}
    here.world.writes = {ONE.key: [Permanent("p0123456789ab がいません")]}
    here.world.reads = {hidden.key: [Permanent("混雑")]}

    run = here.runs_job()
    shown = documents.of_run(run, here.office())

    told = {error["key"]: (error["title"], error["words"]) for error in shown["errors"]}
    assert told == {
        ONE.key: ("one", "佐藤 凛(r.sato@example.jp) がいません"),
        hidden.key: ("hidden", "混雑"),
    }
    assert [list(error) for error in shown["errors"]] == [["key", "words", "error", "title"]] * 2
    assert "佐藤" not in str(here.row(run).report)


def test_an_error_of_all_has_no_title(here: Here) -> None:
    run = here.runs_job()
    other = replace(run, plan=None, report=replace(run.report, errors=(Trouble("", "語", "E"),)))

    assert documents.of_run(other, here.office())["errors"] == [
        {"key": "", "words": "語", "error": "E", "title": ""}
    ]


def test_the_digest_is_that_of_what_waits_while_it_waits(here: Here) -> None:
    here.wanted = [ONE, ISSUE]
    run = here.runs_job()
    office = here.office()
    assert run.plan and run.asking

    assert documents.of_run(run, office)["plan_digest"] == run.asking["digest"]
    here.approves(run)
    assert documents.of_run(here.row(run), office)["plan_digest"] == run.plan["digest"]
    assert documents.of_run(replace(here.row(run), plan=None), office)["plan_digest"] == ""


def test_a_persons_word_is_told_on_both_runs(here: Here) -> None:
    here.wanted = [ISSUE]
    run = here.runs_job()
    assert documents.of_approval(run, here.office()) is None

    done = here.approves(run, kessai="総1", reason="よし")

    told = documents.of_approval(here.row(run), here.office())
    assert told is not None
    assert list(told) == [
        *("run_id", "digest", "decision", "who", "verified", "at", "kessai", "reason"),
        *("tenant", "account", "single_officer"),
    ]
    assert (told["decision"], told["who"], told["kessai"], told["run_id"]) == (
        "approved",
        "sato",
        "総1",
        run.id,
    )
    assert told["at"].startswith("2025-07-01T")
    assert documents.of_approval(done, here.office()) == told
