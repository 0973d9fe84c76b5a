"""S1, S7, S13: links, pipes, bombs and sheets without end, in every place that config/ is read from: each told."""

import os
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

COHORT = "cohorts/R7/cohort.yaml"
MATERIALS = "cohorts/R7/materials/powerbi"
PLACES = [
    "settings.toml",
    "programme.yaml",
    "schedule.yaml",
    "self-study.yaml",
    COHORT,
    "cohorts/R7/people.csv",
    "cohorts/R7/sessions.xlsx",
    "cohorts/R8/cohort.yaml",
    f"{MATERIALS}/手順書.pdf",
    "materials/共通/案内.pdf",
    "forms/after.yaml",
    "newsletter/012-apps.md",
    "newsletter/図.png",
    "messages/welcome.md",
]


def link(path, instance) -> None:
    secret = instance.folder / "secrets.env"
    secret.write_text("M365BOT_CLIENT_SECRET=geheim\n")
    path.symlink_to(secret)


def pipe(path, instance) -> None:
    os.mkfifo(path)


def device(path, instance) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("put", [link, pipe, device])
def test_s1_what_is_no_regular_file_is_told_and_never_read(instance, place, put) -> None:
    path = instance.path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    put(path, instance)

    found = instance.read()

    assert [
        each for each in found.complaints if each.file == f"config/{place}" and "読みません" in each.words
    ]
    assert not any("geheim" in str(each) for each in (*found.complaints, *found.remarks))
    materials = found.programme.cohorts[0].materials if found.programme and found.programme.cohorts else ()
    assert path not in [material.source for material in materials]


@pytest.mark.parametrize(
    "place", ["cohorts/R7/materials/powerbi", "cohorts/R7/materials", "newsletter", "cohorts/R9"]
)
def test_s1_a_folder_that_is_only_pointed_to_is_told_and_never_entered(instance, place, tmp_path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "token.json").write_text("geheim")
    path = instance.path(place)
    if path.exists():
        path.rename(tmp_path / "away")
    path.symlink_to(tmp_path / "state", target_is_directory=True)

    found = instance.read()

    assert [each.file for each in found.complaints if "リンク" in each.words] == [f"config/{place}"]
    assert not found.programme.cohorts[0].materials or place.startswith(("newsletter", "cohorts/R9"))


def test_s1_a_picture_outside_the_issues_folder_is_a_complaint(instance) -> None:
    (instance.folder / "secret.png").write_text("x")
    instance.change("newsletter/012-apps.md", "本文", "![図](../../secret.png)")

    assert "外にあります" in instance.only_complaint().words


def zipped(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet(rows: bytes, after: bytes = b"") -> bytes:
    """A workbook whose one sheet holds this XML."""
    buffer, book = BytesIO(), Workbook()
    book.save(buffer)
    whole = BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                content = head + b"<sheetData>" + rows + b"</sheetData>" + after + b"</worksheet>"
            new.writestr(name, content)
    return whole.getvalue()


def stray(where: str) -> bytes:
    book = Workbook()
    book.active.append(["氏名", "メール", "役割", "班"])
    book.active.append(["山田 葵", "a.yamada@example.jp", "受講者", "班1"])
    book.active.append(["佐藤 亮", "r.sato@example.jp", "受講者", "班2"])
    book.active.append(["湊 一郎", "koushi@partner.example.com", "講師"])
    book.active[where] = "x"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("where", ["B1048576", "XFD20000", "XFD3", "A900000"])
def test_s13_a_stray_cell_costs_nothing_and_is_told(instance, where) -> None:
    instance.write("cohorts/R7/people.xlsx", stray(where))

    tracemalloc.start()
    found = instance.read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    def is_at(note) -> bool:
        return f"{note.column}" in where or f"{note.line}" in where[1:]

    assert peak < 20_000_000
    assert [
        each
        for each in (*found.complaints, *found.remarks)
        if where in (f"{each.column}{each.line}", f"A{each.line}", f"B{each.line}")
    ]
    assert len(found.programme.cohorts[0].trainees_on(found.programme.cohorts[0].starts)) == 2


LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + i, b"&%c;" % (96 + i) * 10) for i in range(1, 12))
    + b"]>"
)
ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.mark.parametrize(
    "content",
    [
        zipped(**{"xl/workbook.xml": b"\0" * 40_000_000}),
        b"PK\x03\x04" + b"\0" * 100,
        b"PK",
        sheet(b"".join(b'<row r="%d"/>' % i for i in range(21_000))),
        sheet(
            b"<row>"
            + b"<c t='b'><v>1</v></c>" * 101_000
            + b"</row>"
            + b"<row><c t='b'><v>1</v></c></row>" * 101_000
        ),
        sheet(LAUGHS + b"<row><c t='str'><v>&l;</v></c></row>"),
        b"," * 10_500_000,
        ("あ,い\n" * 26_000).encode(),
        b"a\n" * 51_000,
    ],
    ids=["bomb", "odd zip", "two letters", "rows", "cells", "laughs", "large", "long", "lines"],
)
@pytest.mark.parametrize("name", ["people", pytest.param("sessions", marks=pytest.mark.slow)])
def test_s13_a_sheet_without_end_is_told(instance, content, name) -> None:
    ending = "xlsx" if content.startswith(b"PK") else "csv"
    instance.path("cohorts/R7/people.csv").unlink() if name == "people" else None
    instance.write(f"cohorts/R7/{name}.{ending}", content)

    found = instance.read()

    assert [each for each in found.complaints if each.file == f"config/cohorts/R7/{name}.{ending}"]


@pytest.mark.parametrize(
    "place", ["programme.yaml", COHORT, "forms/after.yaml", "newsletter/012-apps.md", "settings.toml"]
)
def test_s13_a_text_that_is_too_large_is_told(instance, place) -> None:
    instance.write(place, b"# " + b"x" * 600_000)

    assert [
        each
        for each in instance.read().complaints
        if each.file == f"config/{place}" and "大きすぎ" in each.words
    ]


def test_s13_aliases_that_stand_for_billions_are_told(instance) -> None:
    rows = "\n".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]" for i in range(1, 12))
    instance.write("forms/more.yaml", f"x0: &x0 [a]\n{rows}\n")

    assert [each for each in instance.read().complaints if "別名" in each.words]


def test_s13_a_line_that_is_a_whole_file_costs_no_more_than_its_length(instance) -> None:
    instance.write("forms/more.yaml", "x: [" + ", ".join(["a"] * 8_000) + "]\n")

    tracemalloc.start()
    instance.read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60_000_000


def test_s13_yaml_that_would_take_seconds_is_told(instance) -> None:
    instance.write("forms/more.yaml", "".join(f"k{i}: v\n" for i in range(20_000)))

    assert [each.words for each in instance.read().complaints if "大きすぎます" in each.words]


def test_s13_a_cell_without_end_is_told_in_words_of_an_officer(instance) -> None:
    instance.change("cohorts/R7/people.csv", "山田 葵", "あ" * 140_000)

    found = instance.read()

    (complaint,) = [each for each in found.complaints if each.file.endswith("people.csv")]
    assert "セル" in complaint.words
    assert "limit" not in complaint.words


@pytest.mark.parametrize("address", ["https://login.example.jp@evil.example/", "https://example.jp:99999/"])
def test_s3_a_tab_opens_nothing_whose_host_is_none(instance, address) -> None:
    instance.change(
        COHORT,
        "kind: private, for: [受講者, メンター]",
        f'kind: private, for: [受講者, メンター], tabs: [{{name: 図書, url: "{address}"}}]',
    )

    found = instance.read()

    assert any(address in each.words for each in found.complaints)
