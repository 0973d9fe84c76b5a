"""要確認の行: each row that could not be taken as it came, with what is wrong and whose it may be, and its correction.

Called by its routes, for officers alone: rows hold what people wrote. A correction leaves who, when and why; it is heard
only of the row as it was shown, so that of two officers one is heard and the other is told.
"""

from collections.abc import Callable
from typing import Any

from m365bot.app.quarantine import Doubt, Page
from m365bot.console.asked import Asked, Sent, Shown
from m365bot.errors import ConfigError
from m365bot.records import AnswersOf, Row, mending
from m365bot.records.corrections import PERSON
from m365bot.records.freshness import AlreadyConfirmed
from m365bot.records.mending import Overtaken, Wish
from m365bot.words import say

AT_ONCE = 20  # rows of a page
LIST = "/quarantine"
CORRECTED = "corrected"


def listed(asked: Asked) -> Shown:
    return _list(asked)


def shown(asked: Asked) -> Shown:
    return _one(asked)


def assigned(asked: Asked) -> Shown | Sent:
    """One click: the row is this person's."""
    return _corrected(asked, lambda: Wish(mail=_mail(asked)), say("画面で本人を選びました"))


def answered(asked: Asked) -> Shown | Sent:
    key, answer = asked.form.get("question", ""), asked.form.get("answer", "")
    return _corrected(asked, lambda: Wish(answers=(f"{key}={answer}",)))


def ignored(asked: Asked) -> Shown | Sent:
    return _corrected(asked, lambda: Wish(ignore=True))


def taken_back(asked: Asked) -> Shown | Sent:
    def say_nothing(reason: str) -> Row:
        return asked.desk.records().correcting.take_back(
            _number(asked), asked.visitor.sign_in_name, reason, asked.form.get("seen", "-")
        )

    return _said(asked, say_nothing, say("画面で取り消しました"), lambda error: not error.stands)


def confirmed(asked: Asked) -> Shown | Sent:
    """「開いて確認済み」."""
    of = AnswersOf(*(asked.form.get(name, "") for name in ("cohort", "form", "session")))
    try:
        asked.desk.records().confirm(of, asked.visitor.sign_in_name, asked.form.get("seen", "-"))
    except AlreadyConfirmed as error:
        if error.before is None or error.before.who != asked.visitor.sign_in_name:
            return _list(asked, str(error))
    except ConfigError as error:
        return _list(asked, str(error))
    return Sent(LIST, "confirmed")


def _corrected(asked: Asked, wish: Callable[[], Wish], otherwise: str = "") -> Shown | Sent:
    """otherwise: the reason where none is typed; empty: one must be."""

    def correct(reason: str) -> Row:
        correcting = asked.desk.records().correcting
        seen = asked.form.get("seen", "-")
        return correcting.correct(_number(asked), wish(), asked.visitor.sign_in_name, reason, seen)

    def stands(error: Overtaken) -> bool:
        """Was it this very form, sent twice?"""
        mine = {one.what: one.value for one in error.stands if one.who == asked.visitor.sign_in_name}
        return bool(mine) and _wanted(asked, wish()).items() <= mine.items()

    return _said(asked, correct, otherwise, stands)


def _said(
    asked: Asked, speak: Callable[[str], Row], otherwise: str, is_there: Callable[[Overtaken], bool]
) -> Shown | Sent:
    """Once, however often the form is sent."""
    reason = asked.form.get("reason", "") or otherwise
    if not reason:
        return _one(asked, say("理由を書いてください。あとで見る人が読みます。"))
    try:
        row = speak(reason)
    except Overtaken as error:
        if not is_there(error):
            return _one(
                asked, say("ほかの担当者が先に変えました。下の「いままでの訂正」を見て、決め直してください。")
            )
        return Sent(_address(_number(asked)), "corrected")
    except ConfigError as error:
        return _one(asked, str(error))
    return Sent(_address(row.number), "corrected")


def _wanted(asked: Asked, wish: Wish) -> dict[str, str]:
    doubt = _doubt(asked)
    programme = asked.desk.known().programme
    return mending.wanted(doubt.asked, wish, programme) if doubt.asked and programme else {}


def _list(asked: Asked, told: str = "") -> Shown:
    room = asked.desk.quarantine()
    is_corrected = asked.query.get("show") == CORRECTED
    below = _below(asked)
    page = room.corrected(below, AT_ONCE) if is_corrected else room.waiting(below, AT_ONCE)
    sources = () if below else [one for one in room.sources(asked.now) if not one.is_known]
    values = {"page": page, "is_corrected": is_corrected, "sources": sources, "is_first": below is None}
    return Shown("quarantine.html", {**values, **_words(asked, page), "told": told}, 409 if told else 200)


def _words(asked: Asked, page: Page) -> dict[str, Any]:
    """What was said of each row, in words, by number."""
    return {"spoken_of": {doubt.row.number: _said_of(asked, doubt) for doubt in page.doubts}}


def _said_of(asked: Asked, doubt: Doubt) -> list[tuple[str, Any]]:
    programme = asked.desk.known().programme
    people = programme.everybody if programme else {}
    form = doubt.asked.form if doubt.asked else None
    return [(mending.in_words(one, form, people), one) for one in doubt.said]


def _one(asked: Asked, told: str = "") -> Shown:
    room, doubt = asked.desk.quarantine(), _doubt(asked)
    people = room.programme.everybody
    form = doubt.asked.form if doubt.asked else None
    history = room.strange.history(doubt.row.number)
    values = {
        "doubt": doubt,
        "people": room.people_for(doubt),
        "person": people.get(doubt.row.person_id or ""),
        "form": form,
        "history": [(mending.in_words(each[0], form, people), *each) for each in history],
        "typed": {"person": "", "question": "", "answer": "", "reason": "", **asked.form},
        "told": told,
    }
    return Shown("row.html", values, 409 if told else 200)


def _doubt(asked: Asked) -> Doubt:
    found = asked.desk.quarantine().one(_number(asked))
    if found is None:
        raise ConfigError(say("この行はありません。承認を得て消した行かもしれません。"))
    return found


def _mail(asked: Asked) -> str:
    """By the opaque id that the page gave."""
    programme = asked.desk.known().programme
    found = programme.everybody.get(asked.form.get(PERSON, "")) if programme else None
    if found is None:
        raise ConfigError(say("だれの回答かを選んでください。"))
    return found.mail


def _number(asked: Asked) -> int:
    written = asked.path["row"]
    return int(written) if written.isascii() and written.isdigit() and len(written) < 15 else 0


def _below(asked: Asked) -> int | None:
    written = asked.query.get("below", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 15 else None


def _address(number: int) -> str:
    return f"{LIST}/{number}"
