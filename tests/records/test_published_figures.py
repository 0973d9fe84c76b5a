"""What somebody can work out who keeps every post of figures, whatever people do between them (ADR 39).

The reader is given more than the posts: the exact sum and counts of every group of people that any adding and
subtracting of posts could single out, and their own answer.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.programme.forms import Question
from m365bot.records import Records, Row, summary
from m365bot.records.releases import Release
from tests.examples import drawn
from tests.records.programmes import ASKED, SATISFACTION, Office

AGAIN = Question("again", "また受けたいですか", "choice", options=("はい", "いいえ", "まだ"), show="count")
OFFICE = Office((SATISFACTION, AGAIN), trainees=16)
TITLE = OFFICE.questionnaire.title
Answer = tuple[int, str]  # to both questions


@dataclass
class Channel:
    """Trainees who answer, change and withdraw; `posts` is what the channel has ever shown, with who is in it."""

    answers: dict[str, Answer] = field(default_factory=dict)
    released: tuple[Release, ...] = ()
    elsewhere: frozenset[tuple[str, str]] = frozenset()
    posts: list[tuple[str, tuple[Release, ...]]] = field(default_factory=list)
    backup: tuple[tuple[Release, ...], int] = ((), 0)

    def say(self, *marks: int) -> "Channel":
        """The next trainees answer."""
        for mark in marks:
            self.answers[f"p{len(self.answers) + 1}"] = (mark, AGAIN.options[mark % 3])
        return self

    def now(self) -> summary.Summary:
        records = Records.of(self.rows(), self.released, self.elsewhere)
        return summary.of(OFFICE.cohort, [OFFICE.questionnaire], records, OFFICE.programme)

    def publish(self) -> bool:
        """A run of the results job."""
        found = self.now()
        if found.is_new:
            self.released = tuple(replace(one, is_posted=True) for one in found.releases)
            self.posts.append((found.to_markdown(), self.released))
        return found.is_new

    def rows(self) -> Iterator[Row]:
        for number, (who, (mark, option)) in enumerate(self.answers.items(), 1):
            answers = {"satisfaction": mark, "again": option}
            yield Row(number, f"list/{number}", "", asked=ASKED, person_id=who, answers=answers, state="kept")

    def keeps_a_copy(self) -> None:
        self.backup = (self.released, len(self.posts))

    def is_put_back(self) -> None:
        """The database is that of the last copy, which may be none at all."""
        self.released, posts = self.backup
        if len(self.posts) > posts:
            self.elsewhere = frozenset({("R7", TITLE)})

    def mean(self) -> str:
        found = re.findall(r"満足度の平均\(1～5\) \| ([0-9.]+) \|", self.posts[-1][0])
        return found[0] if found else ""


def groups(channel: Channel, question: str) -> Iterator[list[object]]:
    """The answers of each group of people that are in the same posts: the least that adding posts up can single out."""
    where: dict[Hashable, list[int]] = defaultdict(list)
    for number, (_, releases) in enumerate(channel.posts):
        release = next(one for one in releases if one.question == question)
        for block in release.blocks:
            for who, answers in block.items():
                where[who, tuple(answers)].append(number)
    together: dict[Hashable, list[object]] = defaultdict(list)
    for (_, (answer,)), posts in where.items():  # type: ignore[misc]  # a key of two
        together[tuple(posts)].append(answer)
    return iter(together.values())


def is_told(group: list[int], low: int, high: int) -> bool:
    """Does the group's sum force the answer of somebody, for a stranger or for one of them?"""
    known = [(sum(group), len(group)), *((sum(group) - own, len(group) - 1) for own in group)]
    return any(total in (many * low, many * high) for total, many in known)


def is_named(group: list[str]) -> bool:
    """Do the group's counts force the option of somebody, for a stranger or for one of them?"""
    return max(Counter(group).values()) >= len(group) - 1


def nobody_is_given_away(channel: Channel) -> None:
    for words, releases in channel.posts:
        marks = next(one.answers for one in releases if one.question == "satisfaction")
        shown = re.findall(r"満足度の平均\(1～5\) \| ([0-9.]+) \|", words)
        assert shown == ([str(as_people_round(marks))] if marks else [])
        assert all(int(number) >= 5 for number in re.findall(r"\| (\d+)人", words))
        picks = next(one.answers for one in releases if one.question == "again")
        told = [int(number) for number in re.findall(r"また受けたいですか: \S+ \| (\d+)人 \|", words)]
        hidden = len(picks) - sum(told)  # as anybody has them who subtracts what is shown
        assert not told or hidden == 0 or hidden >= 5
    for marks in groups(channel, "satisfaction"):
        assert len(marks) >= 5
        assert not is_told(marks, 1, 5)  # type: ignore[arg-type]  # marks are numbers
    for options in groups(channel, "again"):
        assert len(options) >= 5
        assert not is_named(options)  # type: ignore[arg-type]  # options are words
    for people in groups_of_submissions(channel):
        assert len(people) >= 5


def groups_of_submissions(channel: Channel) -> Iterator[list[str]]:
    where: dict[str, list[int]] = defaultdict(list)
    for number, (_, releases) in enumerate(channel.posts):
        for block in next(one for one in releases if not one.question).blocks:
            for who in block:
                where[who].append(number)
    together: dict[Hashable, list[str]] = defaultdict(list)
    for who, posts in where.items():
        together[tuple(posts)].append(who)
    return iter(together.values())


