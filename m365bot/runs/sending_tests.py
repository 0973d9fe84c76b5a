"""A test of an issue's mail, to one of those who have to do with it: before anybody approves, as it would arrive.

Called by the command line. A run of its own, so that a lost answer sends nothing twice; the same text goes to one person
once. Who reads DX通信 never gets one: an address that is not one person's own is refused (addressee.one_person).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from m365bot.content.issue import faces
from m365bot.errors import ConfigError
from m365bot.job import Job, Now, Wanted
from m365bot.journal import Run, Trigger
from m365bot.programme import Issue, Person, Programme
from m365bot.programme.people import distinct
from m365bot.resources import Mailing, Window
from m365bot.runs import starter
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import later, say, tell

NAME = "send-test"
LASTS = timedelta(hours=1)
PATIENCE = 60.0  # seconds for which it waits for another mailing


def reader(programme: Programme, issue: Issue, mail: str, today: date) -> Person:
    """Raises ConfigError for whoever has nothing to do with the issue."""
    author, person = programme.find_person(issue.author), programme.find_person(mail)
    able = distinct((*programme.officers_on(today), *programme.approvers_on(today)))
    if person and person.id in {one.id for one in (*able, *((author,) if author else ()))}:
        return person
    raise ConfigError(
        say(
            "『{mail}』にはテスト送信できません。送れるのは、今日の研修担当と承認する人(programme.yaml)、"
            "この号の author だけです。",
            mail=mail,
        )
    )


async def send(office: Office, issue: Issue, to: Person, actor: str) -> Run:
    """Raises what running raises."""
    here = replace(office, jobs={**office.jobs, NAME: _of(issue, to)})
    # Never left to a daemon, which knows no such job.
    asked = Asked(NAME, at=office.now(None), trigger=Trigger.MANUAL, actor=actor, patience=PATIENCE)
    (run,) = await starter.run(here, asked)
    return run


def _of(issue: Issue, to: Person) -> Job:
    def send_test(programme: Programme, now: Now) -> Wanted:
        yield _mail(issue, to, programme, now)

    return Job(NAME, later("DX通信のテスト送信"), "", "skip", send_test)


def _mail(issue: Issue, to: Person, programme: Programme, now: datetime) -> Mailing:
    """Marked where everybody sees it; at once, whatever the hour: somebody waits for it."""
    face = faces.mail(faces.manuscript(issue, programme), issue, programme)
    whole = Mailing.of(face, issue, programme, window_=Window(now, now + LASTS))
    return replace(
        whole,
        mailing_key=f"test-{issue.key}-{face.fingerprint[:16]}-{to.id}",
        group=to.contact,
        mode="one",
        subject=tell("【テスト送信】{subject}", subject=face.subject),
        since=now - LASTS,
    )
