"""Issues of DX通信 and how each stands: a draft, asked for, approved, published, or withheld and why.

Called by the desk. From config/, what waits and what is remembered; asks nothing of Microsoft 365.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from m365bot.app import issue_faces
from m365bot.app.issue_faces import Face
from m365bot.content.issue import faces, images
from m365bot.journal import Result, Run, Sought, Status
from m365bot.journal.exits import FAULTY
from m365bot.journal.posted import Posted
from m365bot.programme import Issue, Programme
from m365bot.programme.issues import TEAMS
from m365bot.words import later, say

if TYPE_CHECKING:
    from m365bot.database.books import Books

JOB, BEGINNING = "newsletter", "dx-"


class Stage(StrEnum):
    """What an issue has come to, by the mark that shows it."""

    DRAFT = "draft"
    WAITING = "awaiting_approval"
    SCHEDULED = "requested"
    PUBLISHED = "done"
    PARTLY = "partly_failed"
    CHANGED = "unknown"
    WITHHELD = "stopped"
    MISSED = "failed"

    @property
    def words(self) -> str:
        return say(_WORDS[self])


_WORDS: Mapping[Stage, str] = {
    Stage.DRAFT: later("原稿"),
    Stage.WAITING: later("承認待ち"),
    Stage.SCHEDULED: later("公開の予定"),
    Stage.PUBLISHED: later("公開ずみ"),
    Stage.PARTLY: later("一部だけ公開"),
    Stage.CHANGED: later("公開のあと原稿が変わった"),
    Stage.WITHHELD: later("保留"),
    Stage.MISSED: later("公開していない"),
}


@dataclass(frozen=True)
class Standing:
    """One issue. at: when it goes or went out. run: that asks, or carries out what was approved. why: of one withheld.
    faces: each way by which it reaches people.
    """

    issue: Issue
    stage: Stage
    at: datetime | None = None
    run: Run | None = None
    why: Sequence[str] = ()
    faces: Sequence[Face] = ()

    @property
    def is_out(self) -> bool:
        return self.stage in (Stage.PUBLISHED, Stage.PARTLY, Stage.CHANGED)

    @property
    def is_past(self) -> bool:
        """Its time is over, whatever became of it."""
        return self.is_out or self.stage is Stage.MISSED

    @property
    def subject(self) -> str:
        return self.issue.subject


@dataclass(frozen=True)
class _Books:
    """What the books say of issues. asking, approved: key of a face → run; withheld: key → why; settled: what came of it."""

    posted: Mapping[str, Posted]
    settled: Mapping[str, Result]
    readers: Mapping[str, Mapping[str, Any]]
    asking: Mapping[str, Run]
    approved: Mapping[str, Run]
    withheld: Mapping[str, str]


def standings(programme: Programme, books: "Books", now: datetime) -> list[Standing]:
    """Every issue of config/, the latest first."""
    told = _told(books)
    found = [_standing(issue, programme, told, now) for issue in programme.issues]
    return sorted(found, key=lambda one: (one.issue.publish, one.issue.number), reverse=True)


def body(issue: Issue, programme: Programme) -> str:
    """What Teams is given, but for the link at its end; pictures in words."""
    return images.all_in_words(faces.posted(issue, programme).html)


def _standing(issue: Issue, programme: Programme, told: _Books, now: datetime) -> Standing:
    shown = issue_faces.of(issue, told.posted, told.settled, told.readers)
    asking, approved = (_of(found, issue) for found in (told.asking, told.approved))
    why = list(dict.fromkeys(words for key, words in told.withheld.items() if _is_of(key, issue)))
    out = [face for face in shown if face.sent]
    if asking:
        return Standing(issue, Stage.WAITING, issue.publish, asking, faces=shown)
    if approved:
        return Standing(issue, Stage.SCHEDULED, approved.due, approved, faces=shown)
    if why and (out or issue.until >= now):
        return Standing(issue, Stage.WITHHELD, issue.publish, why=why, faces=shown)
    if out:
        at = max((face.at for face in out if face.at), default=None)
        return Standing(issue, _out(issue, programme, shown), at, faces=shown)
    if issue.until < now:
        return Standing(issue, Stage.MISSED, issue.publish, why=why, faces=shown)
    stage = Stage.DRAFT if issue.approve else Stage.SCHEDULED
    return Standing(issue, stage, issue.publish, faces=shown)


def _out(issue: Issue, programme: Programme, shown: Sequence[Face]) -> Stage:
    if not all(face.is_out for face in shown):
        return Stage.PARTLY
    wanted = faces.posted(issue, programme)
    now = wanted.fingerprint(issue.subject)
    posts = [memo for face in shown if face.name == TEAMS for memo in face.memos.values()]
    is_same = all(one.get("digest") and now.startswith(str(one["digest"])) for one in posts)
    return Stage.PUBLISHED if is_same or wanted.lacks else Stage.CHANGED


def _of(found: Mapping[str, Run], issue: Issue) -> Run | None:
    return next((run for key, run in found.items() if _is_of(key, issue)), None)


def _is_of(key: str, issue: Issue) -> bool:
    return any(issue_faces.key_is_of(key, issue, face) for face in issue_faces.KINDS)


def _told(books: "Books") -> _Books:
    waiting = [run for run in books.runs.of_status(Status.AWAITING_APPROVAL) if run.job == JOB]
    to_come = [run for run in books.runs.of_status(Status.REQUESTED) if run.job == JOB and run.applies]
    newest = [
        run for run in books.runs.sought(Sought(job=JOB), 20) if run.status.is_over and run.plan is not None
    ]
    last = books.runs.get(newest[0].id) if newest else None
    return _Books(
        posted=books.posted.of(JOB, BEGINNING),
        settled=books.posted.settled(JOB, BEGINNING),
        readers=books.posted.readers(BEGINNING),
        asking={key: run for run in waiting for key in _keys(run.asking)},
        approved={key: run for run in to_come for key in _keys(run.plan)},
        withheld={one["key"]: str(one.get("reason", "")) for one in _withheld(last)},
    )


def _keys(plan: Mapping[str, Any] | None) -> Iterator[str]:
    """Of what is stored; what another version stored otherwise has none."""
    for one in (plan or {}).get("changes", ()):
        if isinstance(one, dict) and f":{BEGINNING}" in (
            key := str(one.get("key") or one.get("resource") or "")
        ):
            yield key


def _withheld(run: Run | None) -> Iterator[Mapping[str, Any]]:
    """With what cannot be sent until config is mended."""
    plan = (run.plan if run else None) or {}
    faulty = [one for one in plan.get("unknown", ()) if isinstance(one, dict) and one.get("error") == FAULTY]
    for one in (*faulty, *plan.get("withheld", ())):
        if isinstance(one, dict) and one.get("key"):
            yield one
