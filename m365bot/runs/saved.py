"""A plan from a file: carried out exactly, or not at all where the tenant has changed since.

Called by `m365bot apply`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run
from m365bot.reconcile.plan import Plan
from m365bot.runs import starter
from m365bot.runs.office import Office
from m365bot.words import say


async def carry_out(office: Office, saved: Mapping[str, Any], *, actor: str) -> Run:
    """Plan again at the file's now plus the time passed; the same digest is carried out. Raises GuardStopped."""
    at = datetime.fromisoformat(saved["at"]) + _passed(saved)
    asked = starter.Asked(saved["job"], saved["cohort"], at, actor=actor)
    (plan,) = await starter.plans(office, asked)
    if plan.digest != saved["digest"]:
        raise GuardStopped(_what_changed(plan, saved))
    (run,) = await starter.run(office, asked)
    return run


def _passed(saved: Mapping[str, Any]) -> timedelta:
    return clock.now() - datetime.fromisoformat(saved["planned"])


def _what_changed(plan: Plan, saved: Mapping[str, Any]) -> str:
    then = {change["key"] for change in saved["changes"]}
    now = {change.key for change in plan.changes}
    lines = [say("保存した変更案は、現在の状態と合いません。何もしませんでした。plan をやり直してください。")]
    lines += [say("  増えた変更: {key}", key=key) for key in sorted(now - then)]
    lines += [say("  なくなった変更: {key}", key=key) for key in sorted(then - now)]
    return "\n".join(lines)
