"""Small resources for tests of the flow. Shares nothing with the tenant."""

from datetime import datetime
from zoneinfo import ZoneInfo

from m365bot.programme import Person
from m365bot.resources import Channel, Member, Team
from m365bot.resources.bounds import Window
from m365bot.resources.kinds.post import Post

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2025, 6, 2, 9, 0, tzinfo=TOKYO)
YAMADA = Person("p1", "山田 葵", "a.yamada@example.jp", "a.yamada@example.jp")
OFFICER = Person("p2", "研修担当", "kenshu@example.jp", "kenshu@example.jp")
TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,))
CHANNEL = Channel(TEAM, "R7 全体", "private", owners=(OFFICER,), members=(YAMADA,))
MEMBER = Member(TEAM, YAMADA)


def post(html: str = "<p>本文</p>", *, opens: datetime = NOW, closes: datetime = NOW) -> Post:
    return Post(CHANNEL, "dx-012", "第12号", html, OFFICER, window_=Window(opens, closes), approve=True)


def person(person_id: str) -> Person:
    return {YAMADA.id: YAMADA, OFFICER.id: OFFICER}[person_id]
