"""Forms, and the questionnaires that a cohort asks with them.

Called by cohorts, records and jobs. Pure.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from m365bot.programme.relative import DateWords
from m365bot.programme.sessions import Session

Who = Literal["trainees", "attendees", "leaders", "applicants", "all staff", "anonymous"]
QuestionType = Literal["scale", "text", "choice", "choices", "date", "number"]
SourceKind = Literal["list", "workbook", "drop"]
Show = Literal["average", "count", "never"]


@dataclass(frozen=True, slots=True)
class Question:
    """`range` are the least and greatest answer of a scale or number; `options` those of a choice. other: may somebody
    answer in own words instead, as with 「その他」 of Microsoft Forms? called: other headers of its column.
    """

    key: str
    text: str
    type: QuestionType
    range: tuple[float, float] | None = None
    options: tuple[str, ...] = ()
    other: bool = False
    show: Show = "never"
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where answers arrive, with its {fields} still in it. `kind` list: place/list; workbook: team:/path or
    channel/path; drop: folder, or team:/path. make: is the list to be made where it is missing?
    """

    kind: SourceKind
    template: str
    make: bool = False


@dataclass(frozen=True, slots=True)
class Books:
    """What an answer is evidence of; None and empty: of the session's own hours and course."""

    hours: float | None = None
    course: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One file of forms/, `file` as officers know it. `remind` and `escalate` are told from the due date. free: further
    columns say nothing, and make no row doubtful. url: where it is answered, with its {fields} still in it.
    """

    key: str
    title: str
    source: SourceSpec
    who: Who = "trainees"
    identity: str = "メール"
    resubmission: Literal["last", "first", "all"] = "last"
    questions: tuple[Question, ...] = ()
    opens: DateWords | None = None
    due: DateWords | None = None
    remind: tuple[DateWords, ...] = ()
    escalate: DateWords | None = None
    books: Books | None = None
    free: bool = False
    url: str = ""
    file: str = field(default="", compare=False)

    @property
    def item_question(self) -> Question | None:
        """Which learning item a row of a self-study log is about: the question called so, else the first to choose by."""
        named = next((each for each in self.questions if each.key == "item"), None)
        return named or next((each for each in self.questions if each.type in ("choice", "choices")), None)


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where one questionnaire's answers arrive.

    `team` is the display name of the team in whose site it lies, None: the officers' team. `name` is the
    list's name, the workbook's path below the site's documents or the channel's folder, or the folder below the
    cohort's: then it is `folder`, and the cohort's is `within`. `written` is the whole as config has it. make: is the
    list to be made?
    """

    kind: SourceKind
    team: str | None
    name: str
    written: str = ""
    channel: str = ""
    folder: Path | None = None
    within: Path | None = None
    make: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A form asked once: of a session, or of a cohort (`session` None). Times are aware. may_be_missing: is it in order that
    its source is not there yet?
    """

    key: str
    form: Form
    cohort: str
    title: str
    source: SourcePlace
    session: Session | None = None
    opens: datetime | None = None
    due: datetime | None = None
    may_be_missing: bool = False
    url: str = ""
