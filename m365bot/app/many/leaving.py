"""An instance leaves: what it kept is handed over to the city, then erased here, and a protocol says and proves both.

Called by `m365bot instances offboard`, while no daemon is at work on it. Never touches the tenant; tells what is left there.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m365bot import clock
from m365bot import settings as reading
from m365bot.app import stored
from m365bot.app.keeping import LOOKING
from m365bot.app.many import handing_over, protocol, seen
from m365bot.errors import M365BotError
from m365bot.instances.folder import STOPPED, Instance, as_its_owner
from m365bot.settings import Settings
from m365bot.words import say

PATIENCE = 30.0  # seconds until a supervisor must have let go


@dataclass(frozen=True)
class Left:
    """protocol: the file; document: what stands in it."""

    protocol: Path
    document: dict[str, Any]


def left(instance: Instance, out: Path, reason: str, who: str) -> Left:
    """Raises M365BotError; before anything is erased the package is whole, and was looked at once more."""
    from m365bot.runs import alone

    settings = reading.read_of(instance.folder)
    with as_its_owner(instance):
        locks = stored.leases(settings)
        stack = ExitStack()
        stack.enter_context(alone.from_daemons(locks))
    with stack:
        with as_its_owner(instance):
            _nobody_at_work(settings)
        package = handing_over.packed(instance, settings, out)
        written = protocol.begun(
            instance, who=who, at=clock.now(), reason=reason, package=package, tenant=_tenant(settings)
        )
        rows = _rows_erased(settings)
        files = handing_over.digests(instance.folder)
        shutil.rmtree(instance.folder, ignore_errors=True)
    still = list(handing_over.digests(instance.folder)) if instance.folder.exists() else []
    document = protocol.ended(written, at=clock.now(), rows=rows, files=files, still_there=still)
    if still:
        raise M365BotError(
            say(
                "{folder} を消しきれませんでした。残ったもの: {names}",
                folder=instance.folder,
                names=", ".join(still[:5]),
            )
        )
    return Left(written, document)


@contextmanager
def let_go(instance: Instance) -> Iterator[None]:
    """A supervisor that runs lets go of it within seconds; where nothing comes of it, it is taken up again."""
    mark, was_stopped = instance.folder / STOPPED, instance.is_stopped
    with as_its_owner(instance):
        mark.touch()
    try:
        until = time.monotonic() + PATIENCE
        while _is_kept(instance) and time.monotonic() < until:
            time.sleep(0.5)
        yield
    finally:
        if not was_stopped and instance.folder.exists():
            mark.unlink(missing_ok=True)


def _is_kept(instance: Instance) -> bool:
    with as_its_owner(instance):
        return seen.is_kept(reading.read_of(instance.folder))


def _nobody_at_work(settings: Settings) -> None:
    from m365bot.database import engine
    from m365bot.runs import alone

    if seen.version_of(settings) != engine.NEWEST:
        return
    with stored.books(settings) as kept:
        alone.from_runs(kept.runs, stored.leases(settings))


def _tenant(settings: Settings) -> dict[str, Any]:
    """What nobody here takes away: said so that the city's administrator can."""
    return {
        "tenant_id": settings.tenant_id,
        "client_id": settings.client_id,
        "left": [
            say(
                "アプリの登録と、その証明書・シークレット・同意した権限(管理者が Entra 管理センターで消します)"
            ),
            say(
                "広報用アカウントと、そのサインイン(トークンは取り消すまで残ります。サインインの取り消しが要ります)"
            ),
            say("チーム、チャネル、参加者、タブ、投稿、配布したファイル、リスト、ページ、招待したゲスト"),
            say("フォームと、その回答の一覧やブック"),
        ],
    }


def _rows_erased(settings: Settings) -> dict[str, int]:
    """On a server: this instance's, and the schema where nobody else is in it. A file goes with the folder."""
    if not settings.is_on_a_server or not LOOKING.finds_a_database(settings):
        return {}
    from m365bot.database import leaving

    with stored.books(settings) as kept:
        return leaving.erased(kept.engine, kept.instance, settings.database)
