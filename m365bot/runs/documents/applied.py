"""What became of what a run asked for: the run that carries out what was approved, told with the one that asked.

Called by whatever shows runs. Pure: who reads the rows hands them in. A run that asked is over with its approval and
stays 完了 in its row; that what was approved never came about is told beside it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from m365bot.journal import Run, Status, exits
from m365bot.runs.documents.names import named
from m365bot.runs.office import Office
from m365bot.words import say


def among(runs: Iterable[Run]) -> Mapping[str, Run]:
    """Who asked → who carries it out."""
    return {run.applies: run for run in runs if run.applies}


def status_words(run: Run, applying: Run | None) -> str:
    """How a run ended, with what came of its approval where that is anything but done."""
    if applying is None or run.status is not Status.DONE or applying.status is Status.DONE:
        return run.status.words
    return say("{status}(承認後: {applied})", status=run.status.words, applied=applying.status.words)


def in_short(applying: Run | None) -> dict[str, Any] | None:
    """For a list: where to look, and what is found there. exit: of the run that carries it out."""
    if applying is None:
        return None
    return {
        "run_id": applying.id,
        "status": applying.status.value,
        "exit": exits.own(applying.status, applying.report),
        "ended": applying.ended.isoformat() if applying.ended else None,
    }


def as_json(applying: Run | None, office: Office) -> dict[str, Any] | None:
    short = in_short(applying)
    if applying is None or short is None:
        return None
    words = [named(trouble.words, office) for trouble in applying.report.errors]
    return short | {"counts": dict(applying.report.counts), "words": list(dict.fromkeys(words))}
