"""What a run made is taken back: only that, only what can be, and only once it is approved."""

from dataclasses import replace

import pytest

from m365bot.errors import ConfigError
from m365bot.journal import Run, Status
from m365bot.programme import Person
from m365bot.programme.people import Directory
from m365bot.runs import undoing
from tests.runs.here import ONE, PLACE, TWO, Here
from tests.runs.world import Thing

OTHER = Thing(PLACE, "other", "まえから")


@pytest.fixture
def with_undo(here: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    """As app puts jobs together."""
    jobs = here.jobs

    def all_jobs() -> object:
        return {**jobs(), undoing.NAME: undoing.job(here.runs, here.books.journals)}

    monkeypatch.setattr(here, "jobs", all_jobs)
    return here


def undoes(here: Here, run: Run) -> tuple[Run, list[str]]:
    return here.does(undoing.undo(here.office(), run.id, "sato", "誤って配布"))


def test_what_it_made_goes_once_it_is_approved_and_what_it_found_stays(with_undo: Here) -> None:
    with_undo.world.there[OTHER.key] = dict(OTHER.facts)
    with_undo.wanted = [ONE, TWO, OTHER]
    run = with_undo.runs_job()

    asks, left = undoes(with_undo, run)
    before = set(with_undo.world.there)
    with_undo.approves(asks)

    assert (asks.status, asks.actor) == (Status.AWAITING_APPROVAL, "sato")
    assert asks.reason == f"実行 {run.id} の取り消し。誤って配布"
    assert before == {ONE.key, TWO.key, OTHER.key}
    assert set(with_undo.world.there) == {OTHER.key}
    assert left == []


def test_what_is_not_there_any_more_is_nothing_to_undo(with_undo: Here) -> None:
    run = with_undo.runs_job()
    with_undo.world.there.clear()

    assert undoes(with_undo, run)[0].status is Status.NOTHING_TO_DO


def test_one_that_made_nothing_is_told_so(with_undo: Here) -> None:
    with_undo.runs_job()

    with pytest.raises(ConfigError, match="取り消せるものがありません"):
        undoes(with_undo, with_undo.runs_job(run_id="second"))


def test_another_undoing_makes_an_approval_of_the_first_void(with_undo: Here) -> None:
    first = with_undo.runs_job()
    with_undo.wanted = [ONE, TWO]
    second = with_undo.runs_job(run_id="second")
    asks, _ = undoes(with_undo, first)
    undoes(with_undo, second)

    assert with_undo.approves(asks).status is not Status.DONE
    assert ONE.key in with_undo.world.there


def test_whoever_left_config_since_is_still_the_one_whom_it_added(here: Here) -> None:
    known = Person("p1", "佐藤", "sato@example.jp", "sato@example.jp")
    programme = replace(here.programme(), directory=Directory((known,)))

    assert undoing._person(programme, "p1") == known
    assert undoing._person(programme, "p2").id == "p2"
