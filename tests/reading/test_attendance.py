"""Attendance and hours are looked at as they are written, and stop nothing."""

import pytest

from tests.reading.conftest import Instance


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("attendance", "氏名,メール,回,出欠,時間\n青木,a@example.jp,kickoff,よい,\n", "出欠「よい」"),
        ("attendance", "氏名,メール,回,出欠,時間\n青木,a@example.jp,kickoff,○,二\n", "「二」は数"),
        ("attendance", "氏名,メール,回,出欠\n青木,青木,kickoff,○\n", "メールアドレスの形"),
        ("hours", "氏名,メール,科目,日付,時間\n青木,a@example.jp,project,五月,3\n", "「五月」は日付"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_and_stops_nothing(
    instance: Instance, name: str, text: str, told: str
) -> None:
    instance.write(f"cohorts/R7/{name}.csv", text)

    found = instance.read()

    assert found.complaints == ()
    assert [one.line for one in found.remarks if told in one.words] == [2]


def test_a_matrix_and_a_right_sheet_are_left_alone(instance: Instance) -> None:
    folder = instance.path("cohorts/R7")
    (folder / "attendance.csv").write_text("氏名,メール,kickoff,m365-1\n青木,a@example.jp,○,遅刻\n", "utf-8")
    (folder / "hours.csv").write_text(
        "氏名,メール,科目,日付,時間\n青木,a@example.jp,project,R7.7.1,3\n", "utf-8"
    )

    told = [one.words for one in instance.read().remarks if "attendance" in one.file or "hours" in one.file]

    assert len(told) == 2 and all("まだできません" in each for each in told)
