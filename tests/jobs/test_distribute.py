"""Materials come on their day and go on theirs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from m365bot.programme.materials import Material
from m365bot.resources import Gone
from tests.jobs.asked import told, wanted
from tests.records.programmes import FIRST, Office

RELEASE, WITHDRAW = FIRST - timedelta(days=3), FIRST + timedelta(days=30)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def office(tmp_path) -> Office:
    made = Office()
    (tmp_path / "a.txt").write_text("資料", "utf-8")
    source = tmp_path / "a.txt"
    later = RELEASE + timedelta(days=90)
    all_of_them = (
        Material(made.questionnaire.session, "R7 演習", source, "later.txt", later, below=tmp_path),
        Material(
            made.questionnaire.session,
            "R7 演習",
            source,
            "第1回/当日/a.txt",
            RELEASE,
            WITHDRAW,
            below=tmp_path,
        ),
        Material(made.questionnaire.session, "R7 演習", source, "b.txt", RELEASE, below=tmp_path),
    )
    made.cohort = replace(made.cohort, materials=all_of_them)
    return made


@pytest.mark.parametrize("now", [RELEASE, WITHDRAW - MOMENT])
def test_from_its_release_on_a_file_lies_in_its_folders(office: Office, now: datetime) -> None:
    found = wanted("distribute", office, now)

    assert told(found) == ["Folder 第1回", "Folder 当日", "File a.txt", "File b.txt"]
    assert found[2].key.startswith("team:dx-leader-r7/channel:R7 演習/")
    assert [found[1].parent, found[2].parent, found[3].parent] == [found[0], found[1], found[0].parent]


def test_before_nothing_of_it_is_there(office: Office) -> None:
    assert wanted("distribute", office, RELEASE - MOMENT) == []


def test_once_it_is_withdrawn_the_file_goes_and_what_has_no_end_stays(office: Office) -> None:
    gone, kept = wanted("distribute", office, WITHDRAW)

    assert isinstance(gone, Gone)
    assert told([gone.resource, kept]) == ["File a.txt", "File b.txt"]
    assert f"{WITHDRAW:%Y-%m-%d %H:%M}" in gone.reason
