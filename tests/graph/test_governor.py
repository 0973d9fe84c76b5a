"""Pacing, on a loop whose time jumps."""

import asyncio
import itertools
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.graph import governor
from m365bot.graph.governor import Governor
from m365bot.graph.limits import Limits, rules
from m365bot.graph.scopes import Going, Scope
from tests.examples import drawn
from tests.graph import virtual

Asked = tuple[str, str]
Sent = tuple[float, Asked]


def _going(asked: Asked) -> Going:
    return Going.TOGETHER if asked[0] == "GET" else Going.ALONE


class Traffic:
    """What a governor let go, and when."""

    def __init__(self) -> None:
        self.governor = Governor()
        self.sent: list[Sent] = []

    async def ask(self, asked: Asked, *, at: float = 0.0, takes: float = 0.0) -> None:
        await asyncio.sleep(at)
        turn = await self.governor.turn(rules(*asked, Limits()), _going(asked))
        turn.left()
        self.sent.append((_now(), asked))
        await asyncio.sleep(takes)
        turn.over()

    async def all(self, asked: Sequence[Asked]) -> None:
        await asyncio.gather(*(self.ask(one) for one in asked))

    def moments(self) -> list[float]:
        return sorted({round(at, 3) for at, _ in self.sent})


def _now() -> float:
    return asyncio.get_running_loop().time()


def _played(play: Callable[[Traffic], Awaitable[None]]) -> Traffic:
    traffic = Traffic()

    async def main() -> None:
        async with asyncio.timeout(3600):
            await play(traffic)

    virtual.run(main())
    return traffic


def _most_in_window(moments: Sequence[float], seconds: float) -> int:
    return max((sum(start <= at < start + seconds for at in moments) for start in moments), default=0)


def _tabs(team: str, channels: int) -> list[Asked]:
    return [("GET", f"/teams/{team}/channels/{team}{n}/tabs") for n in range(channels)]


def test_reads_of_a_team_go_four_a_beat():
    traffic = _played(lambda t: t.all(_tabs("a", 14)))

    assert traffic.moments() == [0.0, 1.02, 2.04, 3.06]


def test_teams_do_not_wait_for_each_other():
    traffic = _played(lambda t: t.all([*_tabs("a", 4), *_tabs("b", 4), ("GET", "/groups/g")]))

    assert traffic.moments() == [0.0]


def test_what_comes_after_the_beat_waits_for_the_next_one_together():
    async def play(traffic: Traffic) -> None:
        late = [traffic.ask(one, at=0.1 * n) for n, one in enumerate(_tabs("a", 5))]
        await asyncio.gather(*late)

    assert _played(play).moments() == [0.0, 1.02]


def test_reads_that_are_a_few_ticks_late_join_the_beat():
    async def play(traffic: Traffic) -> None:
        await asyncio.gather(*(traffic.ask(one, at=0.004 * n) for n, one in enumerate(_tabs("a", 4))))

    assert max(_played(play).moments()) < 0.02


def test_teams_whose_beats_lie_close_come_to_share_one():
    async def play(traffic: Traffic) -> None:
        others = (traffic.ask(one, at=0.2) for one in _tabs("b", 8))
        await asyncio.gather(traffic.all(_tabs("a", 12)), *others)

    assert _played(play).moments() == [0.0, 0.2, 1.22, 2.24]


def test_a_write_goes_as_soon_as_its_team_has_room():
    async def play(traffic: Traffic) -> None:
        reads = traffic.all(_tabs("a", 3))
        write = traffic.ask(("POST", "/teams/a/channels/9/tabs"), at=0.4)
        await asyncio.gather(reads, write)

    assert _played(play).moments() == [0.0, 0.4]


def test_requests_outside_teams_are_not_held():
    traffic = _played(lambda t: t.all([("GET", f"/drives/{n}/root") for n in range(50)]))

    assert traffic.moments() == [0.0]


def test_channels_are_made_one_a_second():
    traffic = _played(lambda t: t.all([("POST", "/teams/a/channels")] * 10))

    assert max(traffic.moments()) == pytest.approx(9 * 1.02)


def test_single_adds_go_four_a_minute():
    traffic = _played(lambda t: t.all([("POST", "/teams/a/members")] * 9))

    moments = [at for at, _ in traffic.sent]
    assert _most_in_window(moments, 60.0) == 4
    assert 120 <= max(moments) <= 122


def test_sharing_goes_three_hundred_in_five_minutes():
    traffic = _played(lambda t: t.all([("POST", f"/drives/d/items/{n}/invite") for n in range(301)]))

    assert traffic.moments() == [0.0, 303.0]


def test_a_mailbox_gets_four_at_once():
    async def play(traffic: Traffic) -> None:
        asked = ("POST", "/users/dx@example.jp/sendMail")
        await asyncio.gather(*(traffic.ask(asked, takes=2.0) for _ in range(6)))

    assert Counter(round(at) for at, _ in _played(play).sent) == {0: 4, 2: 2}


def test_the_longest_queue_of_a_channel_goes_first():
    asked = [*_tabs("a", 12), *[("POST", "/teams/a/channels/9/messages")] * 4]

    traffic = _played(lambda t: t.all(asked))

    posts = [at for at, one in traffic.sent if one[0] == "POST"]
    assert posts == pytest.approx([0.0, 1.02, 2.04, 3.06])
    assert max(traffic.moments()) == pytest.approx(3.06)


