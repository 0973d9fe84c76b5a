"""An issue's Markdown held against what can be published: pictures, links, what is set apart, what was pasted.

Called by the reader of issues. Makes nothing of the text but its pictures; the newsletter's job does.
"""

import re
from collections.abc import Iterator, Sequence

from m365bot.content.issue import residues
from m365bot.content.issue.lines import Doubt
from m365bot.content.issue.residues import Mended
from m365bot.programme.cohort import Cohort
from m365bot.programme.pictures import Image
from m365bot.reading.budget import A_FILE, A_MARK
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import growth, issue_marks, issue_pictures
from m365bot.words import later, say

_MAY_HOLD_A_LINK = re.compile(r"\](?!\(https://[\w.-]+(?:[/?#][^\s()<>\"]*)?\))[(:]|<[a-z]+:")
_MARKS = "[]|<&`*_~\n\t{・"
_FENCE = re.compile(r"\s*(```|~~~)")
_DOUBTS = {
    Doubt.TABLE_WITH_HEAD: (
        later("タブで区切られた行を表にしました。1行目が見出しです。"),
        later("見出しでなければ、表の上に空の見出し(| | |)の行を書いて、| で区切った表にしてください。"),
    ),
    Doubt.TABLE_WITHOUT_HEAD: (
        later("タブで区切られた行を、見出しのない表にしました。"),
        later("1行目を見出しにするには、| で区切った表にしてください。"),
    ),
    Doubt.AFTER_LIST: (
        later("一覧のすぐ下の行を、別の段落にしました。"),
        later("一覧の続きなら、行の頭に空白を入れてください。"),
    ),
    Doubt.HASH: (
        later("# のすぐ後に空白がないので、見出しになりません。"),
        later("見出しなら「# 見出し」のように、空白を1つ入れてください。"),
    ),
}


def work_of(body: str) -> int:
    """What looking at it takes of the reading's budget, and the post's size that `check` finds out after it."""
    marks = A_MARK * sum(body.count(mark) for mark in _MARKS)
    return A_FILE + len(body) + marks + growth.of(body)


def look_at(body: str, file: ConfigFile, cohorts: Sequence[Cohort] = ()) -> tuple[Image, ...]:
    """The pictures that it shows; complaints and remarks of all that readers would not see as it is meant."""
    mended = residues.mended(body)
    if _MAY_HOLD_A_LINK.search(mended.text):
        _check_links(mended, file)
    lines = list(_written(body))
    issue_marks.look_at(lines, file, cohorts)
    for number, doubt in mended.doubts:
        words, hint = _DOUBTS[doubt]
        file.remark(file.at(number), say(words), say(hint))
    return issue_pictures.each_once(
        image for number, line in lines for image in issue_pictures.of(line, number, file)
    )


def _check_links(mended: Mended, file: ConfigFile) -> None:
    from m365bot.content import faults  # which loads a reader of Markdown, and few issues have odd links
    from m365bot.content.issue import syntax

    for fault in faults.links(mended.text, syntax.looked_at):
        place = file.at(mended.number(fault.line), fault.column)
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
