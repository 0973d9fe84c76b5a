"""A person's word on a plan that waits: approved, it becomes a run of its own; rejected, it ends.

Called by the command line. Plans again before anything is done: what was approved is what is done, or nothing.
"""

from dataclasses import dataclass, replace

from m365bot import clock
from m365bot.errors import ConfigError, GuardStopped
from m365bot.journal import Approval, Decision, Run, Status, Trigger
from m365bot.reconcile.plan import Plan
from m365bot.runs import holding, starter, unfinished
from m365bot.runs.leases import Held
from m365bot.runs.office import Office, lease_names
from m365bot.words import say


@dataclass(frozen=True)
class Word:
    """Who says so, and on what authority. who: the operating system's user, nobody having signed in."""

    who: str
    verified: bool = False
    kessai: str = ""
    reason: str = ""


def waiting(office: Office, run_id: str) -> Run:
    """The run that awaits a decision. Raises ConfigError."""
    run = office.run(run_id)
    if run.status is not Status.AWAITING_APPROVAL or run.asking is None:
        raise ConfigError(
            say(
                "実行 {run_id} は承認待ちではありません(現在の状態: {status})。",
                run_id=run_id,
                status=run.status.words,
            )
        )
    return run


def reject(office: Office, run_id: str, word: Word) -> Run:
    """Also takes back an approval that waits for its minute."""
    found = office.run(run_id)
    takes_back = found.status is Status.REQUESTED and found.trigger is Trigger.APPROVAL
    run = found if takes_back else waiting(office, run_id)
    rejected = replace(run, status=Status.REJECTED, reason=word.reason, ended=clock.now())
    if not office.runs.claim(rejected, run.status):
        raise _decided_already(run_id)
    _note(office, run, Decision.REJECTED, word)
    _decide_the_same(office, run)
    return rejected


async def approve(office: Office, run_id: str, word: Word) -> Run:
    """Approve and carry out, at once or at its minute; where the content changed, ask anew instead."""
    run = waiting(office, run_id)
    approval = _note(office, run, Decision.APPROVED, word)
    if not approval.counts(unverified_allowed=office.programme.unverified_approvals):
        raise GuardStopped(
            say(
                "サインインしていない人の承認は数えません。決裁番号を --kessai で示すか、"
                "programme.yaml の approvals: {unverified: allowed} を確かめてください。"
            )
        )
    applying = _applying(office, run, word)
    office.runs.add(applying)
    if not office.runs.claim(replace(run, status=Status.DONE), Status.AWAITING_APPROVAL):
        office.runs.claim(replace(applying, status=Status.CANCELLED), Status.REQUESTED)
        raise _decided_already(run_id)
    _decide_the_same(office, run)
    if applying.due and applying.now(clock.now()) < applying.due:
        return applying
    return await carry_out(office, applying)


async def carry_out(office: Office, applying: Run, *, patience: float = 0.0) -> Run:
    """Carry out an approved run that is due; it stays requested where others hold its teams too long."""
    plan = Plan.from_json(applying.plan or {}, office.person)
    resources = [change.resource for change in plan.changes]
    names = lease_names(office.instance, applying.job, resources)
    try:
        async with holding.teams(office, names, applying.id, patience=patience):
            await unfinished.resume_interrupted(office, names, but=applying.id)
            applying = office.runs.get(applying.id) or applying  # as it is now that its teams are ours
            if applying.status is not Status.REQUESTED:
                return applying
            done = await unfinished.start_approved(office, applying, applying.now(clock.now()))
    except Held:
        return applying  # whoever holds the team, or the next run of this job, goes on with it
    if done.status is Status.REJECTED:
        await _ask_anew(office, applying)
    return done


async def _ask_anew(office: Office, applying: Run) -> None:
    at = applying.now(clock.now())
    await starter.run(office, starter.Asked(applying.job, applying.cohort, at, Trigger.APPROVAL))


def _applying(office: Office, run: Run, word: Word) -> Run:
    plan = Plan.from_json(run.asking or {}, office.person)
    moments = [change.not_before for change in plan.changes if change.not_before]
    return Run(
        id=f"{run.id}:apply",
        instance=run.instance,
        job=run.job,
        cohort=run.cohort,
        status=Status.REQUESTED,
        trigger=Trigger.APPROVAL,
        at=run.at,
        planned=run.planned,
        due=max(moments, default=run.at),
        plan=run.asking,
        actor=word.who,
        reason=word.reason,
    )


def _decided_already(run_id: str) -> ConfigError:
    return ConfigError(say("実行 {run_id} は、ほかの人がいま決めたところです。", run_id=run_id))


def _decide_the_same(office: Office, run: Run) -> None:
    """One word is enough: other runs that ask for the same are over too."""
    why = say("実行 {run_id} で決まりました。", run_id=run.id)
    for other in office.runs.of_status(Status.AWAITING_APPROVAL):
        same = (other.job, other.cohort) == (run.job, run.cohort)
        if same and other.asking and run.asking and other.asking["digest"] == run.asking["digest"]:
            over = replace(other, status=Status.CANCELLED, ended=clock.now(), reason=why)
            office.runs.claim(over, Status.AWAITING_APPROVAL)


def _note(office: Office, run: Run, decision: Decision, word: Word) -> Approval:
    approval = Approval(
        run_id=run.id,
        digest=str((run.asking or run.plan or {})["digest"]),
        decision=decision,
        who=word.who,
        verified=word.verified,
        at=clock.now(),
        kessai=word.kessai,
        reason=word.reason,
    )
    office.runs.decide(approval)
    return approval
