"""O11: a fault in one folder, form, issue or cohort stops what depends on it and nothing else."""

import pytest

from m365bot.programme import Part
from m365bot.programme.materials import LARGEST
from m365bot.reading import WrongConfig

COHORT = "cohorts/R7/cohort.yaml"
LARGE = "cohorts/R7/materials/powerbi/大きい.pptx"


def large(instance) -> None:
    with instance.path(LARGE).open("wb") as file:
        file.truncate(LARGEST + 1)


FAULTS = {
    Part.MATERIALS: large,
    Part.ISSUES: lambda instance: instance.change("newsletter/012-apps.md", "2025-06-02", "2025-06-32"),
    Part.FORMS: lambda instance: instance.change("forms/after.yaml", "type: scale", "type: skala"),
    Part.COHORT: lambda instance: instance.change(COHORT, "hours: 3", "hours: 三"),
}


@pytest.mark.parametrize("part", FAULTS)
def test_o11_a_fault_is_left_out_and_told_of_its_own_part_alone(instance, part) -> None:
    FAULTS[part](instance)

    programme = instance.read().usable()

    (r7,) = programme.cohorts
    assert [fault.part for fault in programme.faults] == [part]
    assert [each.source.name for each in r7.materials] == (["手順書.pdf"] if part is not Part.COHORT else [])
    assert len(programme.issues) == (part is not Part.ISSUES)
    assert len(r7.questionnaires) == (part not in (Part.FORMS, Part.COHORT))
    assert bool(programme.faults_of(r7)) == (part is Part.COHORT)
    assert bool(programme.faults_in(part, r7)) is True


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("programme.yaml", "timezone: Asia/Tokyo", "timezone: Asia/Tokio"),
        (COHORT, "cohort: R7", "cohort: [R7"),
    ],
)
def test_o11_what_everything_depends_on_stops_everything(instance, file, old, new) -> None:
    instance.change(file, old, new)

    with pytest.raises(WrongConfig):
        instance.read().usable()


def test_o11_what_is_stored_of_a_fault_names_nobody(instance) -> None:
    instance.add("cohorts/R7/people.csv", "山田 太郎,a.yamada@example.jp,,000999,総務局,,,,,受講者,班1,,\n")

    (fault,) = instance.read().usable().faults

    assert "yamada" not in fault.words
    assert "yamada" in fault.whole or "000999" in fault.whole or "職員番号" in fault.whole


def test_o11_records_need_faultless_forms_and_cohorts(instance) -> None:
    FAULTS[Part.FORMS](instance)

    with pytest.raises(WrongConfig):
        instance.read().usable((Part.FORMS, Part.COHORT))
