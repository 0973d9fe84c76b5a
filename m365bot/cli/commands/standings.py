"""What `m365bot records hours` shows: where everybody of a cohort stands, or one person's ledger with its evidence.

Called by the command of that name. For officers: names stand beside figures.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from m365bot import app
from m365bot.cli.screen import door, table, terminal
from m365bot.errors import ConfigError
from m365bot.programme import Person, Programme, called
from m365bot.records.hours import Hours
from m365bot.records.overview import outlook
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.settings import Settings


def shown(settings: "Settings", mail: str | None, cohort: str | None) -> int:
    with app.records(settings, [cohort] if cohort else []) as (stored, programme):
        cohorts = [called.cohort(cohort, programme)] if cohort else list(programme.unfinished)
        rows = [row for one in cohorts for row in stored.rows_of(one)]
        judged = stored.judged(cohorts, stored.records_of(cohorts, rows))
    for one in judged:
        for fault in one.doubts:
            door.err(f"{fault.file} {fault.words}")
    if mail is None:
        door.out("\n\n".join(_everybody(one) for one in judged) or say("進行中の期はありません。"))
        return 0
    person = _called(mail, programme)
    own = [one for one in judged if person in one.trainees]
    if not own:
        raise ConfigError(say("『{mail}』は、この期の受講者ではありません。", mail=mail))
    door.out("\n\n".join("\n".join(_one(one, person)) for one in own))
    return 0


def _called(mail: str, programme: Programme) -> Person:
    if found := programme.find_person(mail):
        return found
    raise ConfigError(
        say("『{mail}』という人はいません。サインイン名か連絡先メールを書いてください。", mail=mail)
    )


def _everybody(hours: Hours) -> str:
    head = [say("期"), say("氏名"), say("合計時間"), say("修了の見込み"), say("足りない科目")]
    rows = [
        [
            hours.cohort.key,
            one.person.name,
            f"{one.total:g}",
            outlook(one),
            say("、").join(
                f"{lack.title or say('合計')} {lack.hours:g}" for lack in one.lacks if not lack.left
            ),
        ]
        for one in hours.standings
    ]
    return table.fitted(head, rows, terminal.room(), idle=(), spare=(4, 0))


def _one(hours: Hours, person: Person) -> Iterator[str]:
    standing = hours.standing(person)
    yield say(
        "{name}({cohort})  合計 {total:g}時間  {outlook}",
        name=person.name,
        cohort=hours.cohort.key,
        total=standing.total,
        outlook=outlook(standing),
    )
    for course in hours.frame.courses:
        had = standing.by_course.get(course.key, 0.0)
        if had or not course.on_request:
            yield f"  {course.title}  {had:g} / {course.hours:g}"
    yield from (f"  {lack.words}" for lack in standing.lacks)
    lines = [
        [f"{line.hours:g}", _course(hours, line.course), line.evidence] for line in hours.ledger.of(person)
    ]
    yield table.text([say("時間"), say("科目"), say("根拠")], lines)


def _course(hours: Hours, key: str) -> str:
    course = hours.frame.course(key)
    return course.title if course else key
