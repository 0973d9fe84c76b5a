"""What a cohort is judged by: its courses, the rule of completion, the learning items.

Made of config for a cohort that is not finished. Once it is finished, the one kept last holds for good: config serves the
years after it (ADR 69). Called by hours and by the database, which keeps it. Pure.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import Completion, Course, StudyItem
from m365bot.programme.programme import Programme

BEGINNING = "frame:"


@dataclass(frozen=True)
class Frame:
    """`courses` are the programme's with the cohort's own over them."""

    courses: tuple[Course, ...]
    rule: Completion
    study: tuple[StudyItem, ...] = ()

    @classmethod
    def of(cls, cohort: Cohort, programme: Programme) -> "Frame":
        """As config has it now."""
        return cls(cohort.courses, programme.completion, programme.self_study)

    @staticmethod
    def key_of(cohort: str) -> str:
        return f"{BEGINNING}{cohort}"

    @cached_property
    def required(self) -> tuple[Course, ...]:
        """The courses that everybody must pass; one on request is nobody's duty unless the rule names it."""
        named = self.rule.courses
        if named is not None:
            return tuple(each for each in self.courses if each.key in named)
        return tuple(each for each in self.courses if each.required and not each.on_request)

    def needed(self, course: Course) -> float:
        """Hours of a course without which nobody completes; 0 where it is nobody's duty."""
        return round(course.hours * self.rule.passed_at, 4) if course in self.required else 0.0

    def course(self, key: str) -> Course | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Course]:
        """Of two the first."""
        return {each.key: each for each in reversed(self.courses)}

    def items_of(self, course: str) -> tuple[StudyItem, ...]:
        return tuple(each for each in self.study if each.course == course)

    def to_memo(self) -> dict[str, Any]:
        return {
            "courses": [asdict(each) for each in self.courses],
            "rule": {
                **asdict(self.rule),
                "courses": None if self.rule.courses is None else [*self.rule.courses],
            },
            "study": [asdict(each) for each in self.study],
        }

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Frame":
        rule = memo["rule"]
        named = rule["courses"]
        return cls(
            tuple(Course(**each) for each in memo["courses"]),
            Completion(**{**rule, "courses": None if named is None else tuple(named)}),
            tuple(StudyItem(**each) for each in memo["study"]),
        )
