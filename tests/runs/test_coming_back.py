"""What takes long, or only has to wait, gives way to others and to the night, and is gone on with: nothing of it twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from m365bot.errors import NotReady, Permanent
from m365bot.journal import Outcome, Result, Run, Status
from m365bot.resources import kinds
from m365bot.resources.bounds import Window
from m365bot.resources.capabilities import Divided
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.resources.whole import Whole
from m365bot.runs import matters, standing
from tests.runs.here import NOW, Here
from tests.runs.world import Place, Thing

MANY = 300  # at 64 in 100 seconds: eight minutes
MORNING = NOW.replace(day=2, hour=8, minute=30)


@dataclass(frozen=True)
class Slow(Thing):
    """A letter."""

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        await asyncio.sleep(100)
        return await super().write(tenant, was)


@dataclass(frozen=True)
class Post(Thing):
    """What may be busy when its minute comes."""

    goes_on: ClassVar[bool] = True


@dataclass(frozen=True)
class Shown(Thing):
    """What something else of its job shows."""

    is_told_of: ClassVar[bool] = True


@dataclass(frozen=True)
class Left:
    parts: tuple[Slow, ...]
    done: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()

    def came_to(self, results: Mapping[str, Result]) -> Whole:
        good = sum(one.outcome.is_good for one in results.values())
        is_over = good == len(self.parts)
        return Whole(
            Outcome.MADE if is_over else Outcome.FAILED, f"{good} {len(results)}。", "", {"sent": is_over}
        )


@dataclass(frozen=True)
class Crowd(Kind, Divided):
    """A letter to each of many."""

    label: str
    opens: datetime = field(default=NOW, compare=False)
    closes: datetime = field(default=NOW + timedelta(hours=4), compare=False)
    lasts: ClassVar[float] = 36_000.0
    asks: ClassVar[str] = "承認が必要です。"
    matter: ClassVar[str] = "crowd"

    @property
    def name(self) -> str:
        return self.label

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"sent": True}

    @property
    def window(self) -> Window:
        return Window(self.opens, self.closes)

    async def see(self, view: View) -> Seen | None:
        return Seen("", {"sent": True}) if view.memo(self.key).get("sent") else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise AssertionError("it is made in parts")

    async def divided(self, view: View) -> Left:
        every = [Slow(Place("a"), f"{self.label}{number}") for number in range(MANY)]
        return Left(tuple([one for one in every if not await one.see(view)]))


@pytest.fixture
def crowded(here: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    every = {**kinds.known(), "Crowd": Crowd, "Slow": Slow, "Post": Post, "Shown": Shown}
    monkeypatch.setattr(kinds, "known", lambda: every)
    here.wanted = [Crowd("everybody")]
    return here


def letters(here: Here) -> tuple[int, int]:
    """How many were sent, and how often the one that was sent most often."""
    return len(here.world.written), max(here.world.written.values(), default=0)


def rest_of(here: Here) -> list[Run]:
    return here.runs.of_status(Status.REQUESTED)


def result_of(here: Here, run: Run) -> Result:
    (result,) = here.books.journals.of(run.id).results().values()
    return result


@pytest.mark.slow
def test_where_nobody_waits_one_run_sends_all(crowded: Here) -> None:
    sign = crowded.daemon_is_at_work()

    done = crowded.approves(crowded.runs_job())

    assert (done.status, letters(crowded), rest_of(crowded)) == (Status.DONE, (MANY, 1), [])
    sign.release()


@pytest.mark.slow
def test_a_mailing_lets_in_who_waits_and_is_gone_on_with_by_the_same_word(crowded: Here) -> None:
    sign, waits = crowded.daemon_is_at_work(), crowded.runs_job()
    crowded.barely_begun("other")  # it waits for what the mailing holds

    first = crowded.approves(waits)
    sent, result = letters(crowded)[0], result_of(crowded, first)
    (rest,) = rest_of(crowded)
    crowded.cancels("other")
    crowded.passes(minutes=2)
    crowded.daemon_looks()

    assert (first.status, result.outcome, result.goes_on) == (Status.NOTHING_TO_DO, Outcome.WITHHELD, True)
    assert "ほかの実行に順番をゆずり" in result.words
    assert 64 < sent < MANY
    assert letters(crowded) == (MANY, 1)
    assert crowded.row(rest).status is Status.DONE
    assert crowded.runs.of_status(Status.AWAITING_APPROVAL) == []
    sign.release()


def test_with_no_daemon_to_go_on_with_it_nothing_gives_way(crowded: Here) -> None:
    waits = crowded.runs_job()
    crowded.barely_begun("other")

    crowded.approves(waits)

    assert (letters(crowded), rest_of(crowded)) == ((MANY, 1), [])


@pytest.mark.parametrize("daemon", [pytest.param(True, marks=pytest.mark.slow), False])
def test_in_the_evening_it_stops_and_goes_on_in_the_morning(crowded: Here, *, daemon: bool) -> None:
    crowded.wanted = [Crowd("everybody", closes=NOW + timedelta(days=2))]
    sign = crowded.daemon_is_at_work() if daemon else None
    waits = crowded.runs_job()
    crowded.passes(hours=8, minutes=12)  # 17:12

    evening = crowded.approves(waits)
    sent, words = letters(crowded)[0], result_of(crowded, evening).words
    due = [run.due for run in rest_of(crowded)]
    crowded.passes(hours=15, minutes=20)
    morning = crowded.daemon_looks() if daemon else [crowded.runs_job().id]

    assert "残りは 07-02 08:30 から送ります" in words
    assert 0 < sent < MANY
    assert due == ([MORNING] if daemon else [])
    assert len(morning) == 1
    assert letters(crowded) == (MANY, 1)
    if sign:
        sign.release()


def test_what_cannot_go_on_within_its_time_is_told_as_not_sent(crowded: Here) -> None:
    crowded.wanted = [Crowd("everybody", closes=NOW + timedelta(hours=10))]
    sign, waits = crowded.daemon_is_at_work(), crowded.runs_job()
    crowded.passes(hours=8, minutes=12)

    evening = crowded.approves(waits)

    result = result_of(crowded, evening)
    assert result.outcome is Outcome.FAILED
    assert result.words == f"{letters(crowded)[0]} {MANY}。"
    assert rest_of(crowded) == []
    sign.release()


@pytest.mark.slow
def test_whoever_has_it_begin_in_the_evening_has_it_go_on(crowded: Here) -> None:
    evening = NOW.replace(hour=19)
    crowded.wanted = [Crowd("everybody", opens=evening, closes=evening + timedelta(hours=4))]
    applying = crowded.approves(crowded.runs_job())
    crowded.passes(hours=10)

    crowded.resumes(applying) if applying.status is Status.REQUESTED else None

    assert letters(crowded) == (MANY, 1)


def test_what_only_was_busy_is_tried_again_within_its_window_and_told_once(crowded: Here) -> None:
    busy = NotReady("編集しています。", patience=60.0)
    page = Post(
        Place("a"), "page", ask="承認が必要です。", whole="dx", opens=NOW, closes=NOW + timedelta(hours=4)
    )
    crowded.wanted = [page]
    sign = crowded.daemon_is_at_work()
    waits = crowded.runs_job()
    crowded.world.writes = {page.key: [busy] * 1_000}

    first = crowded.approves(waits)
    (rest,) = rest_of(crowded)
    crowded.passes(minutes=16)
    crowded.daemon_looks()
    second = crowded.row(rest)
    crowded.world.writes.clear()
    crowded.passes(minutes=16)
    crowded.daemon_looks()

    assert (first.status, second.status) == (Status.PARTLY_FAILED, Status.PARTLY_FAILED)
    assert crowded.world.written == {page.key: 1}
    assert _name(first) == _name(second)
    assert "続きから行います" in result_of(crowded, replace(first)).words
    sign.release()


def _name(run: Run) -> str:
    return matters.troubled(standing.Matter(run), {}).name


def test_after_its_window_nobody_tries_again(crowded: Here) -> None:
    page = Post(Place("a"), "page", opens=NOW, closes=NOW + timedelta(minutes=14))
    crowded.wanted = [page]
    sign = crowded.daemon_is_at_work()
    crowded.world.writes = {page.key: [NotReady("編集しています。", patience=60.0)] * 1_000}

    crowded.runs_job()

    assert rest_of(crowded) == []
    sign.release()


def test_what_something_else_shows_has_its_job_run_once_more_at_once(crowded: Here) -> None:
    sign, shown = crowded.daemon_is_at_work(), Shown(Place("a"), "page")
    crowded.wanted = [shown]

    crowded.runs_job()
    (rest,) = rest_of(crowded)
    crowded.passes(minutes=1)
    crowded.daemon_looks()

    assert crowded.row(rest).status is Status.NOTHING_TO_DO
    assert rest_of(crowded) == []  # a run that writes nothing of it asks for none
    assert crowded.world.written == {shown.key: 1}
    sign.release()


def test_what_could_not_be_written_is_shown_nowhere(crowded: Here) -> None:
    sign, shown = crowded.daemon_is_at_work(), Shown(Place("a"), "page")
    crowded.wanted, crowded.world.writes = [shown], {shown.key: [Permanent("だめ")]}

    crowded.runs_job()

    assert rest_of(crowded) == []
    sign.release()
