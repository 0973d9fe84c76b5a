"""Section chiefs are told of the own staff's attendance by mail, once."""

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import Desk

KICKOFF, FIRST, LATER = "2025-05-07T06:30", "2025-07-01T09:30", "2025-07-02T09:30"
TEXT = """---
subject: {{ month }}の出欠({{ staff | length }}人)
---
{{ chief.name }} 様

{% for one in staff %}{{ one.name }} さん(合計 {{ one.total }}時間)
{% for session in one.sessions %}{{ session.when }} {{ session.title }} {{ session.attendance }}
{% endfor %}{% endfor %}
"""


def test_each_chief_gets_one_mail_a_month(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    bot.run("provision", at=KICKOFF)
    desk.write("messages/attendance.md", TEXT)

    sent = bot.run("chiefs", at=FIRST)
    before = len(tenant.log())
    again = bot.run("chiefs", at=FIRST)
    later = bot.run("chiefs", at=LATER)

    chiefs = sent["counts"]["create"]
    assert sent["status"] == "done"
    assert 10 <= chiefs <= 20
    assert len([row for row in tenant.log() if row["path"].endswith("/send")]) == chiefs
    assert (again["status"], later["status"]) == ("nothing_to_do", "nothing_to_do")
    assert writes(tenant.log()[before:]) == []
