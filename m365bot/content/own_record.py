"""What one trainee reads of their own: hours by course, what is left and how it can still be had, feedback.

Called by the job that lays it where only that person reads it. Pure; it names nobody, the person neither: whose it is,
says where it lies.
"""

from collections.abc import Iterator
from datetime import date

from m365bot.content import days
from m365bot.programme import STUDY
from m365bot.records import feedback, pseudonyms
from m365bot.records.hours import Hours
from m365bot.records.lacks import Doubt
from m365bot.records.standing import Standing
from m365bot.words import tell

Rows = tuple[tuple[str, ...], ...]


def rows(hours: Hours, standing: Standing) -> Rows:
    """Lines of a sheet. They do not tell the day they were made on: then the same hours are the same sheet."""
    return tuple(_rows(hours, standing))


def _rows(hours: Hours, standing: Standing) -> Iterator[tuple[str, ...]]:
    yield (tell("{cohort} 研修の記録", cohort=hours.cohort.key),)
    yield (tell("あなたと研修担当だけが読めます。違うところがあれば、研修担当に知らせてください。"),)
    if _has_board(hours):
        name = pseudonyms.of(hours.cohort)[standing.person.id]
        yield (tell("『自主学習』のページでのあなたの呼び名"), name)
    yield ()
    yield (tell("科目"), tell("受けた時間"), tell("必要な時間"))
    for course in hours.cohort.courses:
        had = standing.by_course.get(course.key, 0.0)
        yield (course.title, _number(had), _number(course.hours) if course.required else "")
    yield (tell("合計"), _number(standing.total), _number(hours.frame.rule.hours_at_least))
    yield ()
    yield from _left(standing)
    yield from _evidence(hours, standing)
    yield from _feedback(hours, standing)


def _has_board(hours: Hours) -> bool:
    return any(tab.page == STUDY for spec in hours.cohort.channels for tab in spec.tabs)


def _left(standing: Standing) -> Iterator[tuple[str, ...]]:
    if standing.complete:
        yield (tell("修了に必要な時間は、すべて受けています。"),)
    elif any(lack.doubt is Doubt.SHEETS for lack in standing.lacks):
        yield (
            tell("出欠にまだ読めないところがあり、足りない時間はいま言えません。研修担当が確かめています。"),
        )
    else:
        yield (tell("修了までに"),)
        yield from ((lack.told,) for lack in standing.lacks)
    yield ()


def _evidence(hours: Hours, standing: Standing) -> Iterator[tuple[str, ...]]:
    yield (tell("日付"), tell("時間"), tell("内容"))
    for line in sorted(hours.ledger.of(standing.person), key=lambda line: (line.day, line.session)):
        session = hours.cohort.session(line.session)
        course = next((each.title for each in hours.cohort.courses if each.key == line.course), "")
        yield (_day(line.day), _number(line.hours), session.title if session else course)


def _feedback(hours: Hours, standing: Standing) -> Iterator[tuple[str, ...]]:
    found = feedback.of(standing.person, hours.cohort, hours.now.date())
    if found:
        yield ()
        yield (tell("日付"), tell("内容"), tell("フィードバック"))
        yield from ((_day(each.day), each.title, each.text) for each in found)


def _day(day: date) -> str:
    return f"{day.year}年{days.day(day)}"


def _number(hours: float) -> str:
    return f"{round(hours, 2):g}"
