"""What run, plan, apply and the approvals have in common: an office opened, work done, the end shown.

Called by these commands.
"""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import click

from m365bot import app, clock, visible
from m365bot.cli.commands import options, user
from m365bot.cli.screen import door, following, show, waiting
from m365bot.errors import ConfigError, MissingPermission
from m365bot.journal import Run, exits
from m365bot.programme import called
from m365bot.reconcile import permissions
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Plan
from m365bot.runs import documents, planning, starter
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.settings import Settings
from m365bot.words import say


@dataclass(frozen=True)
class Wish:
    """What somebody asked for on the command line."""

    job: str
    cohort: str | None = None
    at: str | None = None
    reason: str = ""
    whole: bool = False
    follow: bool = False

    def asked(self, office: Office) -> Asked:
        job = office.job(self.job)
        if self.cohort and job.is_readable and not job.per_cohort:
            called.cohort(self.cohort, office.programme)
            words = say("{job} はすべての期をまとめて扱うため、--cohort は使いません。", job=self.job)
            door.err(visible.line(words))
        return Asked(
            job=job.name,
            cohort=self.cohort,
            at=options.moment(self.at, office.programme),
            actor=user.name(),
            reason=self.reason,
        )


async def show_plans(
    settings: Settings,
    wish: Wish,
    keeping: app.Keeping,
    *,
    as_json: bool,
    save: Callable[[Any], None] = lambda shown: None,
    detailed: bool = False,
) -> int:
    """Plan and show; with `detailed` the status tells whether anything would change, as Terraform's does."""
    async with app.office(settings, keeping) as office:
        with waiting.told(office):
            found = await planning.looked(office, wish.asked(office))
        plans = [one.plan for one in found]
        shown = together([_document(one, office) for one in found], "plans", alone=len(found) == 1)
        save(shown)
        if as_json:
            print_json(shown)
        else:
            _nothing_to_look_at(plans)
            for plan in plans:
                show.plan(plan, office, whole=wish.whole)
        for words in filter(None, (*(one.stopped for one in found), *map(_missing, found))):
            door.err(visible.line(words))
    forbidden = exits.first(map(_of_permissions, found))
    return (1 if forbidden else _detailed(plans)) if detailed else forbidden


def _document(planned: Planned, office: Office) -> dict[str, Any]:
    shown = documents.of_plan(planned.plan, office)
    return shown | ({"missing_permissions": list(planned.lacking)} if planned.lacking else {})


def _missing(planned: Planned) -> str:
    """Words for what its changes may not do; empty where they may do all."""
    if not planned.lacking:
        return ""
    return str(MissingPermission(permissions.named(planned.lacking)))


def _of_permissions(planned: Planned) -> int:
    """0 where nothing is missing; 5 where nothing at all could be done; 3 where a part could."""
    lacking = set(planned.lacking)
    if not lacking:
        return 0
    return 5 if all(lacking & set(change.resource.needs) for change in planned.plan.changes) else 3


def _detailed(plans: Sequence[Plan]) -> int:
    """As Terraform's: 2 changes, 1 where nothing can be said of something, 0 nothing."""
    if any(plan.changes for plan in plans):
        return 2
    return 1 if any(plan.unknown for plan in plans) else 0


def _nothing_to_look_at(found: Sequence[object]) -> None:
    if not found:
        door.out(say("終了していない期がありません。期を指定するには --cohort を付けてください。"))


def not_ahead(at: datetime | None, settings: Settings) -> None:
    """A real tenant's people would get today what is meant for another day. Raises ConfigError."""
    if at is not None and at > clock.now() and not settings.is_practice:
        raise ConfigError(
            say(
                "本物のテナントでは、これから先の日時({at:%Y-%m-%d %H:%M})のつもりで実行できません。"
                "先の予定は `m365bot plan … --at` で確かめてください(何も変えません)。",
                at=at,
            )
        )


async def run_and_show(settings: Settings, wish: Wish, *, as_json: bool, yes: bool = False) -> int:
    """Run; on a terminal the plan is shown first and, where it changes anything, asked for."""
    async with app.office(settings) as office:
        asks = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
        if asks:
            office = replace(office, begins=_shown_and_agreed(office, wish, yes=yes))
        not_ahead(options.moment(wish.at, office.programme), settings)
        return await _run(office, wish, as_json=as_json, plan_was_shown=asks)


async def plan_and_run(settings: Settings, wish: Wish) -> int:
    """Show the plan, then run it: what an officer does by hand."""
    async with app.office(settings) as office:
        shown = replace(office, begins=lambda plan, asking: show.begun(plan, asking, office))
        return await _run(shown, wish, as_json=False, plan_was_shown=True)


async def _run(office: Office, wish: Wish, *, as_json: bool, plan_was_shown: bool = False) -> int:
    follow = wish.follow or following.is_looked_at(as_json=as_json)
    with show.progress(office) as shown:
        with waiting.told(shown) as watched:
            runs = await starter.run(watched, wish.asked(office))
        if follow:
            runs = [await following.to_its_end(run, shown) for run in runs]
    many = office.job(wish.job).per_cohort and wish.cohort is None
    return show_runs(runs, office, as_json=as_json, alone=not many, plan_was_shown=plan_was_shown)


def _shown_and_agreed(office: Office, wish: Wish, *, yes: bool) -> Callable[[Plan, Plan], bool]:
    def agreed(plan: Plan, asking: Plan) -> bool:
        show.begun(plan, asking, office, whole=wish.whole)
        return yes or not plan.changes or _is_agreed()

    return agreed


def _is_agreed() -> bool:
    try:
        answer = click.prompt(say("この内容で実行しますか?") + " [y/N]", default="", show_default=False)
    except click.Abort:  # Ctrl-C, or the end of what is typed: no
        return False
    return answer.strip().lower() in ("y", "yes", "はい")


async def with_office(settings: Settings, work: Callable[[Office], Awaitable[Run]], *, as_json: bool) -> int:
    """One piece of work that ends in one run."""
    async with app.office(settings) as office:
        with show.progress(office) as shown:
            with waiting.told(shown) as watched:
                run = await work(watched)
            if following.is_looked_at(as_json=as_json):
                run = await following.to_its_end(run, shown)
        code = show_runs([run], office, as_json=as_json, alone=True)
        if not as_json:
            show.approval(run, office)
        return code


def show_runs(
    runs: Sequence[Run], office: Office, *, as_json: bool, alone: bool, plan_was_shown: bool = False
) -> int:
    if as_json:
        found = [documents.of_run(run, office) for run in runs]
        print_json(together(found, "runs", alone=alone and len(found) == 1))
    else:
        _nothing_to_look_at(runs)
        for run in runs:
            show.run(run, office, plan_was_shown=plan_was_shown)
    return exits.first(run.exit for run in runs)


def together(found: list[dict[str, Any]], name: str, *, alone: bool) -> dict[str, Any]:
    return found[0] if alone else {name: found}


def print_json(value: Any) -> None:
    door.document(value)
