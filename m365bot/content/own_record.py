"""What one trainee reads of their own: hours by course, what is left and how it can still be had, what is
handed in and what is not, feedback.

Called by the job that lays it where only that person reads it. Pure; it names nobody, the person neither: whose it is,
says where it lies.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from m365bot.content import days
from m365bot.programme import STUDY, Person
from m365bot.records import feedback, pseudonyms
from m365bot.records.handed import HandedIn
from m365bot.records.hours import Hours
from m365bot.records.lacks import Doubt
from m365bot.records.standing import Standing
from m365bot.words import tell

Line = tuple[str | float, ...]
Rows = tuple[Line, ...]


def rows(hours: Hours, standing: Standing, handed: Sequence[HandedIn] = ()) -> Rows:
    """Lines of a sheet; an empty one stands above each table, whose first line is its heading.

    They do not tell the day they were made on: then the same hours are the same sheet.

    handed: the cohort's questionnaires.
    """
    return tuple(_rows(hours, standing, handed))


def _rows(hours: Hours, standing: Standing, handed: Sequence[HandedIn]) -> Iterator[Line]:
    yield (tell("{cohort} 研修の記録", cohort=hours.cohort.key),)
    yield (tell("あなたと研修担当だけが読めます。違うところがあれば、研修担当に知らせてください。"),)
    if _has_board(hours):
        name = pseudonyms.of(hours.cohort)[standing.person.id]
        yield (tell("『自主学習』のページでのあなたの呼び名"), name)
    yield ()
    yield (tell("科目"), tell("受けた時間"), tell("科目の時間"), tell("修了に必要な時間"))
    for course in hours.frame.courses:
        had, needed = standing.by_course.get(course.key, 0.0), hours.frame.needed(course)
        yield (course.title, _number(had), _number(course.hours), _number(needed) if needed else "")
    yield (tell("合計"), _number(standing.total), "", _number(hours.frame.rule.hours_at_least))
    yield ()
    yield from _left(standing)
    yield from _evidence(hours, standing)
    yield from _handed_in(standing, handed)
    yield from _feedback(hours, standing)


def _has_board(hours: Hours) -> bool:
    return any(tab.page == STUDY for spec in hours.cohort.channels for tab in spec.tabs)


def _left(standing: Standing) -> Iterator[Line]:
    if standing.complete:
        yield (tell("修了に必要な時間は、すべて受けています。"),)
    elif any(lack.doubt is Doubt.SHEETS for lack in standing.lacks):
        yield (
            tell("出欠にまだ読めないところがあり、足りない時間はいま言えません。研修担当が確かめています。"),
        )
    else:
        yield (tell("修了までに"),)
        yield from ((lack.told,) for lack in standing.lacks)
        if not all(lack.can_be_had or lack.left for lack in standing.lacks):
            yield (tell("取れる回がない分は、補い方を研修担当に相談してください。"),)
    yield ()


def _evidence(hours: Hours, standing: Standing) -> Iterator[Line]:
    yield (tell("日付"), tell("時間"), tell("内容"))
    for line in sorted(hours.ledger.of(standing.person), key=lambda line: (line.day, line.session)):
        session = hours.cohort.session(line.session)
        course = next((each.title for each in hours.cohort.courses if each.key == line.course), "")
        yield (_day(line.day), _number(line.hours), session.title if session else course)


def _handed_in(standing: Standing, handed: Sequence[HandedIn]) -> Iterator[Line]:
    """What was asked of this person by name."""
    own = [one for one in handed if one.is_begun and one.is_for_people and one.is_awaited_of(standing.person)]
    if own:
        yield ()
        yield (tell("締切"), tell("提出"), tell("内容"))
    for one in own:
        yield (
            _day(one.asked.due.date()) if one.asked.due else "",
            _state(one, standing.person),
            one.asked.title,
        )


def _state(one: HandedIn, person: Person) -> str:
    if person.id in one.answered:
        return tell("提出")
    return tell("不明") if one.is_in_doubt else tell("未提出")


def _feedback(hours: Hours, standing: Standing) -> Iterator[Line]:
    found = feedback.of(standing.person, hours.cohort, hours.now.date())
    if found:
        yield ()
        yield (tell("日付"), tell("内容"), tell("フィードバック"))
        yield from ((_day(each.day), each.title, each.text) for each in found)


def _day(day: date) -> str:
    return f"{day.year}年{days.day(day)}"


def _number(hours: float) -> float:
    return round(hours, 2)
