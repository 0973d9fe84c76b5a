"""An issue's Markdown held against what can be published: pictures that lie there, links, blocks that act.

Called by the reader of issues. Makes nothing of the text; the newsletter's job does.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from m365bot import regular
from m365bot.reading.budget import A_FILE, A_MARK
from m365bot.reading.configfile import ConfigFile
from m365bot.words import say

_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*(?:<([^>]*)>|([^)\s]+))")
_MAY_HOLD_A_LINK = re.compile(r"\](?!\(https://[\w.-]+(?:[/?#][^\s()<>\"]*)?\))[(:]|<[a-z]+:")
_MARKS = "[]|<&`*_~\n"
_FENCE = re.compile(r"\s*(```|~~~)")


def work_of(body: str) -> int:
    """What looking at it takes of the reading's budget, and the post's size that `check` finds out after it."""
    return A_FILE + len(body) + A_MARK * sum(body.count(mark) for mark in _MARKS)


def look_at(body: str, file: ConfigFile) -> None:
    """Complain of pictures that are missing and of links that are none, remark on blocks without effect yet."""
    if _MAY_HOLD_A_LINK.search(body):
        _check_links(body, file)
    for number, line in _written(body):
        for found in _PICTURE.finditer(line):
            _check_picture(found[1] or found[2], number, found.start() + 1, file)
        if line.startswith(":::") and line.strip(": "):
            file.remark(
                file.at(number, 1),
                say("「{line}」はまだ効果のない書き方です。", line=line.strip()),
                say("いまは文字のまま投稿されるので、消しておいてください。"),
            )


def _check_links(body: str, file: ConfigFile) -> None:
    from m365bot.content import faults  # which loads a reader of Markdown, and few issues have odd links

    for fault in faults.links(body):
        place = file.at(fault.line, fault.column)
        if fault.is_link:
            file.complain(
                place,
                say("『{target}』はリンクになりません。", target=fault.target),
                say(
                    "https:// で始まる住所を書いてください。共有フォルダーの場所は、"
                    "[ ]( ) を使わず、そのまま書けば文字として載ります。"
                ),
            )
        else:
            file.remark(
                place,
                say("リンクのように見えますが、リンクになりません: {target}", target=fault.target),
                say("住所の中の空白やかっこを確かめてください。住所を < > で囲むと、そのまま読みます。"),
            )


def _written(body: str) -> Iterator[tuple[int, str]]:
    """The lines outside blocks of code, numbered from 1."""
    in_code = False
    for number, line in enumerate(body.splitlines(), 1):
        fence = bool(_FENCE.match(line))
        in_code ^= fence
        if not in_code and not fence:
            yield number, line


def _check_picture(target: str, line: int, column: int, file: ConfigFile) -> None:
    if re.match(r"[A-Za-z][A-Za-z+.-]+:", target):  # an address; one letter and a colon are a drive
        return
    folder = file.path.parent
    picture = Path(os.path.normpath(folder / unquote(target)))
    if not picture.is_relative_to(folder):
        file.complain(
            file.at(line, column),
            say("図『{name}』は原稿のフォルダーの外にあります。", name=target),
            say("原稿と同じフォルダーに置き、そこからの名前を書いてください。"),
        )
    elif not _is_file(picture):
        file.complain(
            file.at(line, column),
            say("図『{name}』がありません。", name=target),
            say("原稿と同じフォルダーに置き、そこからの名前を書いてください。"),
        )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and not regular.oddity(path)
    except (OSError, ValueError):  # a name that no file can have
        return False
