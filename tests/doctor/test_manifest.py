"""The registration that is asked for is what the jobs need, as the portal takes it, with a page for whoever fills it in."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from m365bot.cli import entry
from m365bot.doctor import manifest, reasons
from m365bot.job import Job
from m365bot.programme import Material
from tests.doctor.instance import REPOSITORY
from tests.records.programmes import Office


def ids(registration: manifest.Registration) -> set[str]:
    (graph,) = registration.document["requiredResourceAccess"]
    return {entry["id"] for entry in graph["resourceAccess"]}


def test_it_asks_for_what_the_jobs_need_and_for_no_reading_beside_writing(jobs: Mapping[str, Job]) -> None:
    found = manifest.of(jobs.values())

    assert reasons.APPLICATION["Channel.Create"].id in ids(found)
    assert reasons.DELEGATED["ChannelMessage.Send"].id in ids(found)
    assert reasons.APPLICATION["Group.Read.All"].id not in ids(found)
    assert found.by_hand == []


def test_without_a_job_what_it_alone_needs_is_not_asked_for(jobs: Mapping[str, Job]) -> None:
    found = manifest.of(job for job in jobs.values() if job.name == "collect")

    by_app = {reasons.APPLICATION[f"{name}.Read.All"].id for name in ("Group", "Sites", "User")}
    assert ids(found) == by_app | {reasons.DELEGATED[name].id for name in ("openid", "profile")}


def test_approvers_who_sign_in_are_asked_for_as_nobodys_job(jobs: Mapping[str, Job]) -> None:
    page = manifest.of(jobs.values()).page

    assert "| openid | 承認する人がサインインする | runs approve |" in page


def test_lists_to_make_are_asked_for_where_config_wants_some(jobs: Mapping[str, Job]) -> None:
    office = Office()
    asked = replace(office.questionnaire, source=replace(office.questionnaire.source, make=True))
    wanting = replace(office.programme, cohorts=(replace(office.cohort, questionnaires=(asked,)),))

    without = manifest.of(jobs.values(), office.programme)
    found = manifest.of(jobs.values(), wanting)

    assert ids(found) - ids(without) == {reasons.APPLICATION["Sites.Manage.All"].id}
    assert "| Sites.Manage.All | 回答のリストを列ごと用意する | collect |" in found.page


def test_pieces_are_asked_for_where_a_material_is_too_large_for_one_request(jobs: Mapping[str, Job]) -> None:
    office = Office()
    session = office.questionnaire.session
    assert session
    largest = Material(session, "R7", Path("a.pptx"), "a.pptx", session.starts, size=250 * 1024**2)
    larger = replace(largest, size=largest.size + 1)

    def registered(material: Material) -> manifest.Registration:
        cohort = replace(office.cohort, materials=(material,))
        return manifest.of(jobs.values(), replace(office.programme, cohorts=(cohort,)))

    pieces = reasons.APPLICATION["Sites.ReadWrite.All"].id
    assert pieces not in ids(registered(largest))
    assert pieces in ids(registered(larger))
    assert "| Sites.ReadWrite.All(任意) |" in registered(largest).page
    assert "| Sites.ReadWrite.All | 大きな資料を" in registered(larger).page
    assert "(任意)" not in registered(larger).page


def test_the_page_says_what_each_permission_is_for_and_who_uses_it(jobs: Mapping[str, Job]) -> None:
    page = manifest.of(jobs.values()).page

    assert "| Channel.Create | チャネルを作る | provision |" in page
    assert "http://localhost" in page
    assert "| Group.Read.All |" not in page
    assert "| Sites.ReadWrite.All(任意) |" in page


def test_the_notes_fit_a_registration(jobs: Mapping[str, Job]) -> None:
    notes = manifest.of(jobs.values()).document["notes"]

    assert "User.Invite.All: provision" in notes.split("\n")
    assert len(notes) < manifest.NOTES


@pytest.mark.parametrize("name", ["app.json", "app.md"])
def test_it_is_written_as_the_files_name_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
    file = tmp_path / name

    assert entry.main(["doctor", "--manifest", str(file)]) == 0

    text = file.read_text("utf-8")
    if file.suffix == ".md":
        assert text.startswith("# m365bot")
    else:
        assert json.loads(text)["web"] == {"redirectUris": ["http://localhost", manifest.CONSOLE]}


def test_the_roles_of_whoever_comes_to_the_console_are_asked_for(jobs: Mapping[str, Job]) -> None:
    found = manifest.of(jobs.values(), console="https://kenshu.example.jp/sign-in/back")

    roles = found.document["appRoles"]
    assert [one["value"] for one in roles] == ["officer", "approver", "viewer", "instructor", "section_chief"]
    assert {tuple(one["allowedMemberTypes"]) for one in roles} == {("User",)}
    assert len({one["id"] for one in roles}) == len(roles)
    assert found.document["web"]["redirectUris"][1] == "https://kenshu.example.jp/sign-in/back"
    assert "| 所属長 | section_chief |" in found.page
    assert "https://kenshu.example.jp/sign-in/back" in found.page


def test_no_id_stands_for_two_permissions() -> None:
    every = [permission.id for known in reasons.OF_IDENTITY.values() for permission in known.values()]

    assert len(every) == len(set(every))
