"""The same 100 files of 200 KB by m365bot and by python-o365, side by side: the same sandbox, the same run.

Two mornings: the first puts the files, on the second nothing has changed. python-o365 as its manual shows it: a file at
a time, whatever is there. Sign-in is left out on both sides. Requests of the first morning cannot be half of one a file:
no page says that contents may travel together in a `$batch`.
"""

import os
import time
from pathlib import Path
from typing import Any

from O365 import Account, MSGraphProtocol
from O365.utils.token import MemoryTokenBackend

from m365bot.sandbox.server import Sandbox
from tests.bench.place import show, tenant
from tests.sandbox.driver import Driver

KICKOFF, RELEASED = "2025-05-07T06:30", "2025-06-13T08:35"
COUNT, SIZE, LATENCY_MS = 100, 200_000, 50.0


def measure(folder: Path) -> None:
    with tenant(folder, lend_clock=True) as (sandbox, bot), Driver(sandbox) as driver:
        materials = folder / "instance/config/cohorts/R7/materials/powerbi"
        files = [materials / f"資料{number:03}.bin" for number in range(COUNT)]
        bot.run("provision", at=KICKOFF)
        bot.run("distribute", at=RELEASED)  # so that the first morning is about these files alone
        sandbox.advance(60)
        for file in files:
            file.write_bytes(os.urandom(SIZE))
        sandbox.tenant.settings.latency_ms = LATENCY_MS
        ours = [_told(sandbox, lambda: bot.run("distribute", at=RELEASED)) for _ in range(2)]
        library = _library(driver)
        theirs = [_told(sandbox, lambda: [library.upload_file(file) for file in files]) for _ in range(2)]
    _show("first morning", ours[:1], theirs[:1])
    _show("both mornings", ours, theirs)


def _library(driver: Driver) -> Any:
    """A folder of its own in the root site's documents."""
    from m365bot.sandbox.entra import apps
    from tests.sandbox.driver import EVERYTHING, SECRET

    apps.add(
        driver.tenant,
        {"client_id": EVERYTHING, "client_secret": SECRET, "application": "*", "delegated": "*"},
    )
    protocol = MSGraphProtocol()
    protocol.service_url = f"{driver.sandbox.graph_url}/"
    account = Account(
        ("app", "secret"),
        auth_flow_type="credentials",
        tenant_id=driver.tenant.id,
        protocol=protocol,
        token_backend=MemoryTokenBackend(),
    )
    account.connection.session = account.connection.get_session(load_token=False)
    account.connection.session.headers["Authorization"] = driver.app.headers["Authorization"]
    drive = driver.app.get("/sites/root/drive").json()["id"]
    return account.storage().get_drive(drive).get_root_folder().create_child_folder("side by side")


def _told(sandbox: Sandbox, work: Any) -> tuple[float, int]:
    """Seconds, and requests to Graph; a batch counts as one."""
    rows, began = len(sandbox.log()), time.monotonic()
    work()
    took = time.monotonic() - began
    found = [row for row in sandbox.log()[rows:] if row["path"].startswith("/v1.0") and not row["batch"]]
    return took, len(found)


def _show(what: str, ours: list[tuple[float, int]], theirs: list[tuple[float, int]]) -> None:
    for index, name in enumerate(("wall, s", "requests")):
        mine, other = (sum(each[index] for each in side) for side in (ours, theirs))
        show(
            f"{what}, {name}: ours / python-o365", f"{mine:.3g} / {other:.3g}", f"{mine / other:.2f} (<= 0.5)"
        )
