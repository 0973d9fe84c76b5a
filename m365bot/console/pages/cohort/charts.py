"""A cohort in pictures: how far it is, hours by course, answers over time.

Called by its route. Names nobody; what only few people stand behind is for officers alone, and so are averages of hours
that go on from day to day: from one to the next somebody's could be worked out (ADR 85).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from m365bot.console import drawing
from m365bot.console.asked import Shown
from m365bot.console.drawing import Bar, Chart
from m365bot.console.pages.cohort.room import Room, in_room
from m365bot.programme import Course
from m365bot.records import booked
from m365bot.records.asked import AnswersOf
from m365bot.records.overview import Overview
from m365bot.records.releases import FEWEST
from m365bot.records.sheets import Shade, Shaded
from m365bot.words import say

_SHADES = (Shade.GOOD, Shade.NEAR, Shade.FAR, Shade.UNKNOWN, Shade.PAST)


@in_room
def shown(room: Room) -> Shown:
    overview = room.overview
    return room.shows(
        "charts.html",
        progress=progress(overview) if room.sight.names_with_figures and overview.hours.standings else None,
        hours=by_course(overview) if room.sight.names_with_figures else None,
        arrived=over_time(room),
    )


def progress(overview: Overview) -> Chart:
    """Of each course, and of the whole, for how many trainees it stands how."""
    everybody = overview.hours.standings
    lines = [(say("合計"), Counter(overview.total(one).shade for one in everybody))]
    for course in overview.hours.frame.courses:
        cells = [overview.course(one, course) for one in everybody]
        lines.append((course.title, Counter(cell.shade for cell in cells if isinstance(cell, Shaded))))
    drawn = drawing.bars(
        [
            Bar(label, _counts(found), [(f"shade-{one.name.lower()}", found[one]) for one in _SHADES])
            for label, found in lines
        ]
    )
    complete = sum(not one.lacks for one in everybody)
    return Chart(
        key="progress",
        title=say("修了への歩み"),
        told=say(
            "修了要件を満たしているのは {all}人のうち {count}人です。", all=len(everybody), count=complete
        ),
        height=drawn.height,
        head=[say("科目"), *(word for _, word in _words())],
        rows=[[label, *(str(found[one]) for one in _SHADES)] for label, found in lines],
        boxes=drawn.boxes,
        texts=drawn.texts,
    )


def _counts(found: Counter[Shade]) -> str:
    signs = dict(zip(_SHADES, ("○", "△", "▲", "?", "—"), strict=True))
    return " ".join(f"{signs[one]}{found[one]}" for one in _SHADES if found[one])


def _words() -> list[tuple[str, str]]:
    return [
        ("good", say("満たしています")),
        ("near", say("これから取れます")),
        ("far", say("取れる機会が足りません")),
        ("unknown", say("不明")),
        ("past", say("受講を終えています")),
    ]


def by_course(overview: Overview) -> Chart:
    """What the trainees have on average, against what the course asks for."""
    courses = [one for one in overview.hours.frame.courses if not one.on_request]
    means = [(one, _mean(overview, one)) for one in courses]
    drawn = drawing.bars(
        [
            Bar(
                one.title,
                say("{mean:g} / {hours:g}時間", mean=mean, hours=one.hours),
                [("bar", mean)],
                one.hours,
            )
            for one, mean in means
        ]
    )
    return Chart(
        key="hours",
        title=say("科目ごとの時間の平均"),
        told=say("科目ごとに、受講者の時間の平均と、必要な時間(縦の線)を比べます。"),
        height=drawn.height,
        head=[say("科目"), say("平均"), say("必要な時間")],
        rows=[[one.title, f"{mean:g}", f"{booked.number(one.hours)}"] for one, mean in means],
        boxes=drawn.boxes,
        texts=drawn.texts,
    )


def _mean(overview: Overview, course: Course) -> float:
    had = [one.by_course.get(course.key, 0.0) for one in overview.hours.standings]
    return round(sum(had) / len(had), 1) if had else 0.0


def over_time(room: Room) -> Chart:
    """Answers that count, by the week in which they came; for others than officers, in stretches of several people."""
    weeks = _by_week(room.seen.arrived)
    if room.sight.names_with_figures:
        total = {week: sum(weeks.get(week, {}).values()) for week in _every_week(weeks)}
        told = say("これまでに {count}件の回答が届いています。", count=sum(total.values()))
    else:
        total = stretches(weeks, room.day)
        told = say("終わった週の回答です。{fewest}人に満たない週は、次の週と合わせています。", fewest=FEWEST)
    drawn = drawing.columns([(f"{week.month}/{week.day}", count) for week, count in total.items()])
    return Chart(
        key="arrived",
        title=say("提出の数(週ごと)"),
        told=told,
        height=drawn.height,
        head=[say("週の始まり"), say("件数")],
        rows=[[f"{week:%Y-%m-%d}", str(count)] for week, count in total.items()],
        boxes=drawn.boxes,
        texts=drawn.texts,
    )


Weeks = Mapping[date, Counter[AnswersOf]]


def _by_week(arrived: Mapping[AnswersOf, Mapping[date, int]]) -> Weeks:
    weeks: dict[date, Counter[AnswersOf]] = {}
    for asked, days in arrived.items():
        for day, count in days.items():
            weeks.setdefault(day - timedelta(days=day.weekday()), Counter())[asked] += count
    return weeks


def stretches(weeks: Weeks, today: date) -> dict[date, int]:
    """First week → answers of it and of as many weeks after it as it takes until FEWEST people stand behind them: as many
    as answered one questionnaire. Weeks that are not over, and what is too few at the end, are not told.
    """
    found: dict[date, int] = {}
    first, so_far = None, Counter[AnswersOf]()
    for week in sorted(one for one in weeks if one + timedelta(weeks=1) <= today):
        first = first or week
        so_far += weeks[week]
        if max(so_far.values(), default=0) >= FEWEST:
            found[first] = so_far.total()
            first, so_far = None, Counter()
    return found


def _every_week(weeks: Weeks) -> Iterator[date]:
    """Also those without; of an answer far away in time only its own."""
    if not weeks:
        return
    week, last = min(weeks), max(weeks)
    if (last - week).days > 2 * 366:
        yield from sorted(weeks)
        return
    while week <= last:
        yield week
        week += timedelta(weeks=1)