def test_a_beat_counts_from_the_moment_bytes_left():
    async def slowly(traffic: Traffic, asked: Asked) -> None:
        turn = await traffic.governor.turn(rules(*asked, Limits()), Going.TOGETHER)
        await asyncio.sleep(0.5)  # the connection took its time
        turn.left()
        traffic.sent.append((_now(), asked))
        turn.over()

    async def play(traffic: Traffic) -> None:
        await asyncio.gather(
            *(slowly(traffic, one) for one in _tabs("a", 4)), traffic.ask(("GET", "/teams/a"))
        )

    assert _played(play).moments() == [0.5, 1.52]


def test_a_request_that_never_left_gives_its_place_back():
    async def play(traffic: Traffic) -> None:
        turn = await traffic.governor.turn(rules("POST", "/teams/a/channels", Limits()), Going.ALONE)
        turn.over()
        await traffic.ask(("POST", "/teams/a/channels"))

    assert _played(play).moments() == [0.0]


def test_a_caller_that_gave_up_holds_nobody():
    async def play(traffic: Traffic) -> None:
        await traffic.ask(("POST", "/teams/a/channels"))
        waiting = asyncio.ensure_future(traffic.ask(("POST", "/teams/a/channels")))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await traffic.ask(("POST", "/teams/a/channels"))

    assert _played(play).moments() == [0.0, 1.02]


def test_a_429_closes_its_scope_and_no_other():
    async def play(traffic: Traffic) -> None:
        traffic.governor.block(rules("GET", "/teams/a/channels/a1/tabs", Limits()), 5.0)
        await traffic.all(_tabs("a", 4))

    traffic = _played(play)
    assert {one[1]: round(at) for at, one in traffic.sent}["/teams/a/channels/a1/tabs"] == 5
    assert sorted(round(at) for at, _ in traffic.sent) == [0, 0, 0, 5]


def test_after_a_429_a_team_is_asked_half_as_much_for_a_minute():
    async def play(traffic: Traffic) -> None:
        traffic.governor.block(rules("GET", "/teams/a", Limits()), 1.0)
        await traffic.all(_tabs("a", 8))
        await asyncio.sleep(120)
        await traffic.all(_tabs("a", 4))

    by_second = Counter(round(at) for at, _ in _played(play).sent)
    assert sorted(by_second.values()) == [2, 2, 2, 2, 4]


def test_nothing_goes_before_its_time():
    async def play(traffic: Traffic) -> None:
        turn = await traffic.governor.turn(
            rules("GET", "/groups/g", Limits()), Going.TOGETHER, not_before=7.0
        )
        turn.left()
        traffic.sent.append((_now(), ("GET", "/groups/g")))
        turn.over()

    assert _played(play).moments() == [7.0]


_PATHS = st.sampled_from(
    [
        ("GET", "/teams/a"),
        ("GET", "/teams/a/channels"),
        ("GET", "/teams/a/channels/1/tabs"),
        ("GET", "/teams/a/channels/2/messages/delta"),
        ("POST", "/teams/a/channels/1/messages"),
        ("POST", "/teams/a/channels"),
        ("GET", "/teams/b/channels/1/tabs"),
        ("PUT", "/groups/a/team"),
    ]
)


@drawn(60)
@given(st.lists(st.tuples(_PATHS, st.floats(0, 5), st.floats(0, 0.3)), max_size=40))
def test_no_rate_is_ever_passed_whatever_is_asked_and_when(asked: list[tuple[Asked, float, float]]):
    async def play(traffic: Traffic) -> None:
        await asyncio.gather(*(traffic.ask(one, at=at, takes=takes) for one, at, takes in asked))

    traffic = _played(play)

    assert len(traffic.sent) == len(asked)
    for scope, limit in _limits(traffic.sent).items():
        moments = [at for at, one in traffic.sent if scope in _scopes(one)]
        assert _most_in_window(moments, 1.0) <= limit, scope


def _scopes(asked: Asked) -> set[str]:
    return {rule.scope for rule in rules(*asked, Limits())}


def _limits(sent: Sequence[Sent]) -> dict[str, float]:
    every = itertools.chain.from_iterable(rules(*one, Limits()) for _, one in sent)
    return {rule.scope: rule.limit or math.inf for rule in every}


# the runs of one process


def test_those_who_speak_for_one_app_share_one_and_others_have_their_own() -> None:
    async def asked() -> tuple[Governor, ...]:
        return governor.shared("app"), governor.shared("app"), governor.shared("another")

    first, second, another = virtual.run(asked())

    assert first is second
    assert another is not first
    assert virtual.run(asked())[0] is not first  # another loop's, as another process's


def test_what_has_been_quiet_is_forgotten_and_what_still_counts_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(governor, "MANY", 12)

    async def play(traffic: Traffic) -> None:
        for team in range(20):
            await traffic.ask(("GET", f"/teams/{team}/channels"), at=5)
        await traffic.all([("POST", "/teams/last/members")] * 4)
        for team in range(20, 30):
            await traffic.ask(("GET", f"/teams/{team}/channels"), at=3)
        await traffic.ask(("POST", "/teams/last/members"))

    traffic = _played(play)

    assert len(traffic.governor._scopes) < 40
    adds = [at for at, (method, _) in traffic.sent if method == "POST"]
    assert adds[4] - adds[0] >= 60


def test_hundreds_that_wait_for_one_scope_have_its_room_worked_out_once_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And not for each of them: a mailing to thousands took more of the processor than all else that it does."""
    worked_out: Counter[str] = Counter()
    plain = Scope._room

    def counted(scope: Scope, now: float) -> float:
        worked_out[scope.rule.scope] += 1
        return plain(scope, now)

    monkeypatch.setattr(Scope, "_room", counted)
    mails = [("POST", f"/users/kenshu@example.jp/messages/{number}/send") for number in range(200)]

    traffic = _played(lambda traffic: traffic.all(mails))

    assert len(traffic.sent) == len(mails)
    assert max(worked_out.values()) < 10 * len(mails)
