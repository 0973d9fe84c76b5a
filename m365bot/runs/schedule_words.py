"""A schedule as an officer reads it on a screen, whichever way it was written.

Called by `m365bot jobs` and the console. Pure. What it says, schedule.yaml may hold.
"""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from m365bot.programme import when
from m365bot.programme.dates import Unreadable
from m365bot.words import say, short_weekday

DAY = date(2000, 1, 1)


def of(words: str) -> str:
    """Plain cron stays as it is."""
    try:
        times = when.parse(words)
    except Unreadable:  # a job without a schedule, too
        return words or "—"
    match times:
        case when.Every(step):
            return _every(step)
        case when.PublishTimes():
            return say("各号の公開日時")
        case when.AfterEnd(days):
            return say("期の終了の{days}営業日後", days=days)
        case when.Times(at, days, business):
            return f"{_on(days, business)} {_at(at)}"
    return words


def _every(step: timedelta) -> str:
    minutes = step // timedelta(minutes=1)
    return (
        say("{count}分ごと", count=minutes) if minutes % 60 else say("{count}時間ごと", count=minutes // 60)
    )


def _on(days: tuple[int, ...] | None, business: bool) -> str:  # as Times has them
    if days is None:
        return say("平日") if business else say("毎日")
    return say("毎週{days}曜", days=say("・").join(short_weekday(day) for day in days))


def _at(at: tuple[time, ...]) -> str:
    """Many times a day at one distance are told by it."""
    steps = {datetime.combine(DAY, later) - datetime.combine(DAY, sooner) for sooner, later in pairwise(at)}
    if len(at) < 3 or len(steps) > 1:
        return say("、").join(f"{one:%H:%M}" for one in at)
    return say(
        "{first:%H:%M}から{last:%H:%M}まで{every}", first=at[0], last=at[-1], every=_every(steps.pop())
    )
