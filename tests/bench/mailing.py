"""Five thousand readers, each way of mailing, with the mailbox's limits and a fifth of all writes going wrong."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import mailed
from tests.bench.place import show, tenant
from tests.bot import Bot

READERS = 5_000
BOX = "kenshu@example.jp"
PUBLISHED = "2025-06-02T09:00"
A_MINUTE, A_MESSAGE = 30, 500
# Seconds for which a draft, then its sending, is looked for before it is repeated; of all letters at once.
IN_DOUBT = 2 * 120
# Of ten writes two go wrong: lost before, or after they were done, or with the connection.
FAULTS: list[dict[str, Any]] = [
    {"match": f"POST {path}", "then": then, "after_commit": after, "probability": 0.05}
    for path in ("*/messages", "*/send")
    for then, after in ((504, True), (504, False), ({"drop": "after"}, True), (503, False))
]


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot):
        _people(sandbox)
        for mode in ("list", "bcc", "each"):
            mailed.job(
                folder / "instance",
                mode,
                key=f"dx-{mode}",
                subject=f"DX通信 {mode}",
                group="市の全職員",
                hours=8,
            )
            _measure(mode, sandbox, bot)


def _people(sandbox: Sandbox) -> None:
    names = [f"reader{number:04}@example.jp" for number in range(READERS)]
    everybody = {
        "displayName": "市の全職員",
        "mail": "shi-zenin@example.jp",
        "kind": "distribution",
        "members": names,
    }
    seed.add(
        sandbox.tenant, {"users": [{"userPrincipalName": each} for each in names], "groups": [everybody]}
    )


def _measure(mode: str, sandbox: Sandbox, bot: Bot) -> None:
    sandbox.advance(86_400)  # the mailbox's day is over
    sandbox.faults(FAULTS)
    before, began = sandbox.tenant.clock.now(), time.process_time()
    run = bot.says("run", "bulk", "--at", PUBLISHED, "--json").document
    seconds = (sandbox.tenant.clock.now() - before) / timedelta(seconds=1)
    sandbox.faults([])
    sandbox.advance(600)
    planned, sent, failed, unknown = _counted(run)
    times = Counter(_got(sandbox, f"DX通信 {mode}").values())
    show(f"{mode}: planned", planned, f"{planned} = sent + failed + unknown")
    show(f"{mode}: sent, failed, unknown", f"{sent}, {failed}, {unknown}", f"{sent + failed + unknown}")
    show(f"{mode}: readers by how often they got it", dict(times), "nobody twice")
    show(f"{mode}: seconds of the service's time", f"{seconds:.0f}", f"<= 1.2 x {_floor(mode):.0f}")
    show(f"{mode}: requests", run["http"]["requests"], "")
    show(f"{mode}: CPU seconds, service and all", f"{time.process_time() - began:.0f}", "")


def _floor(mode: str) -> float:
    """Seconds that the mailbox's pace takes, and a look for what got no answer; of one mail each the pace alone."""
    messages = {"list": 1, "bcc": -(-READERS // A_MESSAGE), "each": READERS}[mode]
    return (messages - 1) / A_MINUTE * 60 + (0 if mode == "each" else IN_DOUBT)


def _counted(run: Any) -> list[int]:
    """Of one mail that went out nothing is told but that it was made."""
    return mailed.counted(run) or [1, *(run["counts"][each] for each in ("create", "failed", "unknown"))]


def _got(sandbox: Sandbox, subject: str) -> Counter[str]:
    """Hidden copies go to the mailbox itself as well."""
    found = mailed.got(sandbox, subject)
    del found[sandbox.tenant.user(BOX).id]
    return found
