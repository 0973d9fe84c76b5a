"""A plan from a file: carried out exactly, or not at all where the tenant or config has changed since.

Called by `m365bot apply`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run
from m365bot.reconcile.plan import Plan
from m365bot.runs import starter
from m365bot.runs.office import Office
from m365bot.words import say


async def carry_out(office: Office, saved: Mapping[str, Any], *, actor: str) -> Run:
    """Plan again at the file's now plus the time passed; what is not what was saved stops the run."""
    passed = clock.now() - datetime.fromisoformat(saved["planned"])
    at = datetime.fromisoformat(saved["at"]) + passed
    strict = replace(office, planned=lambda plan: _compared(plan, saved))
    (run,) = await starter.run(strict, starter.Asked(saved["job"], saved["cohort"], at, actor=actor))
    return run


def _compared(plan: Plan, saved: Mapping[str, Any]) -> None:
    """Raises GuardStopped where it is another plan."""
    if plan.digest != saved["digest"]:
        raise GuardStopped(_what_changed(plan, saved["changes"]))


def _what_changed(plan: Plan, saved: list[Mapping[str, Any]]) -> str:
    then = {change["key"]: change for change in saved}
    now = {change.key: change for change in plan.changes}
    more = [change.resource.title for key, change in now.items() if key not in then]
    fewer = [str(change["title"]) for key, change in then.items() if key not in now]
    others = [
        change.resource.title
        for key, change in now.items()
        if key in then and change.digest != then[key].get("digest")
    ]
    lines = [say("保存した変更案は、いまの状態と合いません。何もしませんでした。plan をやり直してください。")]
    lines += [say("  増えた変更: {title}", title=title) for title in more]
    lines += [say("  なくなった変更: {title}", title=title) for title in fewer]
    lines += [say("  内容が変わった変更: {title}", title=title) for title in others]
    return "\n".join(lines)
