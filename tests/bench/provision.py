"""The first provision of a cohort against the floor that documented limits and waits set, and the second run."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from m365bot.sandbox.server import Sandbox
from tests.bench.place import show, tenant
from tests.bot import writes

KICKOFF = "2025-05-07T06:30"
PER_TEAM, CHANNELS, PER_CHANNEL = 4, 1, 1  # documented rates a second
PUT_AGAIN = 10.0  # documented interval between tries on a young group
WINDOW = 0.95


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=False) as (sandbox, bot):
        first = bot.run("provision", at=KICKOFF)
        log = sandbox.log()
        pace, waits = floor(log), waited(log, sandbox)
        total = pace + waits
        show("first provision, floor (s of pace + s of waits)", f"{pace:.1f}+{waits:.1f}", "")
        show("first provision, seconds", first["seconds"], f"<= {1.15 * total:.1f} (1.15 x the floor)")
        show("most team requests in any 0.95 s", most(log, "team"), "<= 4")
        show("most channel requests in any 0.95 s", most(log, "channel"), "<= 1")
        again = bot.run("provision", at=KICKOFF)
        rows = sandbox.log()[len(log) :]
        reads = max(Counter(team_of(row["path"]) for row in inner(rows) if team_of(row["path"])).values())
        trips = -(-reads // PER_TEAM) + 2
        show("second provision, writes", len(writes(rows)), "0")
        show("second provision, reads of the busiest team", reads, "<= 3 + 10 private + 1 with tabs")
        show("second provision, round trips", again["http"]["round_trips"], f"<= {trips}")
        show("second provision, seconds", again["seconds"], f"<= {(reads - 1) / PER_TEAM + 1:.2f}")
        show("throttled, both", first["http"]["throttled"] + again["http"]["throttled"], "0")


def floor(log: list[dict[str, Any]]) -> float:
    """Seconds that the slowest scope takes at its documented rate."""
    rows = list(inner(log))
    teams = Counter(team_of(row["path"]) for row in rows if team_of(row["path"]))
    channels = Counter(channel_of(row["path"]) for row in rows if channel_of(row["path"]))
    made = Counter(
        team_of(row["path"]) for row in rows if row["method"] == "POST" and row["path"].endswith("/channels")
    )
    rates = ((teams, PER_TEAM), (channels, PER_CHANNEL), (made, CHANNELS))
    return max((count - 1) / rate for counted, rate in rates for count in counted.values())


def waited(log: list[dict[str, Any]], sandbox: Sandbox) -> float:
    """Seconds in which something was waited for: each wait lasts from its first not-ready answer to readiness or the
    documented interval, the later of both; what is waited for at the same time counts once, and nothing beyond the
    run's own end, after which a later run waits.
    """
    state = sandbox.tenant
    (group,) = (group for group in state.groups.values() if group.mail_nickname == "dx-leader-R7")
    team = state.teams[group.id]
    asked = [
        (f"/groups/{group.id}/team", group.teamable_at, PUT_AGAIN),
        (f"/teams/{group.id}?", team.seen_at, 0.0),
        *((f"{channel.id}/filesFolder", channel.folder_at, 0.0) for channel in team.channels.values()),
    ]
    return _together(span for each in asked if (span := _wait(log, *each)))


def _wait(
    log: list[dict[str, Any]], part: str, ready_at: float, interval: float
) -> tuple[float, float] | None:
    refused = [moment(row) for row in inner(log) if part in row["path"] and row["status"] == 404]
    if not refused:
        return None
    over = max(moment(row) for row in inner(log))
    return refused[0], min(max(ready_at, refused[0] + interval), over)


def _together(spans: Iterable[tuple[float, float]]) -> float:
    total, until = 0.0, 0.0
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, until))
        until = max(until, end)
    return total


def most(log: list[dict[str, Any]], scope: str) -> int:
    """The most requests of one team or channel in any window."""
    of = team_of if scope == "team" else channel_of
    times: dict[str, list[float]] = {}
    for row in inner(log):
        if name := of(row["path"]):
            times.setdefault(name, []).append(moment(row))
    return max(
        sum(1 for other in found if at <= other < at + WINDOW) for found in times.values() for at in found
    )


def inner(log: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (row for row in log if not row["path"].endswith("/$batch"))


def moment(row: dict[str, Any]) -> float:
    return datetime.fromisoformat(row["at"]).timestamp()


def team_of(path: str) -> str:
    parts = path.split("?")[0].split("/")
    return parts[parts.index("teams") + 1] if "teams" in parts[:4] else ""


def channel_of(path: str) -> str:
    parts = path.split("?")[0].split("/")
    return parts[parts.index("channels") + 1] if "channels" in parts[:-1] else ""
