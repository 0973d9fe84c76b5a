"""A plan from a file: carried out exactly, or not at all where the tenant or config has changed since.

Called by `m365bot apply`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run
from m365bot.reconcile.plan import Plan
from m365bot.runs import starter
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import say

Tell = Callable[[Sequence[str]], None]


async def carry_out(office: Office, saved: Mapping[str, Any], *, actor: str, tell: Tell) -> Run:
    """Plan again at the file's now plus the time passed; what is not what was saved stops the run.

    tell: gets a line for each change that is other than saved. They name people, so no run keeps them.
    """
    at = now_of(saved)
    strict = replace(office, planned=lambda plan: _compared(plan, saved, tell))
    (run,) = await starter.run(strict, Asked(saved["job"], saved["cohort"], at, actor=actor))
    return run


def now_of(saved: Mapping[str, Any]) -> datetime:
    """The file's now, plus the time passed since it was saved."""
    return datetime.fromisoformat(saved["at"]) + (clock.now() - datetime.fromisoformat(saved["planned"]))


def _compared(plan: Plan, saved: Mapping[str, Any], tell: Tell) -> None:
    """Raises GuardStopped where it is another plan."""
    if plan.digest != saved["digest"]:
        tell(_what_changed(plan, saved["changes"]))
        raise GuardStopped(
            say("保存した変更案は、現在の状態と合いません。何もしませんでした。plan をやり直してください。")
        )


def _what_changed(plan: Plan, saved: Sequence[Mapping[str, Any]]) -> list[str]:
    then = {change["key"]: change for change in saved}
    now = {change.key: change for change in plan.changes}
    both = [key for key in now if key in then and now[key].digest != then[key].get("digest")]
    return [
        *(say("増えた変更: {title}", title=now[key].resource.title) for key in now if key not in then),
        *(say("なくなった変更: {title}", title=then[key]["title"]) for key in then if key not in now),
        *(say("内容が変わった変更: {title}", title=now[key].resource.title) for key in both),
    ]
