"""Whose word counts: approvers of the day, known by their account, and not about their own draft."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from m365bot.cli.commands import approving, user
from m365bot.database import tables
from m365bot.errors import ConfigError, GuardStopped
from m365bot.graph.identity import SignedIn
from m365bot.journal import Run, Status
from m365bot.programme import Person, Programme
from m365bot.programme.people import Directory, Officer, Period
from m365bot.runs import approvers, deciding
from tests.runs.here import ACCOUNT, ISSUE, NOW, Here

CHIEF = Person("p2", "課長", "kacho@example.jp", "kacho@example.jp")
OTHER = Person("p3", "係長", "kakaricho@example.jp", "kakaricho@example.jp")
TODAY, EVER = NOW.date(), Period()
OVER = Period(end=TODAY - timedelta(days=1))
AHEAD = Period(start=TODAY + timedelta(days=1))


def named(*holders: tuple[Person, Period], of: str = "approvers") -> dict[str, object]:
    everybody = Directory([CHIEF, OTHER, ACCOUNT])
    return {of: tuple(Officer(person, period) for person, period in holders), "directory": everybody}


@pytest.fixture
def asking(here: Here) -> Here:
    here.wanted = [ISSUE]
    here.unverified = False
    here.offices = named((CHIEF, EVER))
    for person in (CHIEF, OTHER, ACCOUNT):
        here.world.there[f"user {person.mail}"] = {"id": f"id of {person.name}"}
    return here


def known(here: Here, person: Person) -> Person:
    return here.does(approvers.who(here.office(), f"id of {person.name}"))


# who


@pytest.mark.parametrize("period", [EVER, Period(TODAY, TODAY)])
def test_an_approver_of_the_day_is_known_by_the_account(period: Period, asking: Here) -> None:
    asking.offices = named((CHIEF, period))

    assert known(asking, CHIEF) == CHIEF


@pytest.mark.parametrize("period", [OVER, AHEAD])
def test_one_whose_period_is_over_or_yet_to_come_is_told_so(period: Period, asking: Here) -> None:
    asking.offices = named((CHIEF, period), (OTHER, EVER))

    with pytest.raises(GuardStopped, match="期間の外"):
        known(asking, CHIEF)


def test_somebody_else_is_none(asking: Here) -> None:
    with pytest.raises(GuardStopped, match="approvers\\)ではありません"):
        known(asking, OTHER)


def test_where_nobody_is_one_today_that_is_said(asking: Here) -> None:
    asking.offices = named((CHIEF, OVER))

    with pytest.raises(GuardStopped, match="今日承認できる人がいません"):
        known(asking, OTHER)


def test_where_nobody_is_named_the_officers_of_the_day_are(asking: Here) -> None:
    asking.offices = named((OTHER, EVER), (CHIEF, OVER), of="officers")

    assert known(asking, OTHER) == OTHER
    with pytest.raises(GuardStopped, match="期間の外"):
        known(asking, CHIEF)


def test_named_approvers_whose_time_is_over_leave_nobody_and_not_the_officers(asking: Here) -> None:
    asking.offices = named((CHIEF, OVER)) | named((OTHER, EVER), of="officers")

    with pytest.raises(GuardStopped, match="今日承認できる人がいません"):
        known(asking, OTHER)


def test_the_account_that_the_bot_itself_is_signed_in_as_is_nobodys_word(asking: Here) -> None:
    asking.offices = named((ACCOUNT, EVER), (CHIEF, EVER))

    with pytest.raises(GuardStopped, match="ではありません"):
        known(asking, ACCOUNT)


def test_a_remembered_account_makes_nobody_an_approver(asking: Here) -> None:
    """Who writes into the database what is remembered of somebody gives no other account their word."""
    asking.books.journals.of("any").remember(
        {f"person:{CHIEF.id}": {"id": f"id of {OTHER.name}", "upn": CHIEF.mail}}
    )

    with pytest.raises(GuardStopped, match="ではありません"):
        known(asking, OTHER)


def test_an_account_that_may_not_sign_in_is_none(asking: Here) -> None:
    asking.world.there[f"user {CHIEF.mail}"]["accountEnabled"] = False

    with pytest.raises(GuardStopped, match="ではありません"):
        known(asking, CHIEF)


def test_an_account_without_an_id_is_nobodys(asking: Here) -> None:
    asking.world.there.pop(f"user {CHIEF.mail}")

    with pytest.raises(GuardStopped, match="ではありません"):
        asking.does(approvers.who(asking.office(), ""))


# what about


def decides(here: Here, run: Run, person: Person = CHIEF) -> None:
    word = deciding.Word.of(person, tenant="t", account=f"id of {person.name}", kessai=None, reason="よし")
    deciding.approve(here.office(), run.id, word)


def test_who_signed_in_is_kept_with_the_directorys_ids(asking: Here) -> None:
    run = asking.runs_job()

    decides(asking, run)

    word = asking.approval_of(run)
    assert word is not None
    assert (word.who, word.verified, word.tenant, word.account) == (CHIEF.mail, True, "t", "id of 課長")
    assert not word.single_officer
    assert asking.row(f"{run.id}:apply").actor == CHIEF.mail
    assert asking.books.verdict().fault is None


def test_whoever_wrote_it_does_not_approve_it(asking: Here) -> None:
    asking.wanted = [replace(ISSUE, author=CHIEF)]
    run = asking.runs_job()

    with pytest.raises(GuardStopped, match="起案したか"):
        decides(asking, run)

    assert asking.row(run).status is Status.AWAITING_APPROVAL
    assert asking.approval_of(run) is None
    decides(asking, run, OTHER)


@pytest.mark.parametrize("user", ["kacho", "KACHO", "kacho@example.jp"])
def test_whoever_asked_for_the_run_by_their_own_name_does_not_approve_it(user: str, asking: Here) -> None:
    run = asking.runs_job(actor=user)

    with pytest.raises(GuardStopped, match="求めた人"):
        decides(asking, run)


@pytest.mark.parametrize("user", ["", "m365bot", "kach", "example.jp"])
def test_a_user_of_another_name_says_nothing_of_who_asked(user: str, asking: Here) -> None:
    run = asking.runs_job(actor=user)

    decides(asking, run)

    assert asking.row(run).status is Status.DONE


def test_one_person_may_do_both_where_config_says_so_and_the_chain_proves_it(asking: Here) -> None:
    asking.wanted = [replace(ISSUE, author=CHIEF)]
    asking.offices |= {"single_officer": True}
    run = asking.runs_job()

    decides(asking, run)

    word = asking.approval_of(run)
    assert word is not None
    assert word.single_officer
    with asking.engine.begin() as connection:
        connection.execute(
            tables.approvals.update().where(tables.approvals.c.run_id == run.id).values(single_officer=False)
        )
    fault = asking.books.verdict().fault
    assert fault is not None
    assert fault.run_id == run.id


def test_an_author_whom_a_stored_plan_does_not_name_is_nobody(asking: Here) -> None:
    """Plans of an earlier version say nothing of authors."""
    run = asking.runs_job()
    assert run.asking is not None
    stored = {key: dict(value) for key, value in run.asking["resources"].items()}
    for one in stored.values():
        one["fields"] = {name: value for name, value in one["fields"].items() if name != "author"}
    asking.runs.save(replace(run, asking={**run.asking, "resources": stored}))

    decides(asking, run)

    assert asking.row(run).status is Status.DONE


def test_approvers_are_those_of_the_day(asking: Here) -> None:
    programme: Programme = asking.programme()
    both = replace(
        programme,
        approvers=(Officer(CHIEF, Period(end=date(2026, 3, 31))), Officer(OTHER, Period(date(2026, 4, 1)))),
    )

    assert both.approvers_on(date(2026, 3, 31)) == (CHIEF,)
    assert both.approvers_on(date(2026, 4, 1)) == (OTHER,)


# as the command line has it


def word(here: Here, found: SignedIn | None) -> deciding.Word:
    typed = approving.Typed("r1", "総務第12号", "急ぎ", approving.SignIn(), as_json=False)
    return here.does(approving._word(here.office(), typed, found))


def test_a_word_that_is_only_typed_is_verified_by_nobody(asking: Here) -> None:
    said = word(asking, None)

    assert (said.who, said.verified, said.account) == (user.name(), False, "")
    assert (said.kessai, said.reason) == ("総務第12号", "急ぎ")


def test_one_of_who_signed_in_is_an_approvers_of_today_by_the_account(asking: Here) -> None:
    said = word(asking, SignedIn("t", f"id of {CHIEF.name}", "anything"))

    assert (said.who, said.verified, said.tenant, said.account) == (
        CHIEF.mail,
        True,
        "t",
        f"id of {CHIEF.name}",
    )
    with pytest.raises(GuardStopped):
        word(asking, SignedIn("t", f"id of {OTHER.name}", CHIEF.mail))


@pytest.mark.parametrize("way", [{"device_code": True}, {"no_browser": True}, {"port": 8400}])
def test_a_way_to_sign_in_is_for_whoever_signs_in(way: dict[str, Any]) -> None:
    assert approving.SignIn(wanted=True, **way)
    with pytest.raises(ConfigError, match="--sign-in とともに"):
        approving.SignIn(**way)
