"""What is taught, and what completion asks for.

Called by cohorts and records. Pure.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Course:
    """A 科目. `on_request`: only for those who wish, so it counts for nobody else."""

    key: str
    title: str
    hours: float
    required: bool = False
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """`passed_at` is the share of a course's hours that passes it, 0 to 1; `courses` None: all required
    ones.
    """

    hours_at_least: float = 0
    courses: tuple[str, ...] | None = None
    passed_at: float = 0.8


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something due from every trainee or group."""

    key: str
    title: str
    due: datetime


@dataclass(frozen=True, slots=True)
class StudyItem:
    """One learning item of self-study.yaml."""

    key: str
    title: str
    provider: str = ""
    url: str = ""
    hours: float = 0
    course: str = ""
