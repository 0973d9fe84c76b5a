"""What a job asks for follows from what it yields; what it only names is looked for, and no more."""

from pathlib import Path

import pytest

from m365bot import job
from m365bot.doctor import needs, reasons
from m365bot.resources import Channel, Member, Team, kinds
from tests.doctor.instance import REPOSITORY

HEAD = """
from m365bot.job import Wanted, job
from m365bot.programme import Programme
from m365bot.resources import Channel, Team, Unusable

@job(title="x", when="")
def own(programme: Programme) -> Wanted:
"""
LOOKS = {"app:Group.Read.All", "app:User.Read.All"}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("yield from map(Unusable.of, ())", {*LOOKS, *Channel.reads}),
        ("channel = Channel(Team('a', 'b'), 'c')\n    yield channel", {*LOOKS, *Channel.needs}),
        ("yield from (Channel(Team('a', 'b'), name) for name in 'cd')", {*LOOKS, *Channel.needs}),
        ("yield from [Channel(Team('a', 'b'), 'c')]", {*LOOKS, *Channel.needs}),
        (
            "all = [c := Channel(Team('a', 'b'), n) for n in 'cd']\n    yield from (*all, c)",
            {*LOOKS, *Channel.needs},
        ),
        ("c = Channel(Team('a', 'b'), 'c')\n    c = c\n    yield c", {*Team.needs, *Channel.needs}),
        ("yield from somewhere_else()", {*Team.needs, *Channel.needs}),
        ("yield programme.thing", {*Team.needs, *Channel.needs}),
    ],
)
def test_needs_follow_from_what_is_yielded(body: str, wanted: set[str], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(f"{HEAD}    {body}\n")

    assert needs.of(job.found_in(tmp_path)["own"]) == wanted


def test_a_job_needs_no_more_than_the_guide_says() -> None:
    guide = (REPOSITORY / "docs" / "tenant-setup.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in guide if "●" in line]
    head = next(line for line in guide if line.startswith("| permission | provision |"))
    jobs = [cell.strip() for cell in head.strip("| ").split("|")]

    for name, found in needs.of_jobs(job.found_in(REPOSITORY / "jobs").values()).items():
        told = {f"app:{row[0]}" for row in rows if row[jobs.index(name)] == "●"}
        assert {need for need in found if need.startswith("app:")} <= told, name


@pytest.mark.parametrize("name", kinds.known())
def test_each_permission_that_a_kind_may_need_has_an_id_and_a_reason(name: str) -> None:
    kind = kinds.known()[name]

    for need in {*kind.may_need([Team, Channel]), *kind.reads, *kind.eases}:
        identity, _, permission = need.partition(":")
        assert permission in reasons.OF_IDENTITY[identity], need


def test_a_members_needs_are_those_of_what_it_may_be_a_member_of() -> None:
    assert Member.may_need([Team]) == {"app:TeamMember.ReadWrite.All"}
    assert Member.may_need([Team, Channel]) == {
        "app:TeamMember.ReadWrite.All",
        "app:ChannelMember.ReadWrite.All",
    }
