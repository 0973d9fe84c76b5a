"""Materials: where they are found, when they are released, which names are refused offline."""

import pytest

from m365bot.reading.files import material_faults

COHORT = "cohorts/R7/cohort.yaml"
FOLDER = "cohorts/R7/materials/powerbi"


def materials(instance):
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    return reading.programme.cohorts[0].materials


def test_sub_folders_are_kept_and_names_stay_as_written(instance) -> None:
    instance.write(f"{FOLDER}/データ/カ\u3099イド.pdf", "x")

    assert {each.relative for each in materials(instance)} == {
        "powerbi/手順書.pdf",
        "powerbi/データ/カ\u3099イド.pdf",
    }


def test_a_folder_that_the_cohort_lacks_is_looked_for_among_the_shared_ones(instance) -> None:
    instance.write("materials/shared/a.pdf", "x")
    instance.change(COHORT, "folder: powerbi/", "folder: shared")

    assert [each.relative for each in materials(instance)] == ["shared/a.pdf"]


def test_without_a_date_materials_come_on_the_morning_of_the_first_round(instance) -> None:
    instance.change(COHORT, ", release: 3 business days before", "")

    assert materials(instance)[0].release.isoformat() == "2025-06-18T08:30:00+09:00"


@pytest.mark.parametrize("name", ["資料:演習.pdf", "　資料.pdf", "第1回./a.pdf", "CON", "a|b.txt"])
def test_a_name_that_sharepoint_refuses_is_a_complaint(instance, name) -> None:
    instance.write(f"{FOLDER}/{name}", "x")

    complaint = instance.only_complaint()

    assert name.split("/")[0] in complaint.words
    assert complaint.file == f"config/{FOLDER}/{name.split('/')[0]}"


def test_full_width_twins_and_inner_blanks_are_distributed_as_written(instance) -> None:
    for name in ("資料：演習.pdf", "資料 .pdf", "\uff31＆\uff21／回答.pdf"):
        instance.write(f"{FOLDER}/{name}", "x")

    assert len(materials(instance)) == 4


@pytest.mark.parametrize(
    ("one", "other"), [("猪.pdf", "\ufa16.pdf"), ("カ\u3099.pdf", "ガ.pdf"), ("A.pdf", "a.PDF")]
)
def test_two_names_that_are_one_in_sharepoint_are_one_complaint(instance, one, other) -> None:
    instance.write(f"{FOLDER}/{one}", "x")
    instance.write(f"{FOLDER}/{other}", "x")

    assert "同じ名前" in instance.only_complaint().words


def test_two_names_that_differ_by_width_are_remarked_on(instance) -> None:
    instance.write(f"{FOLDER}/資料1.pdf", "x")
    instance.write(f"{FOLDER}/資料\uff11.pdf", "x")

    reading = instance.read()

    assert reading.complaints == ()
    assert "全角・半角" in reading.remarks[0].words


def test_an_empty_file_and_an_empty_folder_are_complaints(instance) -> None:
    instance.write(f"{FOLDER}/手順書.pdf", "")
    assert "空です" in instance.only_complaint().words

    instance.path(f"{FOLDER}/手順書.pdf").unlink()
    assert "powerbi/" in instance.only_complaint().words


def test_a_file_that_sharepoint_does_not_take_is_a_complaint_that_says_so(instance) -> None:
    with instance.path(f"{FOLDER}/大きい.pptx").open("wb") as file:
        file.truncate(material_faults.LARGEST + 1)

    assert "250 GB" in instance.only_complaint().words


def test_a_path_that_is_too_long_is_a_complaint(instance) -> None:
    instance.write(f"{FOLDER}/" + "/".join(["深い" * 20] * 9) + "/a.pdf", "x")

    assert "400" in instance.only_complaint().words


def test_what_machines_leave_behind_is_passed_over(instance) -> None:
    for name in (".DS_Store", "Thumbs.db", ".gitkeep"):
        instance.write(f"{FOLDER}/{name}", "x")

    assert len(materials(instance)) == 1


@pytest.mark.parametrize(
    "name", ["desktop.ini", "._研修のしおり.docx", "ehthumbs.db", "~研修のしおり.tmp", "リンク.lnk", "x.url"]
)
def test_c68_what_windows_and_macos_make_for_themselves_is_left_out_with_one_remark_at_most(
    instance, name
) -> None:
    instance.write(f"{FOLDER}/{name}", "x")

    reading = instance.read()

    assert [material.source.name for material in reading.programme.cohorts[0].materials] == ["手順書.pdf"]
    assert reading.complaints == ()
    assert len([each for each in reading.remarks if name in each.words]) <= 1


AGAIN = """  - key: review
    course: powerbi
    title: 復習
    at: 2025-07-02 13:30
    hours: 1
    channel: R7 Power BI
    materials: [{folder: powerbi/, release: 2025-07-01%s}]
"""


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        ("2025-06-25", "2025-07-09", "2025-07-09T17:15:00+09:00"),
        ("2025-06-25", "never", None),
        ("never", "2025-07-09", None),
        ("5 business days after", "2025-06-20", "2025-06-26T17:15:00+09:00"),
    ],
)
def test_a_folder_stays_for_as_long_as_any_session_needs_it(instance, first, second, ends) -> None:
    instance.change(COHORT, "business days before}", f"business days before, withdraw: {first}}}")
    instance.change(
        COHORT,
        "sessions:\n",
        f"sessions:\n{AGAIN % f', withdraw: {second}'}".replace("2025-07-01", "2025-06-19"),
    )

    (material,) = materials(instance)

    assert material.release.isoformat() == "2025-06-13T08:30:00+09:00"
    assert (material.withdraw.isoformat() if material.withdraw else None) == ends


def test_a_withdrawal_before_its_release_is_a_complaint(instance) -> None:
    instance.change(COHORT, "business days before}", "business days before, withdraw: 2025-06-01}")

    assert "公開の日時より前" in instance.only_complaint().words
