"""Only what says when jobs run: calendar, schedule, the days cohorts end on, issues' publish times.

Called by `reading.timetable`, for a command that must start fast. Complains of programme.yaml and schedule.yaml
alone: whatever else is wrong, `reading.read` says.
"""

from dataclasses import replace
from pathlib import Path

from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import cohort_frame, issues, schedule
from m365bot.reading.files import programme as programme_file
from m365bot.reading.files.cohort_frame import Frame
from m365bot.reading.files.issue_targets import Press
from m365bot.reading.folders import folders_of
from m365bot.reading.reading import Reading


def read(folder: Path) -> Reading:
    """A programme whose cohorts have a frame and nobody in them."""
    notebook = Notebook()
    instance, unheard = Instance(folder, notebook), Instance(folder, Notebook())
    written = programme_file.read(instance.config("programme.yaml"))
    scheduled = schedule.read(instance)
    if written is None or not written.usable:
        return Reading(None, notebook.complaints, notebook.remarks)
    press = Press(written.programme, (), {**written.teams, **written.fields}, cohort_missing=True)
    programme = replace(
        written.programme,
        schedule=scheduled,
        issues=issues.read_all(folder / "config/newsletter", unheard, press),
        cohorts=_cohorts(unheard),
    )
    return Reading(programme, notebook.complaints, notebook.remarks)


def _cohorts(instance: Instance) -> tuple[Cohort, ...]:
    files = [instance.file(path / "cohort.yaml") for path in folders_of(instance.folder / "config/cohorts")]
    frames = [frame for file in files if (frame := _frame(file))]
    return tuple(
        Cohort(
            key=frame.key,
            fiscal_year=frame.fiscal_year,
            starts=frame.starts,
            ends=frame.ends,
            status=frame.status,
            team=TeamSpec("", ""),
            read=False,
        )
        for frame in sorted(frames, key=lambda frame: (frame.starts, frame.key))
    )


def _frame(file: ConfigFile) -> Frame | None:
    if found := cohort_frame.skimmed(file):
        return found
    from m365bot.reading.files import cohort  # with all that a cohort may hold, for the few that need it

    return cohort.frame_of(file)
