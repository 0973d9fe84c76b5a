"""How an instance stands, gathered once for every screen that tells it.

Called by `m365bot status` and by the desk. Reads the database and config/; asks nothing of Microsoft 365.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from m365bot import clock
from m365bot.app import accounts, configured, offices, stored
from m365bot.journal import Pause, Run, Status, exits
from m365bot.programme import Programme
from m365bot.reading import needs_instance
from m365bot.runs import alive, daemon_words, standing
from m365bot.runs.standing import Standing
from m365bot.settings import Settings

if TYPE_CHECKING:
    from m365bot.database.books import Books
    from m365bot.doctor.findings import Check
    from m365bot.graph.account import Refusal

NEWEST = 500  # runs that are looked at
LAST = 8  # of those that ended


@dataclass(frozen=True)
class Glance:
    """coming: jobs with their next run, the soonest first; refusal: posts wait, for the account is signed out.

    certificate: what is to be told of its end, if that is near. daemon_seen: when one was last at work here.
    daemon_words: whether one is at work, in words. ran: what came to an end last.
    """

    standing: Standing
    pauses: Sequence[Pause]
    a_daemon_is_at_work: bool
    coming: list[dict[str, Any]]
    refusal: "Refusal | None"
    certificate: "Check | None" = None
    daemon_seen: datetime | None = None
    daemon_words: str = ""
    zone: tzinfo | None = None
    ran: Sequence[Run] = ()

    @property
    def exit(self) -> int:
        return exits.first([self.standing.exit, 5 if self.refusal else 0])

    def to_json(self) -> dict[str, Any]:
        refusal = self.refusal
        account = {"refused": refusal.at.isoformat(), "why": refusal.why} if refusal else None
        return {
            "daemon": self.a_daemon_is_at_work,
            "daemon_seen": self.daemon_seen.isoformat(timespec="seconds") if self.daemon_seen else None,
            "paused": [pause.to_json() for pause in self.pauses],
            **self.standing.to_json(),
            "account": account,
            "certificate": self.certificate.words if self.certificate else None,
            "next": [{name: row[name] for name in ("job", "title", "next")} for row in self.coming],
        }


def glance(settings: Settings) -> Glance:
    """As things are now. Raises M365BotError."""
    needs_instance(settings.folder)
    programme = configured.timetable(settings).programme
    rows = offices.overview(settings, programme, clock.asked()) if programme else []
    with stored.books(settings) as kept:
        return of(settings, kept, programme, rows)


def of(settings: Settings, kept: "Books", programme: Programme | None, rows: list[dict[str, Any]]) -> Glance:
    """rows: each job, as `overview` gives them. Raises M365BotError."""
    newest = kept.runs.lately(NEWEST)
    is_there = stored.leases(settings).a_daemon_is_at_work()
    return Glance(
        standing=standing.of(newest, programme),
        pauses=kept.pauses.all(),
        a_daemon_is_at_work=is_there,
        daemon_seen=alive.seen(settings.state),
        daemon_words=daemon_words.there(settings) if is_there else daemon_words.none(settings),
        coming=sorted((row for row in rows if row["next"]), key=lambda row: str(row["next"])),
        refusal=accounts.account_standing(settings).refusal,
        certificate=accounts.certificates_end(settings),
        zone=programme.timezone if programme else None,
        ran=[run for run in newest if run.status.is_over and run.status is not Status.CANCELLED][:LAST],
    )
