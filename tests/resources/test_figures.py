"""A post of figures: none leaves where a post tells of answers that these records know nothing of (S4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from m365bot.content.markdown import to_html
from m365bot.errors import Permanent
from m365bot.programme import Person
from m365bot.records import recognition
from m365bot.records.editions import Edition
from m365bot.records.part import Part
from m365bot.resources import Figures
from m365bot.resources.kinds import figures
from tests.examples import drawn
from tests.resources.test_post import CHANNEL, as_posted, in_it, messages, says
from tests.resources.world import ACCOUNT, YAMADA, World

__all__ = ["messages"]  # the fixture
KEY, SUBJECT = "results-R7-2025-w26", "R7 研修の集計(2025年第26週)"
TITLE = "事前  アンケート"  # two spaces, which are one where it is read
FIGURES = Figures(
    CHANNEL,
    KEY,
    SUBJECT,
    f"<h3>{TITLE}</h3><p>平均 3.4</p>",
    ACCOUNT,
    cohort="R7",
    page="平均 3.4",
    titles=(TITLE, "事後アンケート"),
)
NEWER = replace(FIGURES, html=f"<h3>{TITLE}</h3><p>平均 3.5</p>", page="平均 3.5")


@dataclass
class Published:
    """What was published of one cohort, kept as the database keeps it. stale: answers changed since the plan."""

    kept: list[Edition] = field(default_factory=list)
    stale: bool = False
    altered: bool = False

    def editions(self, cohort: str) -> Sequence[Edition]:
        return [one for one in self.kept if one.cohort == cohort]

    def is_as_published(self, cohort: str) -> bool:
        return not self.altered

    def publish(self, edition: Edition, page: str, at: str) -> bool:
        if not self.stale:
            self.kept.append(replace(edition, at=datetime.now(UTC)))
        return not self.stale


@pytest.fixture
def records(world: World) -> Published:
    world.records = Published()
    return world.records


def begins_anew(world: World, records: Published) -> None:
    """Another database, with a memory of its own; the channel stays as it is."""
    records.kept.clear()
    for key in [key for key in world.memory if "figures:" in key]:
        world.forgets(key)


async def withheld(world: World, post: Figures) -> str:
    seen = await world.see(post)
    return seen.withheld if seen else ""


async def test_figures_of_these_records_are_edited_and_none_is_withheld(
    world: World, messages: str, records: Published
) -> None:
    await world.make(FIGURES)

    await world.make(NEWER)

    (message,) = in_it(world)
    assert "3.5" in message.content
    assert await withheld(world, NEWER) == ""
    assert [one.marker for one in records.kept] == [FIGURES.edition.marker, NEWER.edition.marker]


async def test_no_new_figure_is_sent_beside_one_that_these_records_know_nothing_of(
    world: World, messages: str, records: Published
) -> None:
    await world.make(FIGURES)
    begins_anew(world, records)

    why = await withheld(world, NEWER)

    assert f"『{TITLE}』の集計は、いまの記録にない投稿" in why
    assert "事後アンケート" not in why  # of which that post does not tell
    assert world.memory["figures:R7"] == {"cohort": "R7", "titles": [TITLE]}


async def test_one_edition_that_is_known_makes_no_other_known(
    world: World, messages: str, records: Published
) -> None:
    """Put back from an older copy: the edition of before is there, and the post says the newer one."""
    await world.make(FIGURES)
    older = list(records.kept)
    await world.make(NEWER)
    begins_anew(world, records)
    records.kept += older

    assert TITLE in await withheld(world, FIGURES)


async def test_what_was_told_elsewhere_adds_up(world: World, messages: str, records: Published) -> None:
    await world.make(FIGURES)
    begins_anew(world, records)
    await withheld(world, NEWER)
    world.app.tenant.channel(world.memory[CHANNEL.key]["id"])[1].messages.clear()
    other = replace(FIGURES, post_key="results-R7-2025-w27", html="<h3>事後アンケート</h3>")
    await says(world, messages, as_posted(other), ACCOUNT)

    await withheld(world, NEWER)

    assert world.memory["figures:R7"]["titles"] == sorted([TITLE, "事後アンケート"])


async def test_without_its_mark_it_is_known_as_one_of_figures_by_its_subject(
    world: World, messages: str, records: Published
) -> None:
    body = {"subject": SUBJECT, "body": {"contentType": "html", "content": FIGURES.html}}
    await world.hand("POST", messages, body, who=ACCOUNT.mail)

    assert TITLE in await withheld(world, NEWER)


@pytest.mark.parametrize("subject", ["R6 研修の集計(2025年第26週)", "R7 研修のお知らせ"])
async def test_what_is_not_of_these_figures_withholds_nothing(
    world: World, messages: str, records: Published, subject: str
) -> None:
    body = {"subject": subject, "body": {"contentType": "html", "content": FIGURES.html}}
    await world.hand("POST", messages, body, who=ACCOUNT.mail)
    await says(world, messages, as_posted(replace(FIGURES, post_key="results-R6-2025-w26")), ACCOUNT)

    assert await withheld(world, NEWER) == ""


@pytest.mark.parametrize(("who", "counts"), [(ACCOUNT, True), (YAMADA, False)])
async def test_only_what_the_account_itself_posted_tells_of_another_database(
    world: World, messages: str, records: Published, who: Person, *, counts: bool
) -> None:
    team = next(iter(world.app.tenant.teams.values()))
    world.app.tenant.groups[team.id].members.setdefault(
        world.app.tenant.user(who.mail).id,
        replace(next(iter(world.app.tenant.groups[team.id].members.values()))),
    )
    await says(world, messages, as_posted(FIGURES), who)

    assert bool(await withheld(world, NEWER)) is counts


async def test_a_post_that_was_deleted_has_told_who_knows_what(
    world: World, messages: str, records: Published
) -> None:
    body = {"subject": SUBJECT, "body": {"contentType": "html", "content": FIGURES.html}}
    await world.hand("POST", messages, body, who=ACCOUNT.mail)
    (message,) = in_it(world)
    message.deleted = message.modified

    why = await withheld(world, NEWER)

    assert all(title in why for title in NEWER.titles)


# where the service drops marks and makes other words of ours


@pytest.fixture
async def changed(world: World, messages: str, records: Published) -> Any:
    """A post that was known only by what the service made of its words, which was noted when it was sent."""
    await world.make(FIGURES)
    (message,) = in_it(world)
    message.content = re.sub(r"#results[^\"]*", "", message.content)
    records.kept[:] = [replace(one, words="what we gave it") for one in records.kept]
    return message


async def test_what_the_service_made_of_our_words_is_known(
    world: World, changed: Any, records: Published
) -> None:
    assert await withheld(world, NEWER) == ""


async def test_other_words_than_the_service_made_are_of_another_database(
    world: World, changed: Any, records: Published
) -> None:
    changed.content = changed.content.replace("3.4", "3.5")

    assert TITLE in await withheld(world, NEWER)


async def test_what_the_service_made_of_our_words_is_learned_where_it_was_not_noted(
    world: World, changed: Any, records: Published
) -> None:
    noted = world.memory[FIGURES.key].pop(recognition.NOTED)

    await withheld(world, NEWER)

    assert world.memory[FIGURES.key][recognition.NOTED] == noted


async def test_words_that_are_those_of_before_are_not_taken_for_the_new_ones(
    world: World, messages: str, records: Published
) -> None:
    """A service that answers with what stood there before the edit."""
    await world.make(FIGURES)

    await world.make(replace(FIGURES, html=FIGURES.html.replace("<p>", "<p><b>").replace("</p>", "</b></p>")))

    assert world.memory[FIGURES.key][recognition.NOTED]["of"] == FIGURES.fingerprint


def test_a_service_that_does_not_tell_of_edits_may_have_let_it_be_edited_at_any_time() -> None:
    moment = figures._edited({"id": "1"})

    assert moment is not None and moment > datetime.now(UTC) + timedelta(days=365)
    assert figures._edited({"lastEditedDateTime": None}) is None


async def test_records_that_were_changed_by_hand_publish_nothing(
    world: World, messages: str, records: Published
) -> None:
    records.altered = True

    assert "手で書き換えられた" in await withheld(world, FIGURES)


async def test_what_it_tells_is_noted_before_it_leaves(
    world: World, messages: str, records: Published
) -> None:
    world.fails("POST */messages", 500)

    await world.refuses(FIGURES)

    assert [one.marker for one in records.kept] == [FIGURES.edition.marker]
    assert in_it(world) == []


async def test_figures_of_answers_that_changed_since_the_plan_do_not_leave(
    world: World, messages: str, records: Published
) -> None:
    records.stale = True

    error = await world.refuses(FIGURES)

    assert isinstance(error, Permanent) and "計画のあとに回答が変わりました" in str(error)
    assert in_it(world) == []


@drawn()
@given(
    st.text(alphabet="あ ア　a1#*_-+.<>&[]()`~!「」:：・\\|", min_size=1, max_size=12).filter(
        lambda title: title.strip("| 　")
    )
)
@example("a:<")
@example("\\1")
@example("a|")
def test_whatever_a_title_is_made_of_its_post_is_seen_to_tell_of_it(title: str) -> None:
    page = "\n".join(Part(title, 7, 20, ()).lines())
    told = figures._preview({"body": {"content": to_html(page)}})

    assert figures._told_as(title) in map(figures._line, told.splitlines())
