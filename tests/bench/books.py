"""Books of an office that has been at it for years: ten thousand runs, and a hundred thousand responses of five cohorts.

Called by the measurement of the desk. Rows go straight into the database: played, they would take a day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from m365bot.app.desks import Desk
from m365bot.database import bookmarks, rows
from m365bot.database.bookmarks import Bookmark
from m365bot.database.judgments import Judgments
from m365bot.database.tables import results, runs
from m365bot.journal import Status
from m365bot.programme import Cohort, Questionnaire
from m365bot.records import AnswersOf, Row
from m365bot.records.corrections import Corrections
from tests.console.rows import issue, plan

RUNS, RESPONSES, CHANGES, WITH_RESULTS = 10_000, 100_000, 40, 100
COHORTS = ("R7", "R8", "R9", "R10", "R11")
JOBS = ("provision", "distribute", "collect", "remind", "results", "newsletter")
STATUSES = (Status.DONE, Status.NOTHING_TO_DO, Status.DONE, Status.FAILED, Status.CANCELLED)
ITEMS = 40  # of self-study
STRANGE = 200  # of so many responses one waits for a look


def filled(desk: Desk) -> None:
    """Each run with a plan of some dozens of changes, the newest with what became of them. Of learning each person logs each
    item once; the rest answers everything else that a cohort asks, evenly.
    """
    _runs(desk)
    programme = desk.usable()
    cohorts = [found for key in COHORTS if (found := programme.cohort(key))]
    for cohort in cohorts:
        asked = [one for one in cohort.collected if one != cohort.study_log]
        logged = len(cohort.trainees()) * ITEMS if cohort.study_log else 0
        if cohort.study_log:
            _responses(desk, cohort, cohort.study_log, logged)
        for one in asked:
            _responses(desk, cohort, one, (RESPONSES // len(cohorts) - logged) // len(asked) + 1)


def _runs(desk: Desk) -> None:
    books, now = desk.books, datetime.now(UTC)
    changes = [issue(key=f"dx-{number:03}") for number in range(CHANGES)]
    planned = plan(*changes)
    made = [_run(books.instance, number, now, planned) for number in range(RUNS)]
    settled = {"instance": books.instance, "outcome": "made", "words": "", "error": "", "at": now.isoformat()}
    done = [
        {**settled, "run_id": f"run-{number:05}", "key": change.key}
        for number in range(WITH_RESULTS)
        for change in changes
    ]
    with books.engine.begin() as connection:
        connection.execute(insert(runs), made)
        connection.execute(insert(results), done)


def _run(instance: str, number: int, now: datetime, planned: dict[str, Any]) -> dict[str, Any]:
    at = (now - timedelta(minutes=10 * (number + 1))).isoformat()
    return {
        "instance": instance,
        "id": f"run-{number:05}",
        "job": JOBS[number % len(JOBS)],
        "cohort": COHORTS[number % len(COHORTS)],
        "status": STATUSES[number % len(STATUSES)].value,
        "trigger": "schedule",
        **dict.fromkeys(("at", "planned", "started", "ended"), at),
        "plan": planned,
        "report": {},
        "actor": "",
        "reason": "",
    }


def _responses(desk: Desk, cohort: Cohort, asked: Questionnaire, many: int) -> None:
    """Judged by config as it is, as a collect leaves them."""
    books, of = desk.books, AnswersOf.questionnaire(asked)
    now = datetime.now(UTC)
    word = Judgments(books.engine, books.instance, desk.usable()).word(asked, cohort, Corrections())
    with books.engine.begin() as connection:
        rows.add(connection, books.instance, _answers(cohort, asked, many, now))
        bookmarks.keep(connection, books.instance, of, Bookmark("", now, word))


def _answers(cohort: Cohort, asked: Questionnaire, many: int, now: datetime) -> Iterator[Row]:
    people, of = cohort.trainees(), AnswersOf.questionnaire(asked)
    for number in range(many):
        person, is_strange = people[number % len(people)], number % STRANGE == STRANGE - 1
        yield Row(
            0,
            known_by=f"{number}",
            digest=f"{asked.key}-{number}",
            response=f"{number}",
            identity="" if is_strange else person.mail,
            person_id=None if is_strange else person.id,
            reason="だれの回答か分かりません。" if is_strange else "",
            state="quarantined" if is_strange else "kept",
            submitted=now - timedelta(minutes=number),
            origin="フォーム回答",
            asked=of,
            raw={"メール": person.mail, "研修の満足度": 4, "業務で使えそうな場面": f"橋の点検 {number}"},
            answers={"satisfaction": 4, "idea": f"橋の点検 {number}"},
        )
