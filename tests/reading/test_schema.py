"""JSON Schemas for editors: made of the shapes that reading uses, never stricter, and of use."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from m365bot.reading import schema
from m365bot.reading.files.settings import SETTINGS
from tests.bot import Bot

CONFIG = Path(__file__).parents[2] / "config"
FILES = {
    "programme": ["programme.yaml"],
    "schedule": ["schedule.yaml"],
    "self-study": ["self-study.yaml"],
    "cohort": sorted(str(path.relative_to(CONFIG)) for path in CONFIG.glob("cohorts/*/cohort.yaml")),
    "form": sorted(str(path.relative_to(CONFIG)) for path in CONFIG.glob("forms/*.yaml")),
    "issue": sorted(str(path.relative_to(CONFIG)) for path in CONFIG.glob("newsletter/*.md")),
}
PLACES = [(name, file) for name, files in FILES.items() for file in files]


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2's core, which has no days: what yaml-language-server holds against a schema."""


AsEditorsRead.yaml_implicit_resolvers = {
    letter: [each for each in found if not each[0].endswith("timestamp")]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    return yaml.load(text, AsEditorsRead)  # the reference instance's own files


def faults(name: str, value: Any) -> list[str]:
    found = jsonschema.Draft7Validator(schema.of(name)).iter_errors(value)
    return [f"{list(each.absolute_path)}: {each.message}" for each in found]


@pytest.mark.parametrize(("name", "file"), PLACES, ids=str)
def test_each_reference_file_is_right_by_its_schema(name: str, file: str) -> None:
    text = (CONFIG / file).read_text("utf-8")

    assert faults(name, read(text.split("---")[1] if file.endswith(".md") else text)) == []


@pytest.mark.parametrize("name", schema.names())
def test_each_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema.of(name))


BROKEN = {
    "a misspelt key": ("programme", "organisation: 金沢市", "organization: 金沢市"),
    "a missing key": ("programme", "organisation: 金沢市", ""),
    "no address": ("programme", "service_account: dx-tsushin@example.jp", "service_account: dx-tsushin"),
    "no mapping": ("programme", "single_officer: false", "calendar: JP"),
    "no yes or no": ("programme", "single_officer: false", "single_officer: 多分"),
    "no share": ("programme", "course_passed_at: 80%", "course_passed_at: 八割"),
    "hours below nothing": ("programme", "hours: 12,", "hours: -12,"),
    "hours in words": ("programme", "hours: 12,", "hours: 十二,"),
    "no web address": ("programme", "newsletter_site: https://example", "newsletter_site: http://example"),
    "an unknown status": ("cohort", "status: running", "status: 走行中"),
    "no day": ("cohort", "starts: 2025-05-12", "starts: 五月"),
    "a key with a blank": ("cohort", "key: kickoff", "key: kick off"),
    "an unknown kind of channel": ("cohort", "kind: private", "kind: secret"),
    "one mapping for a list": ("cohort", "sessions:\n", "sessions: {key: a}\nsession:\n"),
    "an unknown type of question": ("form", "type: scale", "type: stars"),
    "no number of an issue": ("issue", "number: 11", "number: 十一"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_underlined(broken: tuple[str, str, str]) -> None:
    name, old, new = broken
    file = {
        "cohort": "cohorts/R7/cohort.yaml",
        "form": "forms/after.yaml",
        "issue": "newsletter/011-kickoff.md",
    }
    text = (CONFIG / file.get(name, f"{name}.yaml")).read_text("utf-8")
    matter = text.split("---")[1] if name == "issue" else text
    assert old in matter

    assert faults(name, read(matter.replace(old, new, 1))) != []


@pytest.mark.parametrize(
    "written",
    ["令和7年5月12日", "R7.5.12", "2025/5/12", "２０２５年５月１２日", "令和元年5月1日"],
)
def test_days_are_right_in_every_spelling_that_is_read(written: str) -> None:
    assert (
        faults(
            "cohort",
            {"cohort": "R7", "fiscal_year": 2025, "starts": written, "ends": written, "status": "予定"},
        )
        == []
    )


def test_settings_have_all_keys_but_those_that_no_file_may_hold() -> None:
    tenant = schema.of("settings")["properties"]["tenant"]["properties"]

    assert tenant.keys() == {name for name, each in SETTINGS["tenant"].items() if not each.instead}
    assert faults("settings", {"tenant": {"cloud": "mars"}}) != []


def test_check_writes_them_into_a_folder(tmp_path: Path) -> None:
    said = Bot(tmp_path).says("check", "--schema", str(tmp_path / "schemas"))

    assert said.exit == 0
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == set(schema.names())


def test_where_they_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    said = Bot(tmp_path).says("check", "--schema", str(tmp_path / "file" / "schemas"))

    assert said.exit == 2 and "書き込めません" in said.err
