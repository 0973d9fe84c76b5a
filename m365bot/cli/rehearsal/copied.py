"""The instance as a year is played on it: a copy in which trainees log what they study, tabs open every page, one leaves.

Called by the demo. The instance itself stays as it is; what the copy has already is left alone.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from m365bot.cli.rehearsal import leaver
from m365bot.programme import PROGRESS, STUDY
from m365bot.reading import plain
from m365bot.words import tell

FORM = "study"
HOURS = (0.25, 12)  # of one item, at least and at most
NOT_COPIED = shutil.ignore_patterns("__pycache__")


def of(instance: Path, where: Path, cohort: str) -> Path:
    """`where`, made."""
    for name in ("config", "jobs"):
        if (instance / name).is_dir():
            shutil.copytree(instance / name, where / name, ignore=NOT_COPIED, copy_function=shutil.copyfile)
    _change(where / "config" / "cohorts" / cohort / "cohort.yaml", _open_pages)
    _change(
        where / "config" / "self-study.yaml", lambda study: _ask_by_form(study, where / "config" / "forms")
    )
    leaver.let_go(where, cohort)
    return where


def _open_pages(cohort: Any) -> None:
    """In its first channel, which all of it are in."""
    channels = cohort.get("channels") or ()
    there = {tab.get("page") for channel in channels for tab in channel.get("tabs") or ()}
    for channel in channels[:1]:
        missing = [page for page in (PROGRESS, STUDY) if page not in there]
        channel["tabs"] = [*(channel.get("tabs") or ()), *({"name": page, "page": page} for page in missing)]


def _ask_by_form(study: Any, forms: Path) -> None:
    """With the hours taken, so that somebody can mistype them: a list of ours asks for the item alone."""
    form = forms / f"{FORM}.yaml"
    if study.get("items") and "form" not in (study.get("log") or ()) and not form.exists():
        study["log"] = {"form": FORM}
        _write(form, _form([str(item["title"]) for item in study["items"]]))


def _form(items: list[str]) -> dict[str, Any]:
    item = {"key": "item", "text": tell("教材"), "type": "choice", "options": items, "show": "never"}
    hours = {
        "key": "hours",
        "text": tell("かかった時間"),
        "type": "number",
        "range": [*HOURS],
        "show": "never",
    }
    return {
        "form": FORM,
        "title": tell("自主学習の記録"),
        "source": {"list": tell("フォーム回答/{cohort} 自主学習")},
        "who": "trainees",
        "resubmission": "all",
        "questions": [item, hours],
    }


def _change(file: Path, change: Callable[[Any], None]) -> None:
    for content in _contents(file):
        change(content)
        _write(file, content)


def _contents(file: Path) -> Iterator[Any]:
    """Its comments with it; none where it is not there."""
    text = plain.text_of(file.read_bytes()) if file.is_file() else None
    if text and (content := _yaml().load(text)):
        yield content


def _write(file: Path, content: Any) -> None:
    with file.open("w", encoding="utf-8") as out:
        _yaml().dump(content, out)


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 10_000, True  # a line stays one, as it was written
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
