"""How long something takes or is away, in words: roughly, as people say it.

Called wherever a wait is told. A span and not a time of day where nobody knows whose clock the reader has.
"""

from m365bot.words import say


def span(seconds: float) -> str:
    """seconds: not negative. 「90秒」「24時間」「3日」"""
    if seconds < 120:
        return say("{seconds}秒", seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 120:
        return say("{minutes}分", minutes=minutes)
    hours = round(minutes / 60)
    return say("{hours}時間", hours=hours) if hours < 48 else say("{days}日", days=round(hours / 24))
