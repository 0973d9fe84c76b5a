"""Whose word counts: which approver of today somebody is who signed in, and whether it is their own draft.

Called by the command line, the console and deciding. `who` asks the directory for each approver's account as it is now:
neither a name in a token nor what is remembered of the tenant makes anybody an approver (docs/facts.md entra.idtoken).
At the desk the account bears a role of the app's, which only an administrator gives: `signed_in` looks whose it is.
"""

import asyncio
from collections.abc import Iterable
from datetime import date

from m365bot.errors import GuardStopped
from m365bot.journal import Run
from m365bot.journal.version import Version
from m365bot.programme import Person, Programme
from m365bot.programme.names import mail_fold
from m365bot.programme.people import distinct
from m365bot.reconcile.plan import Plan
from m365bot.resources.shared import accounts
from m365bot.runs.office import Office
from m365bot.words import say


async def who(office: Office, account: str) -> Person:
    """The approver of today whose account it is, by the directory's id. Raises GuardStopped, and what a look raises."""
    now = office.now(None)
    programme, today = office.programme, now.date()
    able = programme.approvers_on(today)
    own = programme.service_account.id  # as which the bot itself is signed in
    asked = [one for one in distinct((*able, *_ever(programme))) if one.id != own]
    view = office.view(now)
    found = await asyncio.gather(*(accounts.id_now(view, one) for one in asked))
    person = next((one for one, each in zip(asked, found, strict=True) if each and each == account), None)
    if person is None:
        raise GuardStopped(_nobody(programme, able))
    if person not in able:
        raise GuardStopped(_not_today(person, today))
    return person


def _not_today(person: Person, today: date) -> str:
    return say(
        "{who} は承認する人として programme.yaml にありますが、今日({today})は期間の外です。承認は記録していません。",
        who=person.mail,
        today=today,
    )


def signed_in(programme: Programme, today: date, sign_in_name: str) -> Person:
    """The approver of today who signs in by this name; that the account is theirs, and may approve, its role told.

    Called where whoever signed in bears the role that administrators gave to that account. Raises GuardStopped.
    """
    able, name = programme.approvers_on(today), mail_fold(sign_in_name)
    person = next((one for one in distinct((*able, *_ever(programme))) if mail_fold(one.mail) == name), None)
    if person is None or person.id == programme.service_account.id:
        raise GuardStopped(_nobody(programme, able))
    if person not in able:
        raise GuardStopped(_not_today(person, today))
    return person


def _ever(programme: Programme) -> Iterable[Person]:
    """Also those whose time is over or yet to come: they are told so."""
    return (each.person for each in programme.approvers or programme.officers)


def _nobody(programme: Programme, able: tuple[Person, ...]) -> str:
    where = "approvers" if programme.approvers else "officers"
    if not able:
        return say(
            "今日承認できる人がいません。programme.yaml の {where} の期間を確かめてください。"
            "承認は記録していません。",
            where=where,
        )
    return say(
        "サインインしたアカウントは、承認する人(programme.yaml の {where})ではありません。承認は記録していません。",
        where=where,
    )


def is_own(person: Person, account: str, run: Run, plan: Plan, hands: Iterable[Version]) -> bool:
    """Did they write what asks, by its own word or by who saved it, or ask for the run themselves?

    Of a command line only the operating system's user is known: one that is called as they sign in is taken for them.
    hands: versions whose authors count (`authors`).
    """
    wrote = (change.resource.drafted_by for change in plan.changes)
    is_named = any(one is not None and one.id == person.id for one in wrote)
    return is_named or any(_saved(person, account, one) for one in hands) or _is_called(person, run.actor)


def _saved(person: Person, account: str, version: Version) -> bool:
    """By the account, which nobody can choose; by the name where a version knows no more."""
    return (bool(account) and account == version.account) or _is_called(person, version.who)


def _is_called(person: Person, user: str) -> bool:
    names = {name for mail in (person.mail, person.contact) for name in (mail, mail.partition("@")[0])}
    return bool(user) and mail_fold(user) in {mail_fold(name) for name in names}
