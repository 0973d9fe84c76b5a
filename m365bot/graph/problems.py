"""From an answer to the tree of errors: what happened, and whether asking again helps.

Called by the sender for each answer that is no success. Judges by status and code, never by the text of a
message (docs/facts.md errors.texts). The text is shown to the officer without addresses, and never logged.
"""

import re
from dataclasses import dataclass

from m365bot import errors
from m365bot.graph import bodies
from m365bot.graph.obstacles import Obstacle
from m365bot.resources.ports.graph import Answer
from m365bot.words import say

_ADDRESS = re.compile(r"[^\s'\"<>(),;:]+(?:@|%40|#EXT#)[^\s'\"<>(),;]+", re.IGNORECASE)
_PERMISSION = re.compile(r"\b[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)*\b")
_WANTED = re.compile(r"one of '([^']*)'")
_LACKING = {"authorization_requestdenied", "accessdenied", "erroraccessdenied"}
_TAKEN = {"namealreadyexists", "objectconflict", "erroralreadyexists"}
NAMED = 3  # of the permissions that would do, the service names the least one first
LOST = {500, 502, 503, 504, 408}
BUSY = {429, 509}


class Unanswered(errors.OutcomeUnknown):
    """A write whose outcome no answer tells; `after` seconds where the service asked for a wait."""

    def __init__(
        self, words: str, *, status: int | None = None, request_id: str = "", after: float | None = None
    ) -> None:
        super().__init__(words)
        self.status = status
        self.request_id = request_id
        self.after = after


class Gone(errors.Permanent):
    """410: what a link stood for has run out; `location` is where to begin afresh, if it was said."""

    location = ""


@dataclass(frozen=True)
class Asked:
    """What was asked, for the words: the permissions it needs, as its caller names them, and those held."""

    needs: str = ""
    held: frozenset[str] = frozenset()
    identity: str = ""


def of(answer: Answer, asked: Asked, *, after: float | None = None) -> errors.GraphError:
    """The error that an answer of 4xx or 5xx is."""
    codes = bodies.codes(answer.body)
    if answer.status == 403 and _lacks_permission(codes, asked, bodies.message(answer.body)):
        return _missing(answer, codes, asked)
    kind = _kind(answer.status, {code.lower() for code in codes})
    problem = kind(
        _words(answer, codes),
        status=answer.status,
        code=codes[0] if codes else "",
        request_id=answer.request_id,
        after=after,
    )
    if isinstance(problem, Gone):
        problem.location = answer.headers.get("location", "")
    return problem


def lost(answer: Answer, *, after: float | None) -> Unanswered:
    """A write was answered in a way that does not tell whether it was done."""
    return Unanswered(
        say(
            "Microsoft Graph の応答({status})からは、書き込みが行われたかどうか分かりません。"
            "確認が必要です。",
            status=answer.status,
        ),
        status=answer.status,
        request_id=answer.request_id,
        after=after,
    )


def unheard(reason: str, obstacle: Obstacle | None = None) -> Unanswered:
    """A write left, and no answer of the service's came: none at all, or something on the way gave its own."""
    if obstacle:
        words = say("書き込みが行われたかどうか分かりません。確認が必要です。")
        return Unanswered(obstacle.words + words)
    return Unanswered(
        say("書き込みを送った後、応答が得られませんでした({reason})。確認が必要です。", reason=reason)
    )


def unreadable(answer: Answer) -> errors.Temporary:
    return errors.Temporary(
        say("Microsoft Graph の応答({status})を読み取れませんでした。", status=answer.status),
        status=answer.status,
        request_id=answer.request_id,
    )


def without_addresses(text: str) -> str:
    """Mail addresses and sign-in names taken out."""
    return _ADDRESS.sub("…", text)


def _kind(status: int, codes: set[str]) -> type[errors.GraphError]:
    if status in BUSY or status in LOST:
        return errors.Temporary
    if status == 409 or (status == 400 and codes & _TAKEN):
        return errors.Conflict
    named: dict[int, type[errors.GraphError]] = {
        404: errors.NotFound,
        410: Gone,
        412: errors.Changed,
        423: errors.Locked,
    }
    return named.get(status, errors.Permanent)


def _lacks_permission(codes: tuple[str, ...], asked: Asked, message: str) -> bool:
    """A full team and an archived one answer 403 `Forbidden` too (docs/facts.md 4, 38)."""
    lower = {code.lower() for code in codes}
    if lower & _LACKING:
        return True
    if "forbidden" not in lower:
        return False
    needed = set(_PERMISSION.findall(asked.needs))
    if needed and asked.held:
        return not needed & asked.held
    # Only Teams says `Forbidden`, and where a permission is missing it lists those it would take.
    return bool(_PERMISSION.search(message))


def _missing(answer: Answer, codes: tuple[str, ...], asked: Asked) -> errors.MissingPermission:
    wanted = _WANTED.search(bodies.message(answer.body))
    named = _PERMISSION.findall(wanted[1]) if wanted else []
    return errors.MissingPermission(
        asked.needs or " / ".join(named[:NAMED]),
        identity=asked.identity,
        held=asked.held,
        status=answer.status,
        code=codes[0] if codes else "",
        request_id=answer.request_id,
    )


def _words(answer: Answer, codes: tuple[str, ...]) -> str:
    text = without_addresses(bodies.message(answer.body)).strip()
    if answer.status == 423:
        return say(
            "ほかの人がファイルを開いているようです。閉じてもらってから、もう一度実行してください(423)。"
        )
    if answer.status == 507:
        return say(
            "保存先の空き容量が足りません(507)。要らないファイルを削除するか、容量を増やすようテナント管理者に"
            "依頼してから、もう一度実行してください。"
        )
    return say(
        "Microsoft Graph が要求に応じませんでした({status} {code}){text}。"
        "続くときは、この文を添えて運用の担当者に知らせてください。",
        status=answer.status,
        code=codes[0] if codes else "-",
        text=f": {text[:300]}" if text else "",
    )
