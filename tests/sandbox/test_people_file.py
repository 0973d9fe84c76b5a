"""One's own people in the practice tenant, without a request by hand."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from m365bot.sandbox import people_file, starting
from m365bot.sandbox.settings import Settings

LINES = (
    ("氏名", "メール", "部局", "役割"),
    ("白山 太郎", "t.hakusan@hakusan.example", "総務部", "受講者"),
    ("手取 花子", "h.tedori@hakusan.example", "", "研修担当"),
    ("外部 講師", "k@partner.example", "", "外部講師"),
    ("", "", "", ""),
)


def written(folder: Path, ending: str) -> Path:
    file = folder / f"people.{ending}"
    if ending == "csv":
        file.write_text("\n".join(",".join(line) for line in LINES), "utf-8-sig")
    elif ending == "xlsx":
        book = Workbook()
        for line in LINES:
            book.worksheets[0].append(line)
        book.save(file)
    else:
        users = [{"displayName": line[0], "userPrincipalName": line[1]} for line in LINES[1:3]]
        file.write_text(json.dumps({"users": users}))
    return file


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_o14_ones_own_people_come_from_the_file_they_stand_in(ending: str, tmp_path: Path) -> None:
    app = starting.app(
        Settings(),
        seed_name="reference",
        state=None,
        faults=None,
        start=None,
        people=written(tmp_path, ending),
    )

    taro = app.tenant.user("t.hakusan@hakusan.example")

    assert taro and taro.display_name == "白山 太郎"
    assert app.tenant.user("h.tedori@hakusan.example")
    assert app.tenant.user("k@partner.example") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", "氏名,番号\n白山,1\n"),
        ("people.xlsx", "no workbook"),
        ("people.json", "{"),
        ("people.json", '{"folk": []}'),
        ("people.json", '{"users": [{"displayName": "x"}]}'),
    ],
)
def test_o14_a_file_without_people_is_refused_before_anything_is_announced(
    name: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(starting.CannotStart) as refused:
        starting.app(
            Settings(), seed_name="reference", state=None, faults=None, start=None, people=tmp_path / name
        )

    assert refused.value.what == "people"


def test_o14_a_file_is_not_read_without_end(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"x" * (11 * 1024 * 1024))

    with pytest.raises(ValueError, match="10 MB"):
        people_file.read(tmp_path / "people.csv")