def as_people_round(marks: list[int]) -> Decimal:
    return (Decimal(sum(marks)) / len(marks)).quantize(Decimal("0.1"), ROUND_HALF_UP)


WHO = st.sampled_from([f"p{number}" for number in range(1, 17)])
SAID = st.tuples(st.sampled_from((1, 4, 5)), st.sampled_from(AGAIN.options))
STEP = st.one_of(
    st.tuples(st.just("answers"), st.dictionaries(WHO, SAID, min_size=1, max_size=8)),
    st.tuples(st.just("withdraws"), st.sets(WHO, min_size=1, max_size=6)),
    st.tuples(st.sampled_from(("results", "results", "copy", "put back")), st.none()),
)


@drawn(150)
@given(st.lists(STEP, max_size=24))
def test_s4_no_sequence_of_posts_lets_one_persons_answer_be_worked_out(
    steps: list[tuple[str, object]],
) -> None:
    channel = Channel()

    for step, what in steps:
        match step, what:
            case "answers", dict():
                channel.answers |= what
            case "withdraws", set():
                channel.answers = {who: said for who, said in channel.answers.items() if who not in what}
            case "results", _:
                channel.publish()
            case "copy", _:
                channel.keeps_a_copy()
            case "put back", _:
                channel.is_put_back()
        nobody_is_given_away(channel)


def test_s4_a_sixth_answer_changes_no_figure() -> None:
    channel = Channel().say(5, 4, 5, 4, 4)
    first = channel.publish()

    again = channel.say(1).publish()

    assert (first, again, channel.mean()) == (True, False, "4.4")
    assert "| 提出 | 5人(対象 16人) |" in channel.now().to_markdown()


def test_s4_five_more_answers_change_it() -> None:
    channel = Channel().say(5, 4, 5, 4, 4)
    channel.publish()

    again = channel.say(1, 2, 4, 5, 3).publish()

    assert (again, channel.mean()) == (True, "3.7")


def test_s4_a_corrected_answer_changes_no_figure_and_five_corrected_ones_do() -> None:
    channel = Channel().say(5, 4, 5, 4, 4, 3, 2, 4, 5, 3)
    channel.publish()
    channel.answers["p1"] = (1, "はい")

    one = channel.publish()
    for number in range(2, 6):
        channel.answers[f"p{number}"] = (number % 3 + 1, "いいえ")
    five = channel.publish()

    assert (one, five) == (False, True)
    assert channel.mean() == "2.7"


def test_s4_of_seven_of_whom_five_change_the_two_others_are_not_left_alone() -> None:
    channel = Channel().say(5, 4, 5, 4, 4, 3, 2)
    channel.publish()
    for number in range(1, 6):
        channel.answers[f"p{number}"] = (number % 3 + 1, "はい")

    assert not channel.publish()


def test_s4_who_left_and_comes_back_with_the_same_answer_is_not_told_among_newcomers() -> None:
    """The sum of five who left, and of five of whom three are the same, would tell what the two others said."""
    channel = Channel().say(4, 1, 1, 1, 4, 1, 1, 5, 4, 1)
    channel.publish()
    left = {who: channel.answers.pop(who) for who in ("p1", "p2", "p3", "p4", "p9")}
    channel.publish()
    before = channel.mean()

    channel.answers |= left | {"p1": (1, "はい"), "p4": (4, "はい")}
    channel.publish()

    assert channel.mean() == before
    nobody_is_given_away(channel)


def test_s4_who_left_comes_back_with_all_who_left() -> None:
    channel = Channel().say(4, 1, 1, 1, 4, 1, 1, 5, 4, 1)
    channel.publish()
    left = {who: channel.answers.pop(who) for who in ("p1", "p2", "p3", "p4", "p9")}
    channel.publish()

    channel.answers |= left

    assert channel.publish()
    assert channel.mean() == "2.3"
    nobody_is_given_away(channel)


def test_s4_a_deleted_answer_changes_no_figure() -> None:
    channel = Channel().say(5, 4, 5, 4, 4, 3)
    channel.publish()
    del channel.answers["p6"]

    assert not channel.publish()
    assert "| 研修の満足度の平均(1～5) | 4.2 |" in channel.now().to_markdown()


@pytest.mark.parametrize("marks", [[4] * 6, [5] * 6, [5] * 5 + [1], [1] * 5 + [4]])
def test_s4_answers_that_are_all_alike_or_all_but_one_at_an_end_are_hidden(marks: list[int]) -> None:
    page = Channel().say(*marks).now().to_markdown()

    assert "| 研修の満足度の平均(1～5) | 5人未満か、答えがそろっているため表示しません |" in page


def test_o3_the_same_figures_are_not_new() -> None:
    channel = Channel().say(5, 4, 5, 4, 4)

    assert [channel.publish(), channel.publish()] == [True, False]


def test_o3_figures_whose_post_never_left_are_new_still() -> None:
    channel = Channel().say(5, 4, 5, 4, 4)
    channel.publish()
    channel.released = tuple(replace(one, is_posted=False) for one in channel.released)

    assert channel.publish()


def test_s4_what_is_kept_of_a_figure_names_nobody() -> None:
    channel = Channel().say(5, 4, 5, 4, 4)
    channel.publish()

    kept = str(channel.released)

    assert not any(f"'{who}'" in kept for who in channel.answers)


def test_s4_an_option_of_few_is_not_had_by_subtracting_the_others() -> None:
    channel = Channel().say(*[3] * 6, *[4] * 6, *[5] * 3)

    channel.publish()

    assert channel.posts
    nobody_is_given_away(channel)
