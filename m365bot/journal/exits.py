"""The exit status of a run, of several, or of an error: the only place that knows.

Called by Run and, for several runs, by the command line. Pure.
"""

from collections.abc import Iterable

from m365bot.errors import M365BotError
from m365bot.journal.report import Report, Trouble
from m365bot.journal.status import Status

FIRST = (2, 5, 1, 3, 4, 0)  # where several hold (docs/operator.md)
FORBIDDEN = "MissingPermission"
FAULTY = "FaultyConfig"
OF_STATUS = {
    Status.REQUESTED: 0,
    Status.RUNNING: 0,
    Status.DONE: 0,
    Status.NOTHING_TO_DO: 0,
    Status.PARTLY_FAILED: 3,
    Status.FAILED: 1,
    Status.STOPPED: 1,
    Status.AWAITING_APPROVAL: 4,
    Status.REJECTED: 1,
    Status.CANCELLED: 1,
}
UNSEEN = 3  # something could not be seen: a person must look


def first(codes: Iterable[int]) -> int:
    """The one that tells most, of several; 0 of none."""
    return min(codes, key=FIRST.index, default=0)


def of_error(error: Exception) -> int:
    return error.exit_code if isinstance(error, M365BotError) else 1


def is_forbidden(troubles: Iterable[Trouble]) -> bool:
    """Is a missing permission all that is the matter?"""
    return {trouble.error for trouble in troubles} == {FORBIDDEN}


def of_troubles(troubles: Iterable[Trouble]) -> int:
    """Of a run that could do nothing at all."""
    return 5 if is_forbidden(troubles) else 1


def of_verdict(status: Status, troubles: Iterable[Trouble]) -> int:
    """Of a plan that was carried out, whatever of it still waits for approval."""
    return of_troubles(troubles) if status is Status.FAILED else OF_STATUS[status]


def own(status: Status, report: Report) -> int:
    """What a run ended with, approvals aside."""
    return OF_STATUS[status] if report.exit is None else report.exit


def of(status: Status, report: Report) -> int:
    """Of all that hold for one run."""
    codes = [own(status, report)]
    if report.counts["failed"] or report.counts["unknown"]:
        codes.append(1 if status is Status.FAILED else OF_STATUS[Status.PARTLY_FAILED])
    if any(trouble.error == FAULTY for trouble in report.errors):
        codes.append(2)
    if status is Status.AWAITING_APPROVAL:
        codes.append(OF_STATUS[status])
    return first(codes)
