"""What SECURITY.md and the threat model promise is held by tests that are there."""

import re
from pathlib import Path

import pytest

from tests import source

ROOT = Path(__file__).parents[2]
PROMISING = (ROOT / "SECURITY.md", ROOT / "docs" / "threat-model.md")
NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^ *(?:async )?def (test_\w+)\(", re.MULTILINE)
ROW = re.compile(r"^\| (?!who|promised|secret|-)[^|]+\|[^|]+\|$", re.MULTILINE)


def names_of_tests() -> set[str]:
    files = (file for file in source.below("tests") if file.name.startswith("test_"))
    return {name for file in files for name in DEFINED.findall(source.text(file))}


@pytest.mark.parametrize("document", PROMISING, ids=lambda file: file.name)
def test_every_test_that_a_promise_names_is_there(document: Path) -> None:
    named = set(NAMED.findall(document.read_text("utf-8")))

    assert named - names_of_tests() == set()


def test_every_promise_of_the_threat_model_names_its_test() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    promises = text.partition("## Promises")[2].partition("## Not promised")[0]

    rows = ROW.findall(promises)

    assert len(rows) > 20
    assert [row for row in rows if not NAMED.search(row)] == []
