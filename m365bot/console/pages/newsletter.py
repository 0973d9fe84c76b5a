"""DX通信: every issue with how it stands, each as readers will see it, and those that went out.

Called by its routes. Reads only: an issue is edited under 設定 and decided under 承認.
"""

from collections.abc import Iterator
from pathlib import Path

from m365bot.app import newsletters, proofs
from m365bot.app.newsletters import Standing
from m365bot.console import face
from m365bot.console.asked import Asked, Framed, Shown
from m365bot.console.roles import MAY
from m365bot.errors import ConfigError
from m365bot.programme import Issue, Part, Programme
from m365bot.runs import daemon_words
from m365bot.words import later, say

AT_ONCE = 20  # of those that went out
FACES = {
    "teams": later("Teams への投稿"),
    "page": later("ページ"),
    "mail": later("メール"),
    "export": later("書き出し"),
}
PANES = {name: (words,) for name, words in FACES.items()} | {
    "mail": (FACES["mail"], later("メール(文字だけ)"))
}
"""What is shown of each, in the order of `proofs.panes`."""
MAILED = {
    "list": later("{group}(一通をあて先の一覧へ)"),
    "bcc": later("{group}(一人ひとりを Bcc に)"),
    "each": later("{group}(一人に一通ずつ)"),
}
READERS = {
    "views": later("閲覧"),
    "readers": later("読んだ人"),
    "likes": later("いいね"),
    "comments": later("コメント"),
    "reactions": later("リアクション"),
}


def listed(asked: Asked) -> Shown:
    found = _standings(asked)
    out = [one for one in found if one.is_past]
    page = _page(asked)
    return Shown(
        "newsletter.html",
        {
            "to_come": sorted((one for one in found if not one.is_past), key=lambda one: one.issue.publish),
            "out": out[(page - 1) * AT_ONCE : page * AT_ONCE],
            "many": len(out),
            "page": page,
            "has_more": len(out) > page * AT_ONCE,
            "faults": asked.desk.usable().faults_in(Part.ISSUES),
            "daemon_is_missing": _no_daemon(asked, found),
        },
    )


def shown(asked: Asked) -> Shown:
    number = asked.path["number"]
    found = next((one for one in _standings(asked) if str(one.issue.number) == number), None)
    if found is None:
        raise ConfigError(say("この号はありません。"))
    _needs_leave(asked, found)
    issue = found.issue
    return Shown(
        "issue.html",
        {
            "one": found,
            "body": face.as_read(newsletters.body(issue, asked.desk.usable())),
            "places": list(_places(issue, asked.desk.usable())),
            "panes": [say(name) for each, names in PANES.items() if each in issue.to for name in names],
            "readers": {name: say(words) for name, words in READERS.items()},
            "file": _file(asked, issue),
        },
    )


def _places(issue: Issue, programme: Programme) -> Iterator[tuple[str, list[str]]]:
    """Each face, and where readers meet it."""
    where = {
        "teams": [f"{each.team.name} / {each.channel}" for each in issue.channels],
        "page": [programme.newsletter_site],
        "mail": [say(MAILED[issue.mail], group=issue.group)],
        "export": [programme.officers_team.name],
    }
    for each in issue.to:
        yield say(FACES[each]), where[each]


def face_of(asked: Asked) -> Framed:
    """One of its faces as readers will get it, by its place among them. Raises ConfigError."""
    number, place = asked.path["number"], asked.path["face"]
    programme = asked.desk.usable()
    found = next((one for one in _standings(asked) if str(one.issue.number) == number), None)
    if found:
        _needs_leave(asked, found)
    issue = found.issue if found else None
    panes = list(proofs.panes(proofs.Proof(issue, programme, ()))) if issue else []
    shown = {str(at): pane.page for at, pane in enumerate(panes)}
    if place not in shown:
        raise ConfigError(say("この号はありません。"))
    return Framed(shown[place])


def _needs_leave(asked: Asked, one: Standing) -> None:
    """Before it is out it is read by those alone who write it or decide it. Raises ConfigError."""
    if not one.is_out and not asked.visitor.is_any_of(MAY["approval"]):
        raise ConfigError(say("この号は、まだ公開されていません。"))


def _standings(asked: Asked) -> list[Standing]:
    return newsletters.standings(asked.desk.usable(), asked.desk.looking, asked.now)


def _no_daemon(asked: Asked, found: list[Standing]) -> str:
    """Nothing goes out by itself without one."""
    waits = any(not one.is_past for one in found)
    is_missing = waits and not asked.desk.leases.a_daemon_is_at_work()
    return daemon_words.of_the_desk() if is_missing else ""


def _file(asked: Asked, issue: Issue) -> str:
    """As the settings call it; empty where it lies elsewhere."""
    folder = Path(asked.desk.settings.folder)
    return issue.path.relative_to(folder).as_posix() if issue.path.is_relative_to(folder) else ""


def _page(asked: Asked) -> int:
    written = asked.query.get("page", "")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 6 else 1
