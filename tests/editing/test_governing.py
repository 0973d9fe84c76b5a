"""What of config/ guards against one person alone: each guard notices that it is taken away, and no key was forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.editing import governing
from m365bot.programme import Issue, Programme
from m365bot.reading.files.cohort import COHORT as COHORT_SHAPE
from m365bot.reading.files.forms import FORM
from m365bot.reading.files.issues import ISSUE as ISSUE_SHAPE
from m365bot.reading.files.messages import MESSAGE
from m365bot.reading.files.programme import PROGRAMME as PROGRAMME_SHAPE
from m365bot.reading.files.schedule import SCHEDULE
from m365bot.reading.files.self_study import SELF_STUDY
from m365bot.reading.shapes import Fields
from tests.reading.conftest import COHORT_FILE, ISSUE, PEOPLE_FILE, Instance
from tests.records.programmes import TOKYO, Office

KEY = b"a key of these tests"
ISSUE_FILE, OFFICERS = "newsletter/012-apps.md", "officers: [{mail: kenshu@example.jp, from: 2025-04-01}]"
ALONE = ISSUE.replace("approve: true", "approve: false")


def programme(instance: Instance) -> Programme:
    found = reading.read(instance.folder, key=KEY)
    assert found.programme is not None, found.complaints
    return found.programme


def lost(instance: Instance, *changes: tuple[str, str, str]) -> list[str]:
    """Names of the fences that a change of (file, old, new) takes away; an empty old: added at the end."""
    before = programme(instance)
    for file, old, new in changes:
        if old:
            instance.change(file, old, new)
        else:
            instance.add(file, new)
    return [one.name for one in governing.weaker(before, programme(instance))]


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


WIDER = [
    ("programme.yaml", OFFICERS, "officers: [{mail: kenshu@example.jp}, {mail: x@example.jp}]"),
    ("programme.yaml", OFFICERS, "officers: [{mail: kenshu@example.jp}]"),
    (PEOPLE_FILE, "", "谷 桜,s.tani@example.jp,,,総務局,,,,,研修担当,,,\n"),
    (PEOPLE_FILE, "受講者,班1,,\n佐藤", "研修担当,班1,,\n佐藤"),
]


@pytest.mark.parametrize("change", WIDER, ids=["named", "longer", "listed", "of another role"])
def test_where_nobody_is_named_an_officer_more_is_an_approver_more(
    instance: Instance, change: tuple[str, str, str]
) -> None:
    assert lost(instance, change) == ["approvers", "officers"]


def test_who_is_named_approver_is_one_more(instance: Instance) -> None:
    added = ("programme.yaml", "", "approvers: [{mail: kenshu@example.jp}, {mail: kacho@example.jp}]\n")

    assert lost(instance, added) == ["approvers"]


def test_naming_fewer_than_before_takes_nothing_away(instance: Instance) -> None:
    added = ("programme.yaml", "", "approvers: [{mail: kenshu@example.jp, from: 2025-05-01}]\n")

    assert lost(instance, added) == []


def test_naming_nobody_any_more_lets_the_officers_approve(instance: Instance) -> None:
    instance.add("programme.yaml", "approvers: [{mail: kacho@example.jp}]\n")

    assert lost(instance, ("programme.yaml", "approvers: [{mail: kacho@example.jp}]\n", "")) == ["approvers"]


def test_a_roster_that_gives_an_approvers_address_to_somebody_else_is_noticed(instance: Instance) -> None:
    """By one 職員番号 two addresses are one person, and the newer is theirs."""
    instance.add("programme.yaml", "approvers: [{mail: kacho@example.jp}]\n")
    lines = (
        "課長,kacho@example.jp,,000999,総務局,,,,,メンター,,,2025-04-01\n"
        "谷 桜,s.tani@example.jp,,000999,総務局,,,,,メンター,,2025-04-02,\n"
    )

    assert "approvers" in lost(instance, (PEOPLE_FILE, "", lines))


def test_a_cohort_that_begins_again_brings_its_officers_back(instance: Instance) -> None:
    instance.add(PEOPLE_FILE, "谷 桜,s.tani@example.jp,,,総務局,,,,,研修担当,,,\n")
    instance.change(COHORT_FILE, "status: running", "status: finished")

    assert "officers" in lost(instance, (COHORT_FILE, "status: finished", "status: running"))


def test_an_issue_that_nobody_is_asked_about_is_noticed_and_each_word_of_it(instance: Instance) -> None:
    assert lost(instance, (ISSUE_FILE, "approve: true", "approve: false")) == ["approve: false"]
    assert lost(instance, (ISSUE_FILE, "本文", "別の本文")) == ["approve: false"]
    assert lost(instance, (ISSUE_FILE, "publish: 2025-06-02", "publish: 2025-06-03")) == ["approve: false"]
    assert lost(instance, (ISSUE_FILE, "approve: false", "approve: true")) == []


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ([("programme.yaml", "", "notices: off\n")], "notices"),
        ([("programme.yaml", "", "notices: {channel: よそ}\n")], "notices"),
        ([("programme.yaml", "organisation: 金沢市", "organisation: 別の市")], "organisation"),
        ([("programme.yaml", "programme: 育成研修", "programme: 別の研修")], "programme"),
        ([("programme.yaml", "08:30..17:15", "08:30..22:00")], "working_hours"),
        ([("programme.yaml", "08:30..17:15", "06:30..17:15")], "working_hours"),
        ([("programme.yaml", "Asia/Tokyo", "America/New_York")], "working_hours"),
        ([("programme.yaml", "holidays: JP", "holidays: none")], "working_hours"),
        ([("programme.yaml", "dx-office", "dx-elsewhere")], "officers_team"),
        ([("programme.yaml", "", "guards: {members_removed: 30}\n")], "guards"),
        ([("programme.yaml", "", "approvals: {unverified: allowed}\n")], "approvals"),
        ([("programme.yaml", "", "approvals: {expires: never}\n")], "approvals"),
        ([("programme.yaml", "", "single_officer: true\n")], "single_officer"),
        ([("programme.yaml", "dx@example.jp", "other@example.jp")], "service_account"),
        ([("programme.yaml", "[example.jp]", "[example.jp, example.com]")], "domains"),
    ],
)
def test_each_guard_notices_that_it_is_taken_away(
    instance: Instance, changes: list[tuple[str, str, str]], taken: str
) -> None:
    assert taken in lost(instance, *changes)


@pytest.mark.parametrize(
    "change",
    [
        ("programme.yaml", "08:30..17:15", "09:00..17:00"),
        ("programme.yaml", "", "guards: {members_removed: 1}\n"),
        ("programme.yaml", "", "approvals: {unverified: refused}\n"),
        ("programme.yaml", "{name: 総務局}", "{name: 総務部}"),
        (PEOPLE_FILE, "受講者,班1,,\n佐藤", "受講者,班2,,\n佐藤"),
        (COHORT_FILE, "hours: 3", "hours: 4"),
        (ISSUE_FILE, "本文", "別の本文"),
    ],
)
def test_what_is_stricter_or_no_guard_waits_for_nobody(
    instance: Instance, change: tuple[str, str, str]
) -> None:
    assert lost(instance, change) == []


def test_where_nobody_can_tell_what_held_before_all_of_it_is_guarded(instance: Instance) -> None:
    assert governing.weaker(None, programme(instance)) == tuple(governing.FENCES)


def test_what_the_bars_of_a_chart_are_called_are_words_of_an_issue_that_nobody_approves(
    instance: Instance,
) -> None:
    instance.change(ISSUE_FILE, "approve: true", "approve: false")
    instance.add(ISSUE_FILE, "\n::: chart progress R7\n:::\n")

    assert lost(instance, ("programme.yaml", "title: Power BI", "title: 別の科目")) == ["approve: false"]
    assert lost(instance, (ISSUE_FILE, "approve: false", "approve: true")) == []
    assert lost(instance, ("programme.yaml", "title: 別の科目", "title: Power BI")) == []


# every key was thought of

FREE = {
    "what the officers teach and how they call it; who reads it is settled by roles that are fenced": {
        *("departments", "curriculum", "completion", "selection", "groups"),
        *("team", "leaders_team", "newsletter_site", "messages", "cohort", "fiscal_year", "starts", "ends"),
        *("recruit", "courses", "channels", "sessions", "form_defaults", "forms", "attendance", "milestones"),
        *("form", "title", "source", "who", "opens", "due", "remind", "escalate", "identity", "resubmission"),
        *("questions", "books", "items", "log", "subject", "quiz", "url"),
    },
    "what is kept goes by approval alone, whatever config says": {"retention"},
    "an officer may run any job at any time anyway, and what asks is asked for all the same": {
        "when",
        "missed",
    },
    "the approval of an issue binds it, and without approval all of the issue is fenced": {
        *("number", "author", "publish", "late", "to", "audience", "post", "resend"),
    },
    "fenced through what it makes: terms of officers and approvers, hours of work": {
        *("calendar", "timezone", "team", "status", "people", "approve"),
    },
}
"""Why a change of it waits for nobody → keys of config/."""
FENCED = {one.name.partition(":")[0] for one in governing.FENCES} - {"working_hours", "approve"}


def _keys() -> Iterator[str]:
    for shape in (PROGRAMME_SHAPE, COHORT_SHAPE, FORM, ISSUE_SHAPE, MESSAGE, SELF_STUDY, SCHEDULE):
        if isinstance(shape, Fields):
            yield from shape.keys
        else:
            yield from ("when", "missed")


def test_of_every_key_of_the_officers_files_it_was_decided_whether_it_guards_anything() -> None:
    """A new key fails here: is it a guard? Then it needs a fence in governing; else name it above, with the reason."""
    decided = FENCED.union(*FREE.values())

    assert not set(_keys()) - decided
    assert not FENCED & set().union(*FREE.values())


def season(url: str) -> Programme:
    """An issue that nobody approves goes out while applications are open."""
    opens = datetime(2025, 6, 1, tzinfo=TOKYO)
    asked = Office().questionnaire
    asked = replace(asked, url=url, opens=opens, form=replace(asked.form, who="applicants"))
    office = Office(change=lambda _: asked)
    cohort = replace(office.cohort, questionnaires=(asked,))
    publish, late = datetime(2025, 6, 2, 9, tzinfo=TOKYO), timedelta(hours=4)
    issue = Issue(12, "題", "a@example.jp", publish, late, ("teams",), (), False, "本文", Path("12.md"))
    return replace(office.programme, cohorts=(cohort,), issues=(issue,))


def test_a_forms_words_below_an_issue_that_nobody_approves_are_its_words() -> None:
    before, after = season("https://forms.example.jp/a"), season("https://forms.example.jp/b")

    assert [one.name for one in governing.weaker(before, after)] == ["approve: false"]
    assert not governing.weaker(before, before)
    assert governing.may_matter("config/forms/moushikomi.yaml")
