"""An issue's authors are who saved it, whatever its front matter says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from m365bot.errors import GuardStopped
from m365bot.journal import Run, Status
from m365bot.journal.version import How, State, Version
from m365bot.programme import Issue, Person
from m365bot.reconcile.plan import Plan
from m365bot.runs import authors, deciding
from tests.records import programmes as records
from tests.runs.here import ISSUE, NOW, PLACE, Here
from tests.runs.test_approvers import CHIEF, EVER, OTHER, named
from tests.runs.world import Thing

POST = Thing(PLACE, "dx-013", "第13号", ask="公開には承認が必要です。")
FILE = "config/newsletter/013-next.md"


def issue(file: str = FILE) -> Issue:
    return Issue(13, "次", "x@example.jp", NOW, None, ("teams",), (), True, "本文", Path("/elsewhere") / file)


def saved(who: Person | None, file: str = FILE, **more: object) -> Version:
    known = {"who": who.mail, "account": f"id of {who.name}"} if who else {"who": "", "account": ""}
    told = {
        "how": How.EDITED,
        "state": State.IN_FORCE,
        "at": NOW - timedelta(hours=1),
        "reason": "",
        "size": 1,
    }
    return Version(file=file, number=1, digest="d", **{**told, **known, **more})  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def asking(here: Here) -> Here:
    here.wanted = [POST]
    here.unverified = False
    here.offices = named((CHIEF, EVER), (OTHER, EVER))
    here.changes = {}
    return here


def keeps(here: Here, *versions: Version, issues: Sequence[Issue] = (issue(),)) -> None:
    def found(files: str, since: datetime | None) -> list[Version]:
        return [one for one in versions if one.file.startswith(files) and (since is None or one.at > since)]

    here.offices |= {"issues": tuple(issues)}
    here.changes |= {"saved": found}


def decides(here: Here, run: Run, person: Person, account: str = "") -> None:
    told = account or f"id of {person.name}"
    word = deciding.Word.of(person, tenant="t", account=told, kessai=None, reason="よし")
    deciding.approve(here.office(), run.id, word)


def test_whoever_saved_it_does_not_approve_it_whatever_it_says_of_its_author(asking: Here) -> None:
    keeps(asking, saved(CHIEF), saved(OTHER, "config/newsletter/012-other.md"))
    run = asking.runs_job()

    with pytest.raises(GuardStopped, match="原稿を保存した"):
        decides(asking, run, CHIEF)

    assert asking.row(run).status is Status.AWAITING_APPROVAL
    decides(asking, run, OTHER)


def test_nor_by_the_account_after_taking_another_name(asking: Here) -> None:
    keeps(asking, saved(replace(CHIEF, mail="before@example.jp")))
    run = asking.runs_job()

    with pytest.raises(GuardStopped, match="原稿を保存した"):
        decides(asking, run, CHIEF)


def test_nor_whoever_saved_it_before_somebody_else_did(asking: Here) -> None:
    earlier = saved(CHIEF, at=NOW - timedelta(days=9))
    keeps(asking, earlier, replace(saved(OTHER), number=2))
    run = asking.runs_job()

    for person in (CHIEF, OTHER):
        with pytest.raises(GuardStopped, match="原稿を保存した"):
            decides(asking, run, person)


def test_nor_under_the_name_that_its_file_had_before(asking: Here) -> None:
    old = "config/newsletter/013-before.md"
    keeps(asking, saved(CHIEF, old), replace(saved(None, old), number=2, digest=""))
    run = asking.runs_job()

    with pytest.raises(GuardStopped, match="原稿を保存した"):
        decides(asking, run, CHIEF)


def test_where_the_issue_is_in_no_file_any_more_whoever_saved_any_is_taken_for_one(asking: Here) -> None:
    keeps(asking, saved(CHIEF, "config/newsletter/099-any.md"), issues=())
    run = asking.runs_job()

    with pytest.raises(GuardStopped, match="原稿を保存した"):
        decides(asking, run, CHIEF)


def test_whoever_confirmed_what_another_wrote_or_came_too_late_is_no_author(asking: Here) -> None:
    keeps(asking, saved(CHIEF, how=How.CONFIRMED), replace(saved(CHIEF, state=State.COLLIDED), number=2))
    run = asking.runs_job()

    decides(asking, run, CHIEF)

    assert asking.row(run).status is Status.DONE


def test_whose_words_went_out_as_they_were_approved_is_free_to_approve_what_another_wrote_since(
    asking: Here,
) -> None:
    keeps(asking, saved(CHIEF))
    first = asking.runs_job()
    decides(asking, first, OTHER)
    asking.does(_taken_up(asking, first))
    asking.passes(hours=1)
    asking.wanted = [replace(POST, text="第13号 改")]
    keeps(asking, saved(CHIEF), replace(saved(OTHER), number=2, at=NOW + timedelta(minutes=50)))
    again = asking.runs_job()

    with pytest.raises(GuardStopped, match="原稿を保存した"):
        decides(asking, again, OTHER)
    decides(asking, again, CHIEF)


async def _taken_up(here: Here, run: Run) -> None:
    from m365bot.runs import taking

    await taking.up(here.office(), f"{run.id}:apply", taking.By.DAEMON)


def test_of_what_is_no_issue_nobody_is_asked_who_saved_what(asking: Here) -> None:
    asking.wanted = [ISSUE]
    keeps(asking, saved(CHIEF))
    run = asking.runs_job()
    assert run.asking is not None

    assert authors.of(asking.office(), asking.office().plan(run.asking)) == []


def test_whoever_saved_the_form_that_stands_below_it_wrote_it_too(asking: Here) -> None:
    """While applications are open."""
    opens = NOW - timedelta(days=1)
    form = records.Office().questionnaire
    form = replace(
        form,
        url="https://forms.example.jp/a",
        opens=opens,
        due=None,
        form=replace(form.form, who="applicants"),
    )
    cohort = replace(records.Office(change=lambda _: form).cohort, questionnaires=(form,))
    keeps(asking, saved(CHIEF, "config/forms/moushikomi.yaml"))
    run = asking.runs_job()

    before = asking.office()
    after = replace(before, programme=replace(before.programme, cohorts=(cohort,)))

    assert [one.who for one in authors.of(after, plan_of(asking, run))] == [CHIEF.mail]
    assert list(authors.of(before, plan_of(asking, run))) == []


def plan_of(here: Here, run: Run) -> Plan:
    assert run.asking is not None
    return here.office().plan(run.asking)
