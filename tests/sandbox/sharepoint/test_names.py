"""Names of files and folders: which are refused, and how a taken one is renamed (docs/facts.md 55, 56)."""

import pytest

from m365bot.sandbox.sharepoint.drives import names
from m365bot.sandbox.sharepoint.media_types import mime_type


@pytest.mark.parametrize(
    "name", ["手引.docx", "資料：演習.pdf", "a b.txt", "con1.txt", ".profile", "forms", "C#.md", "com.txt"]
)
def test_a_usual_name_passes(name: str) -> None:
    assert names.refused(name, at_root=False) is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "empty"),
        (".", "empty"),
        ("..", "empty"),
        (" a", "blank"),
        ("a ", "blank"),
        ("　資料.pdf", "blank"),
        ("第1回.", "full stop"),
        ("a:b.pdf", "not allowed"),
        ("a\x1fb", "not allowed"),
        ("a|b", "not allowed"),
        ("CON", "reserved"),
        (".lock", "reserved"),
        ("lpt0", "reserved"),
        ("Desktop.ini", "reserved"),
        ("x_VTI_y", "reserved"),
        ("~$手引.docx", "reserved"),
    ],
)
def test_a_name_is_refused_with_its_reason(name: str, why: str) -> None:
    assert why in (names.refused(name, at_root=False) or "")


def test_forms_is_reserved_at_the_root_alone() -> None:
    assert "root" in (names.refused("Forms", at_root=True) or "")
    assert names.refused("Forms", at_root=False) is None
    assert names.refused("forms2", at_root=True) is None


@pytest.mark.parametrize(
    ("name", "folder", "then"),
    [
        ("手引.docx", False, "手引 1.docx"),
        ("a.tar.gz", False, "a.tar 1.gz"),
        ("README", False, "README 1"),
        ("第1.回", True, "第1.回 1"),
        (".env", False, ".env 1"),
    ],
)
def test_a_number_goes_before_the_extension_of_a_file(name: str, folder: bool, then: str) -> None:
    assert names.renamed(name, 1, folder=folder) == then


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.PDF", "application/pdf"),
        ("b.csv", "text/csv"),
        ("手引.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("noend", "application/octet-stream"),
        ("a.xyz", "application/octet-stream"),
    ],
)
def test_a_media_type_goes_by_the_names_end(name: str, kind: str) -> None:
    assert mime_type(name) == kind
