"""cohorts/R7/: one year's cohort.yaml and people, as they stand in the files.

Called by `whole`, before everybody of every cohort is known; `cohorts` then makes the cohort of what is read here.
A finished cohort that nobody asked for is only skimmed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from m365bot.reading.complaints import Notebook, Place
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import attendance, cohort_frame, rosters
from m365bot.reading.files.channels import CHANNEL
from m365bot.reading.files.cohort_frame import STATUS, Frame
from m365bot.reading.files.courses import COURSE
from m365bot.reading.files.people import PERSON
from m365bot.reading.files.questionnaires import ASKED, DEFAULTS
from m365bot.reading.files.rosters import Rows
from m365bot.reading.files.sessions import SESSION
from m365bot.reading.folders import OTHER_SHEETS, SHEETS, files_of, saved_anew, sheets_of
from m365bot.reading.scalars import DAY, KEY, MOMENT, NICKNAME, TEXT, WHOLE, choice, template
from m365bot.reading.shapes import Fields, Many, apart, later, must, table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_of
from m365bot.words import say

_EVIDENCE = ("attendance", "hours")
_SHEETS = ("people", "sessions", *_EVIDENCE)
_OF_OFFICES = (*SHEETS, *OTHER_SHEETS)
RECRUITING = Fields(
    {
        "mode": choice(
            "self", "recommend", "both", also={"自薦": "self", "推薦": "recommend", "両方": "both"}
        ),
        "opens": MOMENT,
        "due": MOMENT,
    }
)
TEAM = Fields(
    {
        "name": template("programme", "organisation", "cohort", "fiscal_year"),
        "mail_nickname": NICKNAME,
    }
)
MILESTONE = Fields({"key": must(KEY), "title": must(TEXT), "due": must(apart(MOMENT))})
COHORT = Fields(
    {
        "cohort": must(apart(KEY)),
        "fiscal_year": must(apart(WHOLE)),
        "starts": must(apart(DAY)),
        "ends": must(apart(DAY)),
        "recruit": later(apart(RECRUITING)),
        "courses": apart(Many(COURSE)),
        "status": must(apart(STATUS)),
        "team": apart(TEAM),
        "channels": apart(Many(CHANNEL)),
        "sessions": apart(Many(SESSION)),
        "form_defaults": apart(DEFAULTS),
        "forms": apart(ASKED),
        "people": apart(Many(PERSON)),
        "attendance": apart(Many(attendance.ENTRY)),
        "milestones": later(apart(Many(MILESTONE))),
    }
)


@dataclass(frozen=True)
class CohortFile:
    """A cohort's files, read and typed; not `is_read`: only skimmed, so `table` is empty."""

    frame: Frame
    folder: Path
    file: ConfigFile
    table: Table
    roster: Rows
    is_read: bool = True

    @property
    def roster_at(self) -> Place:
        """Where to point at the roster as a whole."""
        if "people" in self.table or not self.roster.usable:
            return self.table.at("people")
        return self.roster.usable[0].place._replace(line=1)


def opened(folder: Path, instance: Instance, named: Iterable[str]) -> CohortFile | None:
    """None (and a complaint) where cohort.yaml cannot be read at all."""
    file = instance.file(folder / "cohort.yaml")
    frame = cohort_frame.skimmed(file) if folder.name not in named else None
    if frame and frame.status == "finished":
        return _skimmed(frame, folder, file, Instance(instance.folder, Notebook()))
    table = table_of(COHORT, tree_of(file), file)
    return None if table is None else _read(table, folder, file, instance)


def frame_of(file: ConfigFile) -> Frame | None:
    """The frame alone, of a file whose first lines are not enough."""
    table = table_of(COHORT, tree_of(file), file)
    return None if table is None else cohort_frame.of_table(table, file.path.parent.name)


def _skimmed(frame: Frame, folder: Path, file: ConfigFile, unheard: Instance) -> CohortFile:
    nothing = Table(file.at())
    rows = rosters.of_cohort(frame, folder, nothing, unheard).usable
    return CohortFile(frame, folder, file, nothing, Rows(rows, is_whole=True), is_read=False)


def _read(table: Table, folder: Path, file: ConfigFile, instance: Instance) -> CohortFile:
    frame = cohort_frame.of_table(table, folder.name)
    cohort_frame.look_at(frame, table, file)
    _look_at_other_sheets(folder, instance)
    return CohortFile(frame, folder, file, table, rosters.of_cohort(frame, folder, table, instance))


def _look_at_other_sheets(folder: Path, instance: Instance) -> None:
    """Sheets that an officer surely wants to be read, under names or in forms that nothing reads.

    Without those of attendance and hours nobody can be judged: that is a complaint. A roster is told where it is missing.
    """
    for path in files_of(folder, *_OF_OFFICES, *map(str.upper, _OF_OFFICES)):
        stem, file = path.stem.casefold(), instance.file(path)
        if path.stem in _SHEETS and path.suffix in SHEETS:
            continue
        words, is_missing = say("このファイルは読みません。"), not any(sheets_of(folder, stem))
        if stem in _EVIDENCE and is_missing:
            file.complain(file.at(), words, _made_right(path))
        elif stem != "people" or not is_missing:
            file.remark(file.at(), words, _made_right(path))


def _made_right(path: Path) -> str:
    stem, ending = path.stem.casefold(), path.suffix.casefold()
    if stem not in _SHEETS:
        return say(
            "名簿は people.xlsx、日程は sessions.xlsx、出欠は attendance.xlsx、時間は hours.xlsx という名前にします"
            "(.csv でも可)。"
        )
    if ending in SHEETS:
        return say("『{found}』の名前を『{name}』にしてください。", found=path.name, name=f"{stem}{ending}")
    return saved_anew(path, stem)
