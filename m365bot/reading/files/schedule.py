"""schedule.yaml: when each job runs, over the jobs' own defaults.

Called by `whole` and `quick`.
"""

from collections.abc import Collection
from pathlib import Path

from m365bot.programme.programme import Schedule
from m365bot.reading import values
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.shapes import Fields, Named, Scalar, table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_if_any
from m365bot.words import say

JOBS = ("provision", "distribute", "collect", "remind", "results", "newsletter", "recruit", "graduate")
OUR_OWN = ("expire",)  # beside the instance's job files
ENTRY = Fields({"when": Scalar(values.schedule), "missed": Scalar(values.missed)})
SCHEDULE = Named(ENTRY)


def read(instance: Instance) -> dict[str, Schedule]:
    """What schedule.yaml says of each job."""
    return _read(instance.config("schedule.yaml"), _job_files(instance.folder))


def places(instance: Instance) -> dict[str, Place]:
    """Where it says when a job comes."""
    file = instance.config("schedule.yaml")
    table = table_of(SCHEDULE, tree_if_any(file), file) or Table(file.at())
    return {job: entry.at("when") for job, entry in table.items() if "when" in entry}


def _job_files(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "jobs").glob("*.py") if not path.stem.startswith("_")}


def _read(file: ConfigFile, present: Collection[str]) -> dict[str, Schedule]:
    table = table_of(SCHEDULE, tree_if_any(file), file) or Table(file.at())
    found: dict[str, Schedule] = {}
    for job, entry in table.items():
        if job not in (*JOBS, *OUR_OWN) and job not in present:
            file.complain(
                table.at(job),
                say("'{job}' という手順はありません。", job=job),
                nearest(job, (*JOBS, *present)),
            )
        elif present and job not in (*present, *OUR_OWN):
            file.remark(table.at(job), say("手順 '{job}' はまだありません。効果のない設定です。", job=job))
        if "when" in entry or "missed" in entry:
            found[job] = Schedule(job=job, **ENTRY.values(entry))
    return found
