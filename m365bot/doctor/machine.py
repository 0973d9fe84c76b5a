"""This machine's part: the database, its backup, room on the disk, a daemon, the officers' files.

Called by the examination. Opens the database and asks nothing of Microsoft 365.
"""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from m365bot.doctor.findings import Check, Verdict, skipped
from m365bot.doctor.subject import Here
from m365bot.errors import M365BotError
from m365bot.words import say

GIB = 1024**3
LITTLE, TOO_LITTLE = 2 * GIB, GIB // 4
OLD = timedelta(hours=50)  # two nights without one


def checks(here: Here) -> Sequence[Check]:
    database = _database(here)
    backup = _backup(here) if database.holds else skipped("backup", database)
    found = [database, backup, _disk(here.state), _daemon(here), _config(here.complaints)]
    if here.others:
        found.append(here.others() if database.holds else skipped("nodes", database))
    return found


def _database(here: Here) -> Check:
    if not here.keeps_anything and here.others is None:
        words = say("データベースはまだありません(最初の実行で作られます)。")
        return Check("database", Verdict.OK, words)
    try:
        here.opened()
    except M365BotError as error:
        todo = say("場所と書き込みの権限を確かめ、壊れていれば控えから戻してください。")
        return Check("database", Verdict.FAIL, str(error), todo)
    if not here.keeps_anything:
        words = say("データベースに接続でき、表を作る権限もあります。表は、最初の実行で作られます。")
        return Check("database", Verdict.OK, words)
    return Check("database", Verdict.OK, say("データベースを開けます。版も合っています。"))


def _backup(here: Here) -> Check:
    todo = say(
        "`m365bot daemon` を動かすと毎晩とります。いますぐには `m365bot backup ファイル名` でとれます"
        "(docs/operator.md)。"
    )
    try:
        made = here.last_backup()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Check("backup", Verdict.WARN, say("控えのフォルダーを読めません({why})。", why=why), todo)
    if made is None:
        if not here.keeps_anything:
            return Check("backup", Verdict.OK, say("控えをとるものがまだありません。"))
        return Check("backup", Verdict.WARN, say("データベースの控えが見当たりません。"), todo)
    words = say(
        "データベースの控えは {at} のものです。", at=f"{made.astimezone(here.now.tzinfo):%Y-%m-%d %H:%M}"
    )
    is_old = here.now - made > OLD
    return Check("backup", Verdict.WARN if is_old else Verdict.OK, words, todo if is_old else "")


def _disk(state: Path) -> Check:
    try:
        there = next(folder for folder in (state, *state.parents) if folder.exists())
        free = shutil.disk_usage(there).free
    except OSError as error:
        return _unreadable("disk", error)
    words = say("状態フォルダーのあるディスクの空きは {free:.1f} GB です。", free=free / GIB)
    if free >= LITTLE:
        return Check("disk", Verdict.OK, words)
    todo = say("ディスクを空けてください。いっぱいになると、記録できず、手順が止まります。")
    return Check("disk", Verdict.FAIL if free < TOO_LITTLE else Verdict.WARN, words, todo)


def _daemon(here: Here) -> Check:
    try:
        is_there = here.a_daemon_is_at_work()
    except OSError as error:
        return _unreadable("daemon", error)
    except M365BotError as error:
        return Check("daemon", Verdict.UNKNOWN, str(error))
    if is_there and here.others:
        return Check("daemon", Verdict.OK, say("どれかの端末で `m365bot daemon` が動いています。"))
    if is_there:
        return Check("daemon", Verdict.OK, say("この端末で `m365bot daemon` が動いています。"))
    words = say("この端末では `m365bot daemon` が動いていません。予定の時刻になっても実行されません。")
    if here.others:
        words = say("どの端末でも `m365bot daemon` が動いていません。予定の時刻になっても実行されません。")
    return Check("daemon", Verdict.WARN, words, say("docs/operator.md のとおりに常駐させてください。"))


def _unreadable(name: str, error: OSError) -> Check:
    why = error.strerror or type(error).__name__
    return Check(name, Verdict.UNKNOWN, say("状態フォルダーを読めません({why})。", why=why))


def _config(complaints: int) -> Check:
    if not complaints:
        return Check("config", Verdict.OK, say("設定ファイルに不備はありません。"))
    words = say(
        "設定ファイルに不備が{count}件あります。関わる手順は、直すまで一部または全部が止まります。",
        count=complaints,
    )
    return Check("config", Verdict.FAIL, words, say("`m365bot check` で、どの行をどう直すかが分かります。"))
