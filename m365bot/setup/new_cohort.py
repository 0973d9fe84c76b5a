"""The next cohort's folder, made of one that is there: whole or not at all.

Called by the command `cohort new`. Copies no roster, no attendance and no materials.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from m365bot import reading as config
from m365bot.errors import ConfigError
from m365bot.programme import Cohort, Programme
from m365bot.reading import Complaint, WrongConfig
from m365bot.reading.folders import sheets_of
from m365bot.setup import sheets_moved
from m365bot.setup.moving import Moving
from m365bot.setup.next_year import Carrying
from m365bot.words import say

QUESTIONS = "確認すること.md"


@dataclass(frozen=True)
class NewCohort:
    """What was made. `complaints`: what `check` says of the new folder."""

    folder: Path
    questions: tuple[str, ...]
    complaints: tuple[Complaint, ...]


def made(instance: Path, key: str, origin: str) -> NewCohort:
    """Raises ConfigError where there is no such origin, or something of the new name."""
    config.needs_instance(instance)
    cohorts = instance / "config" / "cohorts"
    if (cohorts / key).exists():
        raise ConfigError(say("期 {key} はもうあります({folder})。", key=key, folder=f"config/cohorts/{key}"))
    programme, cohort = _origin(instance, origin)
    carrying = _carrying(programme, cohort, key, cohorts / origin)
    try:
        with tempfile.TemporaryDirectory(prefix=".m365bot-", dir=cohorts) as place:
            _write(Path(place) / key, cohorts / origin, carrying)
            (Path(place) / key).rename(cohorts / key)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(say("{folder} に書き込めません({why})。", folder=cohorts, why=why)) from error
    own = f"config/cohorts/{key}/"
    found = config.read(instance).complaints
    return NewCohort(cohorts / key, _all(carrying), tuple(one for one in found if one.file.startswith(own)))


def _origin(instance: Path, origin: str) -> tuple[Programme, Cohort]:
    found = config.read(instance, named=(origin,))
    cohort = found.programme.cohort(origin) if found.programme else None
    if found.programme is None:
        raise WrongConfig(found.complaints)
    if cohort is None:
        known = "、".join(each.key for each in found.programme.cohorts)
        raise ConfigError(say("期 {key} はありません。あるのは {known} です。", key=origin, known=known))
    wrong = tuple(one for one in found.complaints if one.file.startswith(f"config/cohorts/{origin}/"))
    if wrong:
        raise WrongConfig(wrong)
    return found.programme, cohort


def _carrying(programme: Programme, cohort: Cohort, key: str, folder: Path) -> Carrying:
    years = _years(cohort.key, key)
    materials = folder / "materials"
    return Carrying(
        old=cohort.key,
        new=key,
        old_year=cohort.fiscal_year,
        moving=Moving.between(cohort.starts, years, programme.calendar),
        own_materials={path.name for path in materials.iterdir()} if materials.is_dir() else (),
    )


def _years(old: str, new: str) -> int:
    """By the numbers in the names; without, the next year. Raises ConfigError where the new one is not later."""
    parts = [re.fullmatch(r"(\D*)(\d+)(\D*)", each) for each in (old, new)]
    if not all(parts) or parts[0] is None or parts[1] is None or parts[0][1] != parts[1][1]:
        return 1
    years = int(parts[1][2]) - int(parts[0][2])
    if not 0 < years < 50:
        raise ConfigError(say("期 {new} は {old} より後の年の名前ではありません。", new=new, old=old))
    return years


def _write(draft: Path, origin: Path, carrying: Carrying) -> None:
    draft.mkdir()
    text = (origin / "cohort.yaml").read_text("utf-8-sig")
    (draft / "cohort.yaml").write_text(carrying.cohort(text), "utf-8")
    path = next(sheets_of(origin, "sessions"), None)
    if path is not None:
        (draft / path.name).write_bytes(sheets_moved.moved(path, carrying))
    (draft / QUESTIONS).write_text(_page(carrying), "utf-8")


def _all(carrying: Carrying) -> tuple[str, ...]:
    usual = (
        say("名簿 people を置いてください(受講者、講師、班)。講師と班は、日程に前の年のまま書いてあります。"),
        say("準備ができたら status を running にしてください。"),
    )
    return (*usual, *carrying.moving.shifted, *carrying.questions)


def _page(carrying: Carrying) -> str:
    head = say("# {new} の確認すること", new=carrying.new)
    made_ = say("{old} から作りました。すべて済んだら、このファイルは消して構いません。", old=carrying.old)
    return "\n".join([head, "", made_, "", *(f"- [ ] {each}" for each in _all(carrying)), ""])
