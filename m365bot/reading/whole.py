"""The whole instance: every file of config/ read, in the order in which they need each other.

Called by `reading.read` alone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import StudyItem
from m365bot.programme.forms import Form
from m365bot.programme.messages import Message, Messages
from m365bot.programme.names import mail_fold
from m365bot.programme.people import Officer, Person, Role
from m365bot.programme.programme import Programme, Schedule
from m365bot.reading import cohorts, odd, roster, teams
from m365bot.reading.cohorts import Common
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import Instance
from m365bot.reading.files import cohort, forms, issues, messages, schedule, self_study, settings
from m365bot.reading.files import programme as programme_file
from m365bot.reading.files.cohort import CohortFile
from m365bot.reading.files.issue_targets import Press
from m365bot.reading.files.programme import ProgrammeFile
from m365bot.reading.files.self_study import SelfStudy
from m365bot.reading.folders import folders_of
from m365bot.reading.reading import Reading
from m365bot.reading.roster import Mandate, Pseudonym, Roster
from m365bot.words import say


def read(folder: Path, pseudonym: Pseudonym, named: Collection[str]) -> Reading:
    """Never raises for what the files hold."""
    notebook = Notebook()
    odd.look_for(Instance(folder, notebook))
    programme = _programme(Instance(folder, notebook), pseudonym, named)
    return Reading(programme, notebook.complaints, notebook.remarks)


UNREAD = "unread@settings.invalid"  # the mailbox of a settings.toml that cannot be read: what lacks one is not told too


@dataclass(frozen=True)
class Files:
    """What stands in the files beside programme.yaml, before it is put together."""

    mailbox: str
    texts: dict[str, Message]
    guests: bool
    forms: dict[str, Form | None]
    cohorts: list[CohortFile]
    study: SelfStudy
    schedule: dict[str, Schedule]


def _programme(instance: Instance, pseudonym: Pseudonym, named: Collection[str]) -> Programme | None:
    written = programme_file.read(instance.config("programme.yaml"))
    files = _files(instance, named)
    if written is None:
        return None
    everybody = _everybody(files, written, pseudonym)
    log = files.study.log(files.forms)
    common = Common(instance, written, everybody, files.forms, files.guests, log)
    made = tuple(cohorts.made(each, common) for each in files.cohorts)
    teams.look_at(made, written)
    whole = replace(
        _peopled(written, everybody),
        cohorts=made,
        issues=issues.read_all(
            _config(instance) / "newsletter", instance, _press(written, made, files, instance)
        ),
        forms=_forms(files, log),
        schedule=files.schedule,
        self_study=_self_study(files.study, written, made),
        messages=Messages(written.programme.messages.by, files.mailbox, files.texts),
    )
    if written.usable:
        told = {each.frame.key for each in files.cohorts if "starts" in each.table}
        cohorts_told = [each for each in whole.unfinished if each.key in told]
        _look_at_officers(cohorts_told, whole, written)
        _look_at_approvers(cohorts_told, whole, written)
        _look_at_reminders(whole, instance)
        _look_at_authors(whole, instance)
    _look_at_rosters(files.cohorts)
    return whole if written.usable else None


def _config(instance: Instance) -> Path:
    return instance.folder / "config"


def _files(instance: Instance, named: Collection[str]) -> Files:
    before = instance.notebook.count
    found = settings.read(instance.config("settings.toml"))
    tenant = found.get("tenant")
    is_unread = not found and instance.notebook.count > before
    return Files(
        mailbox=UNREAD if is_unread else str(tenant.get("mailbox", "")) if isinstance(tenant, dict) else "",
        texts=messages.read_all(_config(instance) / "messages", instance),
        guests=not isinstance(tenant, dict) or str(tenant.get("guests", "on")) != "off",
        forms=forms.read_all(_config(instance) / "forms", instance),
        cohorts=_cohorts(instance, named),
        study=self_study.read(instance.config("self-study.yaml")),
        schedule=schedule.read(instance),
    )


def _cohorts(instance: Instance, named: Collection[str]) -> list[CohortFile]:
    """Every cohort's files, oldest first."""
    paths = folders_of(_config(instance) / "cohorts")
    if not paths:
        file = instance.config("cohorts")
        file.complain(
            file.at(), say("期のフォルダーが1つもありません。"), say("例: config/cohorts/R7/cohort.yaml")
        )
    found = [cohort.opened(path, instance, named) for path in paths]
    return sorted((each for each in found if each), key=lambda each: (each.frame.starts, each.frame.key))


def _everybody(files: Files, written: ProgrammeFile, pseudonym: Pseudonym) -> Roster:
    rows = [row for each in files.cohorts for row in each.roster.usable]
    return roster.make(rows, written.mandates, written.programme.domains, pseudonym)


def _peopled(written: ProgrammeFile, everybody: Roster) -> Programme:
    """The programme with persons where programme.yaml has addresses."""
    return replace(
        written.programme,
        service_account=_person(written.service_account, everybody),
        officers=_holders(written.officers, everybody),
        approvers=_holders(written.approvers, everybody),
        directory=everybody.directory,
    )


def _holders(mandates: Sequence[Mandate], everybody: Roster) -> tuple[Officer, ...]:
    return tuple(Officer(_person(each, everybody), each.period) for each in mandates)


