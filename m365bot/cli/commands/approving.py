"""`runs approve` and `runs reject`: a person's word, of whoever types it or of an approver who signs in for this decision.

Called by `runs`. What waits is shown before anybody signs in; no token is kept.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from m365bot import clock
from m365bot.cli import log
from m365bot.cli.commands import user, work
from m365bot.cli.screen import door, signing
from m365bot.errors import ConfigError
from m365bot.runs import approvers, deciding, taking
from m365bot.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from m365bot.graph.identity import SignedIn
    from m365bot.journal import Run
    from m365bot.runs.office import Office
    from m365bot.settings import Settings

    Waiting = Callable[[Office, str], Run]
    """The run that is decided about. Raises M365BotError where there is nothing to decide."""

NEEDS_SIGN_IN = {"--device-code": "device_code", "--no-browser": "no_browser", "--port": "port"}


@dataclass(frozen=True)
class SignIn:
    """How an approver signs in. wanted: at all."""

    wanted: bool = False
    device_code: bool = False
    no_browser: bool = False
    port: int = 0
    timeout: int = 600

    def __post_init__(self) -> None:
        """Raises ConfigError for a way to sign in where nobody is asked to."""
        given = [option for option, name in NEEDS_SIGN_IN.items() if getattr(self, name)]
        if given and not self.wanted:
            raise ConfigError(say("{option} は、--sign-in とともに使います。", option=given[0]))


@dataclass(frozen=True)
class Typed:
    """What was typed."""

    run_id: str
    kessai: str | None
    reason: str
    sign_in: SignIn
    as_json: bool


def approve(read: "Settings", typed: Typed) -> int:
    """And carry out what may be at once. Raises M365BotError."""
    log.to_standard_error()
    found = _signed_in(read, typed, deciding.waiting)

    async def carried_out(office: "Office") -> "Run":
        applying = deciding.approve(office, typed.run_id, await _word(office, typed, found))
        return await taking.at_its_minute(office, applying, taking.By.PERSON)

    return clock.run(work.with_office(read, carried_out, as_json=typed.as_json))


def reject(read: "Settings", typed: Typed) -> int:
    """Also take back an approval that waits for its minute. Raises M365BotError."""
    log.to_standard_error()
    found = _signed_in(read, typed, deciding.to_reject)

    async def rejected(office: "Office") -> "Run":
        return deciding.reject(office, typed.run_id, await _word(office, typed, found))

    clock.run(work.with_office(read, rejected, as_json=typed.as_json))
    return 0


async def _word(office: "Office", typed: Typed, found: "SignedIn | None") -> deciding.Word:
    """Raises GuardStopped where whoever signed in is no approver of today."""
    if found is None:
        return deciding.Word(user.name(), kessai=typed.kessai, reason=typed.reason)
    person = await approvers.who(office, found.account)
    return deciding.Word.of(
        person, tenant=found.tenant, account=found.account, kessai=typed.kessai, reason=typed.reason
    )


def _signed_in(read: "Settings", typed: Typed, waiting: "Waiting") -> "SignedIn | None":
    """Whoever signs in, where somebody is to. Outside of any loop: it waits for a person, on the machine's own time."""
    if not typed.sign_in.wanted:
        return None
    from m365bot import app

    clock.run(_shown(read, typed, waiting))
    out = door.err if typed.as_json else door.out  # standard output is the document's
    whose, way = say("承認する人のアカウントで"), typed.sign_in
    entry = app.identification(read, way.timeout)
    if way.device_code:
        return entry.by_device(lambda url, typed: signing.code(url, typed, whose, out=out))
    return entry.by_browser(
        lambda url: signing.address(url, whose, quietly=way.no_browser, out=out), port=way.port
    )


async def _shown(read: "Settings", typed: Typed, waiting: "Waiting") -> None:
    """What is decided about; nobody signs in for a run that does not wait. Raises M365BotError."""
    from m365bot import app
    from m365bot.cli.screen import show

    async with app.office(read) as office:
        run = waiting(office, typed.run_id)
        asked = run.asking or run.plan
        if asked and not typed.as_json:
            show.plan(office.plan(asked), office)
