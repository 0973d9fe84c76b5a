"""Hours and completion for other programs and for Excel.

Called by export. The JSON entries are a contract; the tables are for people.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from m365bot.records.hours import Hours
from m365bot.records.lacks import Lack
from m365bot.records.ledger import Line
from m365bot.records.standing import Standing
from m365bot.words import say


def hours(judged: Hours) -> Iterator[dict[str, Any]]:
    """Every line of the ledger, also those worth nothing, such as an absence."""
    for line in judged.ledger.lines:
        yield {
            "person": line.person.mail,
            "course": line.course or None,
            "session": line.session or None,
            "hours": number(line.hours),
            "evidence": line.evidence,
            "cohort": judged.cohort.key,
        }


def completion(judged: Hours) -> Iterator[dict[str, Any]]:
    """Everybody who was a trainee at any time; `complete` None: something that is written cannot be read."""
    for one in judged.standings:
        yield {
            "person": one.person.mail,
            "hours": number(one.total),
            "missing": [_missing(lack) for lack in one.lacks],
            "complete": one.complete,
            "cohort": judged.cohort.key,
            "by_course": {key: number(hours) for key, hours in one.by_course.items() if key},
        }


def _missing(lack: Lack) -> dict[str, Any]:
    return {
        "course": lack.course or None,
        "hours": number(lack.hours),
        "until": lack.until.isoformat() if lack.until else None,
        "words": lack.words,
    }


def hours_table(judged: Sequence[Hours]) -> list[list[object]]:
    """Header line and one line for each of the ledger."""
    head: list[object] = [
        say("期"),
        say("氏名"),
        say("メール"),
        say("科目"),
        say("回"),
        say("時間"),
        say("根拠"),
    ]
    return [head, *(_line(one, line) for one in judged for line in one.ledger.lines)]


def _line(judged: Hours, line: Line) -> list[object]:
    session = judged.cohort.session(line.session)
    return [
        judged.cohort.key,
        line.person.name,
        line.person.mail,
        _course(judged, line.course),
        session.title if session else "",
        number(line.hours),
        line.evidence,
    ]


def _course(hours: Hours, key: str) -> str:
    course = hours.frame.course(key)
    return course.title if course else key


def completion_table(judged: Sequence[Hours]) -> list[list[object]]:
    """Header line and one line for each trainee, a column for each course."""
    courses = {course.key: course.title for one in judged for course in one.frame.courses}
    head: list[object] = [say("期"), say("氏名"), say("メール"), say("合計時間"), *courses.values()]
    lines = (
        [one.cohort.key, *_standing(standing, list(courses))] for one in judged for standing in one.standings
    )
    return [[*head, say("修了要件"), say("足りないもの")], *lines]


def _standing(one: Standing, courses: Sequence[str]) -> list[object]:
    by_course = [number(one.by_course.get(key, 0.0)) for key in courses]
    words = {True: say("満たしています"), False: say("まだです"), None: say("不明(出欠を直してください)")}
    missing = "\n".join(lack.words for lack in one.lacks)
    return [one.person.name, one.person.mail, number(one.total), *by_course, words[one.complete], missing]


def number(hours: float) -> float | int:
    """To a second; whole ones without a point."""
    rounded = round(hours, 4)
    return int(rounded) if rounded == int(rounded) else rounded
