"""A person's word on a plan that waits: approved, a run of its own is requested; rejected, it ends.

Called by the command line. Only decides: it writes rows and returns at once; `taking` carries out.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from m365bot import clock
from m365bot.errors import ConfigError, GuardStopped
from m365bot.journal import Approval, Decision, Run, Status
from m365bot.journal.approval import says_something
from m365bot.programme import Person
from m365bot.runs import approvers, authors, expiring, undecided
from m365bot.runs.office import Office
from m365bot.words import say

MOST_TYPED = 500  # letters of what is kept of a decision


@dataclass(frozen=True)
class Word:
    """Who says so, and on what authority. who: the operating system's user, nobody having signed in.

    kessai: None where nobody named one. approver: who signed in, and is one; tenant, account: of their account.
    """

    who: str
    verified: bool = False
    kessai: str | None = None
    reason: str = ""
    approver: Person | None = None
    tenant: str = ""
    account: str = ""

    def __post_init__(self) -> None:
        """Raises ConfigError for a number that says nothing, and for what nobody reads to its end."""
        if self.kessai is not None and not says_something(self.kessai):
            raise ConfigError(say("--kessai の決裁番号が空です。番号を書くか、--kessai を外してください。"))
        if max(len(self.kessai or ""), len(self.reason)) > MOST_TYPED:
            raise ConfigError(say("理由と決裁番号は、{most}字までで書いてください。", most=MOST_TYPED))

    @classmethod
    def of(cls, approver: Person, *, tenant: str, account: str, kessai: str | None, reason: str) -> "Word":
        """Of somebody who signed in, and may approve today."""
        return cls(
            approver.mail,
            verified=True,
            kessai=kessai,
            reason=reason,
            approver=approver,
            tenant=tenant,
            account=account,
        )


def approve(office: Office, run_id: str, word: Word) -> Run:
    """The run that will carry it out, requested for its minute.

    Raises ConfigError; GuardStopped: it does not count, and is no approval that anybody could find later.
    """
    run = waiting(office, run_id)
    approval = _said(office, run, Decision.APPROVED, word)
    if not approval.counts(unverified_allowed=office.programme.unverified_approvals):
        raise GuardStopped(
            say(
                "サインインしていない人の承認は数えません。承認する人が --sign-in でサインインするか、"
                "決裁番号を --kessai で示してください(programme.yaml の approvals: {unverified: allowed} なら、"
                "どちらも要りません)。"
            )
        )
    approval = replace(approval, single_officer=_is_their_own(office, run, word))
    applying = run.to_apply(due=_minute(office, run), actor=word.who, reason=word.reason)
    if not office.runs.claim(run.approved(), run.status, followed_by=applying, word=approval):
        raise _decided_already(run_id)
    undecided.decided(office, run)
    return applying


def why_not(office: Office, run: Run, word: Word) -> str:
    """Why their approval would not be kept: they wrote what asks; empty where it would. Raises Unreadable."""
    try:
        _is_their_own(office, run, word)
    except GuardStopped as error:
        return str(error)
    return ""


def reject(office: Office, run_id: str, word: Word) -> Run:
    """Also takes back an approval that waits for its minute. Raises ConfigError."""
    run = to_reject(office, run_id)
    rejected = run.rejected(word.reason, clock.now())
    if not office.runs.claim(rejected, run.status, word=_said(office, run, Decision.REJECTED, word)):
        raise _decided_already(run_id)
    undecided.decided(office, run)
    undecided.came_to_nothing(office, run, say("承認は取り消されました。{reason}", reason=word.reason))
    return rejected


def to_reject(office: Office, run_id: str) -> Run:
    """It, if it awaits a decision, or its approval can be taken back. Raises as `waiting` does."""
    found = office.run(run_id)
    takes_back = found.status is Status.REQUESTED and found.applies
    return found if takes_back else waiting(office, run_id)


def _is_their_own(office: Office, run: Run, word: Word) -> bool:
    """Whether one person drafts and decides. Raises GuardStopped where config does not let them."""
    assert run.asking is not None  # it waits
    if word.approver is None:
        return False
    plan = office.plan(run.asking)
    if not approvers.is_own(word.approver, word.account, run, plan, authors.of(office, plan)):
        return False
    if not office.programme.single_officer:
        raise GuardStopped(
            say(
                "{who} は、この内容を起案したか、原稿を保存したか、この実行を求めた人です。"
                "ほかの承認する人がサインインして承認してください。"
                "一人で行うと決めているときは、programme.yaml に single_officer: true と書きます(承認の記録に残ります)。",
                who=word.who,
            )
        )
    return True


def waiting(office: Office, run_id: str) -> Run:
    """It, if it awaits a decision.

    Raises ConfigError; GuardStopped where it is over now: it has waited too long, or another version asked for it.
    """
    run = office.run(run_id)
    if run.status is not Status.AWAITING_APPROVAL or run.asking is None:
        raise ConfigError(
            say(
                "実行 {run_id} は承認待ちではありません(現在の状態: {status})。",
                run_id=run.id,
                status=run.status.words,
            )
        )
    if over := expiring.end_if_over(office.runs, office.programme, run, clock.now()):
        raise GuardStopped(say("実行 {run_id}: {why}", run_id=run.id, why=over))
    if unreadable := undecided.end_if_unreadable(office, run):
        raise GuardStopped(say("実行 {run_id}: {why}", run_id=run.id, why=unreadable))
    return run


def _minute(office: Office, run: Run) -> datetime:
    """When all of what it asks for may be done."""
    assert run.asking is not None  # it waits
    changes = office.plan(run.asking).changes
    return max((change.not_before for change in changes if change.not_before), default=run.at)


def _decided_already(run_id: str) -> ConfigError:
    return ConfigError(say("実行 {run_id} は、ほかの人がいま決めたところです。", run_id=run_id))


def _said(office: Office, run: Run, decision: Decision, word: Word) -> Approval:
    """About what is in the plan, and not about what the row says of it."""
    asked = run.asking or run.plan
    assert asked is not None  # it waits, or waits for its minute
    return Approval(
        run_id=run.id,
        digest=office.plan(asked).digest,
        decision=decision,
        who=word.who,
        verified=word.verified,
        at=clock.now(),
        kessai=(word.kessai or "").strip(),
        reason=word.reason,
        tenant=word.tenant,
        account=word.account,
    )
