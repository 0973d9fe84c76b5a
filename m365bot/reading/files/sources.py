"""Where the answers of one questionnaire arrive, out of what its form says.

Called by `questionnaires` with the fields of cohort and session. What is wrong with it is for `source_faults`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from m365bot.programme.channels import TeamSpec
from m365bot.programme.forms import SourcePlace, SourceSpec
from m365bot.programme.names import channel_fold
from m365bot.reading import values

IN_A_TEAM = ":/"


def placed(
    spec: SourceSpec, fields: Mapping[str, Any], teams: Sequence[TeamSpec], folder: Path
) -> SourcePlace:
    """teams: the cohort's own comes first. folder: the cohort's."""
    written = values.fill(spec.template, fields).strip()
    if spec.kind == "list":
        return _list(written, teams, make=spec.make)
    if IN_A_TEAM in written:
        place, _, name = written.partition(IN_A_TEAM)
        return SourcePlace(spec.kind, team_named(place, teams), name.strip(), written)
    if spec.kind == "drop":
        return SourcePlace("drop", None, written, written, folder=folder / written, within=folder)
    channel, _, name = written.partition("/")
    return SourcePlace("workbook", teams[0].name, name.strip(), written, channel.strip())


def team_named(name: str, teams: Sequence[TeamSpec]) -> str | None:
    return next((team.name for team in teams if channel_fold(team.name) == channel_fold(name)), None)


def _list(written: str, teams: Sequence[TeamSpec], *, make: bool) -> SourcePlace:
    """What stands before the last / is a team's name, or a mere label."""
    place, found, name = written.rpartition("/")
    return SourcePlace(
        "list", team_named(place, teams), name.strip() if found else written, written, make=make
    )
