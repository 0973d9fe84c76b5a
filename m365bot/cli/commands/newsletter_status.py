"""`m365bot newsletter status`: how each issue stands, and what became of each of its faces.

Called by the group of `newsletter`. Writes nothing and asks nothing of Microsoft 365: what readers did is what the job
looked up last, and where nothing is told that is said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import helps
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.app.issue_faces import Face
    from m365bot.app.newsletters import Standing
    from m365bot.settings import Settings


@click.command(cls=helps.Command)
@options.as_json
def status(as_json: bool) -> int:
    """各号のようす: 承認待ちか公開ずみか、出し方ごとの件数、読まれた数。"""
    from m365bot import settings
    from m365bot.cli.commands import work

    zone, found = _standings(settings.read())
    if as_json:
        work.print_json({"issues": [_json(one) for one in found]})
    else:
        _told(found, zone)
    return 0


def _standings(read: "Settings") -> tuple[Any, "list[Standing]"]:
    from m365bot import app, clock
    from m365bot.app import newsletters
    from m365bot.reading import needs_instance

    needs_instance(read.folder)
    programme = app.reading(read).usable()
    with app.books(read) as kept:
        return programme.timezone, newsletters.standings(programme, kept, clock.asked())


def _json(one: "Standing") -> dict[str, Any]:
    from m365bot.app import issue_faces

    return {
        "number": one.issue.number,
        "title": one.issue.title,
        "publish": one.issue.publish.isoformat(),
        "status": one.stage.name.lower(),
        "at": one.at.isoformat() if one.at else None,
        "run_id": one.run.id if one.run else None,
        "why": list(one.why),
        "faces": [dict(issue_faces.to_json(face)) for face in one.faces],
    }


def _told(found: "Sequence[Standing]", zone: Any) -> None:
    from m365bot.cli.screen import door

    if not found:
        door.out(say("DX通信の原稿がありません(config/newsletter/)。"))
    for one in found:
        when = f"{(one.at or one.issue.publish).astimezone(zone):%Y-%m-%d %H:%M}"
        door.out(
            say(
                "第{number}号 {title}  {stage}  {when}",
                number=one.issue.number,
                title=one.issue.title,
                stage=one.stage.words,
                when=when,
            )
        )
        for words in one.why:
            door.out(f"    ! {words}")
        for face in one.faces:
            door.out("    " + _line(face))
            for words in face.why:
                door.out(f"      ! {words}")


def _line(face: "Face") -> str:
    counts = say(
        "予定 {planned}、済み {sent}、失敗 {failed}、不明 {unknown}",
        planned=face.planned,
        sent=face.sent,
        failed=face.failed,
        unknown=face.unknown,
    )
    parts = [face.title, f"({face.to})" if face.to else "", counts, _read_by(face)]
    return "  ".join(part for part in parts if part)


def _read_by(face: "Face") -> str:
    """Nothing of what nobody can have read yet."""
    if not face.sent:
        return ""
    if not face.readers:
        return say("読まれた数: わかりません")
    words = {
        "views": say("閲覧"),
        "readers": say("読んだ人"),
        "likes": say("いいね"),
        "comments": say("コメント"),
        "reactions": say("リアクション"),
    }
    return say("読まれた数: ") + say("、").join(
        f"{words.get(name, name)} {count}" for name, count in face.readers.items()
    )
