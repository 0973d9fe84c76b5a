"""Every write of an issue's publication hurt in each way, in each mode of its mail: each face is there once, and each mail.

`unknown` is never the end: of all that a publication writes, Graph tells whether it was done. In the documented weather:
harsh weather takes away the marks by which posts are compared here, and journeys stand in it.
"""

from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.chaos import length
from tests.chaos.publication import (
    BOX,
    DRAFT,
    MODES,
    READERS,
    RESENT,
    SEND,
    WRITES,
    Publication,
    written,
)
from tests.chaos.test_faults import FAULTS
from tests.chaos.test_kill import kill, start, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# The first two of each write in a step, then the next two: so each that comes in twos is struck.
STRUCK = [1, 2, 4, 5]
CASES = [(mode, name) for name in FAULTS for mode in MODES]
# A sender dies over a write that never comes, that is done, or that lands when nobody waits for it any more.
DEATHS: dict[str, dict[str, Any]] = {
    "before it": {"then": {"drop": "before", "delay_ms": 20_000}},
    "after it": {"then": {"delay_ms": 20_000}, "after_commit": True},
    "while it lands": {"then": {"delay_commit_s": 3, "delay_ms": 20_000}},
}
MAILED = [("publish", write) for write in (DRAFT, SEND)]
WRITTEN = [
    (step, write, nth + 1) for step, each in WRITES.items() for write, n in each.items() for nth in range(n)
]
DIED = [
    *(("list", *one, death) for one in WRITTEN for death in DEATHS),
    *((mode, *one, 1, death) for mode in MODES[1:] for one in MAILED for death in DEATHS),
]


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What a publication in each mode leaves when nothing goes wrong; filled as tests ask."""
    return {}


def quiet(mode: str, bot: Bot, tenant: Sandbox, instance: Path) -> dict[str, Any]:
    """What it leaves; each step wrote what the table says. The manuscript is left as it was found."""
    publication = Publication.laid_out(bot, tenant, instance, mode)
    manuscript = publication.issue.read_bytes()
    for step in WRITES:
        words, before = publication.before(step), len(tenant.log())
        said = bot.says(*words, "--json")
        assert said.exit == (4 if step == "prepare" else 0), said.out + said.err
        assert counted(tenant, before) == written(step, mode), step
    publication.issue.write_bytes(manuscript)
    return publication.looks()


def counted(tenant: Sandbox, since: int) -> Counter[str]:
    """Writes by their patterns; one that the table does not name stands for itself."""
    patterns = {pattern for step in WRITES.values() for pattern in step}
    carried = [row for row in tenant.log()[since:] if not row["throttled"]]
    lines = (line.partition("?")[0].replace(" /v1.0", " ", 1) for line in writes(carried))
    return Counter(_pattern(line, patterns) for line in lines)


def _pattern(line: str, patterns: set[str]) -> str:
    fitting = [each for each in patterns if fnmatchcase(line, each)]
    return max(fitting, key=len, default=line)


@pytest.mark.parametrize("mode", length.of(["each"], MODES))
def test_the_table_names_every_write_of_a_publication(
    mode: str, bot: Bot, tenant: Sandbox, every_face: Path, expected: dict[str, Any]
) -> None:
    left = expected[mode] = quiet(mode, bot, tenant, every_face)

    assert left["pages"] == {"dx-013.aspx": ("2.0", True), "dx-archive.aspx": ("2.0", True)}
    assert left["posts"] == [("General", True, 1), ("R7 全体", True, 1)]
    assert [name for name in left["dx-office"]["channels"]["General"]["files"] if "dx-" in name] == [
        "General/DX通信/dx-013.html"
    ]
    assert len(left["pictures"]) == 1
    assert mails_of(left) == {"DX通信": len(READERS), "訂正": len(READERS), "テスト送信": 1}


def mails_of(left: dict[str, Any]) -> Counter[str]:
    """How many lie in people's inboxes, by how their subject begins."""
    inboxes = [
        (subject, n) for (who, folder, subject), n in left["mail"].items() if folder == "inbox" and who != BOX
    ]
    found: Counter[str] = Counter()
    for subject, count in inboxes:
        found[subject.lstrip("【").partition(" ")[0].partition("】")[0]] += count
    return found


@pytest.mark.parametrize(("mode", "name"), length.of([("each", "commit-then-504")], CASES))
def test_every_write_of_a_publication_is_hurt_and_all_is_there_once(
    mode: str,
    name: str,
    bot: Bot,
    tenant: Sandbox,
    every_face: Path,
    anew: Callable[[], None],
    expected: dict[str, Any],
) -> None:
    if mode not in expected:
        expected[mode] = quiet(mode, bot, tenant, every_face)
        anew()
    publication = Publication.laid_out(bot, tenant, every_face, mode)

    for step in WRITES:
        words = publication.before(step)
        tenant.faults([{"match": write, "nth": STRUCK, **FAULTS[name]} for write in WRITES[step]])
        said = bot.says(*words, "--json")
        missed = [rule["match"] for rule in tenant.app.gateway_faults() if not rule["hits"]]
        tenant.faults([])
        assert missed == [], step
        assert said.exit == (4 if step == "prepare" else 0), (step, said.out, said.err)
        assert said.document["counts"]["unknown"] == 0
    before = len(tenant.log())
    again = bot.run("newsletter", at=RESENT)

    assert publication.looks() == expected[mode]
    assert (again["status"], writes(tenant.log()[before:])) == ("nothing_to_do", [])


@pytest.mark.parametrize(
    ("mode", "step", "write", "nth", "death"), length.of([("each", "publish", SEND, 1, "after it")], DIED)
)
def test_a_publication_whose_sender_dies_over_a_write_is_finished_and_all_is_there_once(
    mode: str,
    step: str,
    write: str,
    nth: int,
    death: str,
    bot: Bot,
    tenant: Sandbox,
    every_face: Path,
    anew: Callable[[], None],
    expected: dict[str, Any],
) -> None:
    if mode not in expected:
        expected[mode] = quiet(mode, bot, tenant, every_face)
        anew()
    publication = Publication.laid_out(bot, tenant, every_face, mode)

    for each in WRITES:
        words = publication.before(each)
        if each == step:
            dies(words, tenant, {"match": write, "nth": nth, **DEATHS[death]})
            words = publication.after(each)
        said = bot.says(*words, "--json")
        assert said.exit == (4 if each == "prepare" else 0), (each, said.out, said.err)
    before = len(tenant.log())
    again = bot.run("newsletter", at=RESENT)

    assert publication.looks() == expected[mode]
    assert (again["status"], writes(tenant.log()[before:])) == ("nothing_to_do", [])


def dies(words: tuple[str, ...], tenant: Sandbox, over: dict[str, Any]) -> None:
    """A process of its own, over the write that this strikes."""
    tenant.faults([over])
    process = start(*words)
    wait_until(process, lambda: tenant.app.gateway_faults()[0]["hits"])
    kill(process)
    tenant.faults([])
