"""The charts of the page みんなの進捗: courses by what was held, who handed in, averages of answers and of
hours.

Called by the progress job, with the figures that stand in the page's text: what may not be told there is in no chart, and a
chart without any bar is none (ADR 39). Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from m365bot.content.chart import Bar, Chart, bar
from m365bot.records.course_hours import HoursPart
from m365bot.records.part import Average, Part, submitted
from m365bot.words import tell

MOST = 20
"""Bars of one picture, so that it is read on one screen."""


def of_courses(courses: Iterable[tuple[str, float, float]]) -> Sequence[Chart]:
    """Title, hours held and hours planned of each."""
    bars = [
        bar(title, held, planned, tell("{held:g} / {planned:g}時間", held=held, planned=planned))
        for title, held, planned in courses
    ]
    return _charts(tell("科目ごとの進み具合"), tell("科目ごとの進み具合(実施した時間 / 予定の時間)"), bars)


def of_submissions(parts: Iterable[Part]) -> Sequence[Chart]:
    bars = [
        bar(part.title, part.submitted, part.expected, submitted(part))
        for part in parts
        if part.submitted is not None and part.expected
    ]
    return _charts(tell("提出した人数"), tell("アンケートを提出した人数(枠は対象の人数)"), bars)


def of_averages(parts: Iterable[Part]) -> Sequence[Chart]:
    bars = [each for part in parts for each in _averages(part)]
    return _charts(tell("アンケートの平均"), tell("アンケートの答えの平均(枠は答えられる範囲)"), bars)


def of_hours(parts: Iterable[HoursPart]) -> Sequence[Chart]:
    bars = [
        bar(one.course.title, float(one.mean), one.course.hours, one.words)
        for part in parts
        for one in part.means
    ]
    return _charts(tell("研修の時間の平均"), tell("終わった科目の時間の平均(枠は必要な時間)"), bars)


def of_departments(counts: Mapping[str, int], years: str) -> Sequence[Chart]:
    """years: over which they are counted."""
    most = max(counts.values(), default=0)
    bars = [bar(name, count, most, tell("{number}人", number=count)) for name, count in counts.items()]
    title = tell("部局ごとの受講者({years}の合計。5人に満たないうちは数えません)", years=years)
    return _charts(tell("部局ごとの受講者"), title, bars)


def _averages(part: Part) -> Iterator[Bar]:
    for figure in part.figures:
        if isinstance(figure, Average) and figure.mean is not None and figure.scale:
            low, high = figure.scale
            words = tell("{mean}({low:g}～{high:g})", mean=figure.mean, low=low, high=high)
            yield bar(f"{figure.question} {part.title}", float(figure.mean) - low, high - low, words)


def _charts(name: str, title: str, bars: Sequence[Bar]) -> Sequence[Chart]:
    """As many as it takes, numbered from the second on."""
    pieces = [tuple(bars[at : at + MOST]) for at in range(0, len(bars), MOST)]
    return [
        Chart(name if number == 1 else f"{name} {number}", title, piece)
        for number, piece in enumerate(pieces, 1)
    ]
