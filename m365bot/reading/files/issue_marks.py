"""What an issue sets apart: callouts that open and close, charts that can be drawn, footnotes that have both ends.

Called by the reader of issues. Pure but for its complaints.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from m365bot.content.issue import callouts, figures
from m365bot.programme.cohort import Cohort
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.words import say

Lines = Sequence[tuple[int, str]]
_MARK = re.compile(r"[ 　]{0,3}[:：]{3,}(.*)$")
_NOTE = re.compile(r"\[\^([^\]\[\s]{1,80})\]")
_DEFINED = re.compile(r" {0,3}\[\^([^\]\[\s]{1,80})\]:")


@dataclass(frozen=True)
class Open:
    line: int
    words: str


def look_at(lines: Lines, file: ConfigFile, cohorts: Sequence[Cohort]) -> None:
    """lines: those outside blocks of code, numbered."""
    _look_at_callouts(lines, file, cohorts)
    _look_at_notes(lines, file)


def _look_at_callouts(lines: Lines, file: ConfigFile, cohorts: Sequence[Cohort]) -> None:
    opened: Open | None = None
    chart = 0  # the line of the last one, which may be closed like a callout
    for number, line in lines:
        found = _MARK.match(line)
        if not found:
            continue
        words = found[1].strip()
        if not words:
            if not opened and chart != number - 1:
                _complain_of_end(number, file)
            opened = None if chart != number - 1 else opened
        elif (name := callouts.chart(words)) is not None:
            chart = number
            _look_at_chart(name, number, file, cohorts)
        elif callouts.of(words) is None:
            _complain_of_name(words, number, file)
            opened = Open(number, "")  # so that its end is no second complaint
        else:
            _complain_of_inner(opened, number, file)
            opened = Open(number, words)
    if opened and opened.words:
        file.complain(
            file.at(opened.line),
            say("「::: {words}」が閉じられていません。", words=opened.words),
            say("囲みの終わりに、::: だけの行を書いてください。"),
        )


def _complain_of_end(number: int, file: ConfigFile) -> None:
    file.complain(
        file.at(number),
        say("囲みの始まりのない「:::」です。"),
        say("囲みは「::: note 見出し」の行で始め、::: だけの行で終えます。"),
    )


def _complain_of_inner(opened: Open | None, number: int, file: ConfigFile) -> None:
    if opened and opened.words:
        file.complain(
            file.at(number),
            say("囲み「::: {words}」の中に、別の囲みは書けません。", words=opened.words),
            say("先に ::: だけの行で閉じてください。"),
        )


def _complain_of_name(words: str, number: int, file: ConfigFile) -> None:
    name = words.split()[0]
    hint = nearest(name, callouts.names())
    file.complain(file.at(number), say("「::: {name}」という囲みはありません。", name=name), hint)


def _look_at_chart(name: str, number: int, file: ConfigFile, cohorts: Sequence[Cohort]) -> None:
    kind, _, key = name.partition(" ")
    known = [cohort.key for cohort in cohorts]
    if kind in figures.DEPARTMENTS:
        _look_at_departments(key, number, file)
    elif kind not in figures.PROGRESS:
        _complain_of_chart(kind, known[-1] if known else "R7", number, file)
    elif key not in known:
        hint = nearest(key, known) or say("期の名前を書いてください。例: ::: chart progress R7")
        file.complain(file.at(number), say("グラフの期『{key}』がありません。", key=key), hint)
    elif not any(cohort.key == key and cohort.read for cohort in cohorts):
        file.remark(
            file.at(number), say("期『{key}』は終わっているので、このグラフは新しく描けません。", key=key)
        )


def _look_at_departments(more: str, number: int, file: ConfigFile) -> None:
    if more:
        file.complain(
            file.at(number),
            say("部局のグラフは、すべての期を合わせたものです。『{more}』は書けません。", more=more),
            say("書き方: ::: chart departments"),
        )


def _complain_of_chart(kind: str, key: str, number: int, file: ConfigFile) -> None:
    known = say("使えるもの: progress {key}、departments", key=key)
    why = say("人数や平均のグラフは、毎週の集計の投稿と『みんなの進捗』だけに出します。")
    near = nearest(kind, (*figures.PROGRESS, *figures.DEPARTMENTS))
    hint = f"{why}{known}" if kind in figures.TOLD_BY_RESULTS else near or known
    file.complain(file.at(number), say("「{kind}」というグラフはありません。", kind=kind), hint)


def _look_at_notes(lines: Lines, file: ConfigFile) -> None:
    defined = {found[1]: number for number, line in lines if (found := _DEFINED.match(line))}
    meant = dict(_meant(lines))
    for name, (number, column) in meant.items():
        if name not in defined:
            file.complain(
                file.at(number, column),
                say("脚注 [^{name}] の中身がありません。", name=name),
                say("原稿の下のほうに「[^{name}]: 注の文」という行を書いてください。", name=name),
            )
    for name, number in defined.items():
        if name not in meant:
            file.remark(
                file.at(number),
                say("脚注 [^{name}] は本文のどこからも指されていないので、載りません。", name=name),
            )


def _meant(lines: Lines) -> Iterator[tuple[str, tuple[int, int]]]:
    for number, line in lines:
        own = _DEFINED.match(line)
        for found in _NOTE.finditer(line, own.end() if own else 0):
            yield found[1], (number, found.start() + 1)
