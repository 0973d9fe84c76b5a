"""Templates made into pages: everything is escaped but what is marked safe, and letters that nobody sees are shown.

Called by app. `say` speaks to who looks; `moment` and `day` tell times in the programme's zone.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from m365bot import clock, visible, words
from m365bot.words import say, short_weekday

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "say": say,
        "spoken": words.spoken,
        "moment": moment,
        "day": day,
        "date": date_of,
        "weekday": short_weekday,
    }
    return made


def prepare() -> None:
    """Each template is read once; whoever asks first need not wait for it."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def page(template: str, values: Mapping[str, Any]) -> str:
    return visible.text(_environment().get_template(template).render(values))


def moment(at: datetime | str | None, zone: tzinfo | None) -> str:
    """6月18日(水) 08:45; with its year where that is another than this one."""
    found = _local(at, zone)
    if found is None:
        return "—"
    is_this_year = found.year == clock.now().astimezone(zone).year
    return say("{day} {at:%H:%M}", day=_day(found) if is_this_year else date_of(found), at=found)


def day(at: datetime | str | None, zone: tzinfo | None) -> str:
    found = _local(at, zone)
    return say("{at:%Y}年{day}", at=found, day=_day(found)) if found else "—"


def date_of(found: date | None) -> str:
    """Of a day that needs no zone."""
    return say("{year}年{day}", year=found.year, day=_day(found)) if found else "—"


def _local(at: datetime | str | None, zone: tzinfo | None) -> datetime | None:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found.astimezone(zone) if found else None


def _day(at: date) -> str:
    return say("{month}月{day}日({weekday})", month=at.month, day=at.day, weekday=short_weekday(at.weekday()))