def _person(mandate: Mandate, everybody: Roster) -> Person:
    person = everybody.directory.find(mandate.mail)
    if person is None:
        raise AssertionError("everybody whom programme.yaml names is in the directory")
    return person


def _press(written: ProgrammeFile, made: Sequence[Cohort], files: Files, instance: Instance) -> Press:
    folders = folders_of(_config(instance) / "cohorts")
    missing = not folders or len(made) < len(folders)
    fields = {**written.teams, **written.fields}
    return Press(written.programme, made, fields, cohort_missing=missing, mailbox=files.mailbox)


def _forms(files: Files, log: Form | None) -> dict[str, Form]:
    """Those of forms/, and the log of self-study where that is our own."""
    named = {key: form for key, form in files.forms.items() if form}
    return named if log is None else {log.key: log, **named}


def _self_study(study: SelfStudy, written: ProgrammeFile, made: Sequence[Cohort]) -> tuple[StudyItem, ...]:
    courses = (*written.programme.curriculum, *(course for each in made for course in each.courses))
    return study.items([course.key for course in courses])


def _look_at_officers(cohorts: Sequence[Cohort], programme: Programme, written: ProgrammeFile) -> None:
    """A day within a cohort that is not over on which nobody is an officer: teams would have no owner."""
    if gap := _first_gap(cohorts, programme.officers, programme.officers_on):
        written.file.remark(
            written.table.at("officers"),
            say("{day} には研修担当が1人もいません({cohort} の期間中です)。", day=gap[0], cohort=gap[1].key),
            say("後任の行を officers に足してください。"),
        )


def _look_at_approvers(cohorts: Sequence[Cohort], programme: Programme, written: ProgrammeFile) -> None:
    """The same of approvers, where any are named: nobody could approve by signing in."""
    if not programme.approvers:
        return
    if gap := _first_gap(cohorts, programme.approvers, programme.approvers_on):
        written.file.remark(
            written.table.at("approvers"),
            say(
                "{day} には承認する人が1人もいません({cohort} の期間中です)。", day=gap[0], cohort=gap[1].key
            ),
            say("後任の行を approvers に足してください。"),
        )


def _look_at_authors(programme: Programme, instance: Instance) -> None:
    """Nobody signs what they wrote themselves: an issue of the only approver could never go out."""
    if not programme.approvers or programme.single_officer:
        return
    for issue in programme.issues:
        author = programme.find_person(issue.author)
        others = [
            one for one in programme.approvers_on(issue.publish.date()) if author and one.id != author.id
        ]
        if issue.approve and author and not others:
            file = instance.file(issue.path)
            file.remark(
                file.at(),
                say("書いた人のほかに、公開日({day})に承認できる人がいません。", day=issue.publish.date()),
                say(
                    "programme.yaml の approvers にほかの人を足すか、決裁番号(--kessai)で承認するか、"
                    "single_officer: true と書きます。"
                ),
            )


def _look_at_reminders(programme: Programme, instance: Instance) -> None:
    """Forms that remind people need a mailbox and a text: without them nobody is written to."""
    if not programme.reminds:
        return
    if programme.messages.by == "mail" and not programme.messages.mailbox:
        file = instance.config("settings.toml")
        file.remark(
            file.at(),
            say("様式に remind がありますが、送信元のメールボックスがありません。お知らせは送れません。"),
            say('[tenant] の下に mailbox = "…" を書いてください。'),
        )
    wanted = {
        "reminder": any(form.remind for form in programme.forms.values()),
        "escalation": any(form.escalate for form in programme.forms.values()),
    }
    for name, is_wanted in wanted.items():
        file = instance.config(f"messages/{name}.md")
        if is_wanted and not file.path.exists():
            file.remark(
                file.at(),
                say("様式に remind か escalate がありますが、この文面がありません。お知らせは送れません。"),
            )


def _first_gap(
    cohorts: Sequence[Cohort], holders: Sequence[Officer], on: Callable[[date], Sequence[Person]]
) -> tuple[date, Cohort] | None:
    """The first day of a running cohort on which nobody holds an office, and that cohort."""
    ends = [each.period.end for each in holders if each.period.end]
    after = [end + timedelta(days=1) for end in ends if end < date.max]
    for day in sorted({*after, *(each.starts for each in cohorts)}):
        running = [each for each in cohorts if each.starts <= day <= each.ends]
        if running and not on(day):
            return day, running[0]
    return None


def _look_at_rosters(files: Sequence[CohortFile]) -> None:
    """A roster that was copied with its folder: nearly all trainees are those of another cohort."""
    known: list[tuple[CohortFile, set[str]]] = []
    for each in files:
        trainees = {mail_fold(row.mail) for row in each.roster.usable if row.line.role is Role.TRAINEE}
        for other, before in known:
            if each.is_read and len(trainees) > 2 and len(trainees & before) * 5 >= len(trainees) * 4:
                place = next(row.place for row in each.roster.usable)
                each.file.remark(
                    place,
                    say(
                        "受講者{count}人のうち{same}人が {other} と同じです。",
                        count=len(trainees),
                        same=len(trainees & before),
                        other=other.frame.key,
                    ),
                    say("前の年の名簿を写したままではありませんか?"),
                )
        known.append((each, trainees))
