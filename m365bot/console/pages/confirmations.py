"""承認: a change of 設定 that takes a guard away, as a difference; a second person confirms it.

Called by its routes. Whoever confirms has signed in as an approver of today, and had no hand in the change.
"""

from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.pages import settings
from m365bot.editing import confirming, difference
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.confirming import Second, Waiting
from m365bot.editing.difference import Row
from m365bot.editing.outcome import Ending
from m365bot.errors import ConfigError
from m365bot.journal.version import Version
from m365bot.reading import plain
from m365bot.runs import approvers
from m365bot.words import say


def shown(asked: Asked) -> Shown:
    cabinet = settings.cabinet_of(asked)
    cabinet.look()
    return _page(asked, cabinet, _waiting(asked, cabinet))


def confirmed(asked: Asked) -> Shown | Sent:
    """It takes effect. Raises GuardStopped for whoever is no approver of today, or wrote on it."""
    cabinet, file = settings.cabinet_of(asked), settings.file_of(asked.path["file"])
    try:
        seen, reason = asked.form.get("seen", ""), asked.form.get("reason", "")
        outcome = confirming.confirm(cabinet, file, seen, _second(asked), reason)
    except ConfigError as error:
        return _page(asked, cabinet, _waiting(asked, cabinet), str(error))
    if outcome.ending is Ending.IN_FORCE:
        return Sent("/approvals", "confirmed_config")
    faults = [f"{one.words} {one.hint}".strip() for one in outcome.faults]
    return _page(asked, cabinet, _waiting(asked, cabinet), "\n".join([outcome.ending.words, *faults]))


def _second(asked: Asked) -> Second:
    programme = asked.desk.usable()
    today = asked.now.astimezone(programme.timezone).date()
    person = approvers.signed_in(programme, today, asked.visitor.sign_in_name)
    return Second(person.mail, asked.visitor.account, may_be_author=programme.single_officer)


def _waiting(asked: Asked, cabinet: Cabinet) -> Waiting:
    found = confirming.waiting(cabinet, settings.file_of(asked.path["file"]))
    if found is None:
        raise ConfigError(say("確認を待っている変更はありません。もう確認されたか、書き直されています。"))
    return found


def _page(asked: Asked, cabinet: Cabinet, found: Waiting, told: str = "") -> Shown:
    values = {
        "waiting": found,
        "title": settings.title_of(found.versions[0].file),
        "changes": [(one, _rows(cabinet, one)) for one in found.versions],
        "authors": list(dict.fromkeys(one.who or one.how.words for one in found.authors)),
        "told": told,
        "may": asked.visitor.has("approver"),
    }
    return Shown("confirmation.html", values, 409 if told else 200)


def _rows(cabinet: Cabinet, one: Version) -> list[Row]:
    """Against what is in force now."""
    before = cabinet.versions.standing()[one.file].in_force
    contents = (cabinet.versions.content(before) if before else None, cabinet.versions.content(one))
    return difference.between(*(plain.lines_of(one.file, content) for content in contents))
