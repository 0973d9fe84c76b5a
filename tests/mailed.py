"""A job that mails one issue to a group, and who got what: for journeys and benches of mailing."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from m365bot.sandbox.server import Sandbox

_JOB = '''\
"""Mail one issue.

1号をメールで送る。
"""

from datetime import datetime, timedelta

from m365bot.job import Now, Wanted, job
from m365bot.programme import Programme
from m365bot.resources import Mailing, Window


@job(title="メール", when="weekdays 09:00")
def bulk(programme: Programme, now: Now) -> Wanted:
    opens = datetime(2025, 6, 2, 9, tzinfo=programme.calendar.timezone)
    yield Mailing(
        mailing_key="KEY",
        mailbox=programme.messages.mailbox,
        group="GROUP",
        subject="SUBJECT",
        html="<p>点検アプリ</p>",
        window_=Window(opens, opens + timedelta(hours=HOURS)),
        since=opens,
        mode="MODE",
    )
'''


def job(instance: Path, mode: str, *, key: str, subject: str, group: str, hours: int) -> None:
    """Laid into the instance as `bulk`."""
    words = {"KEY": key, "GROUP": group, "SUBJECT": subject, "HOURS": str(hours), "MODE": mode}
    text = re.sub("|".join(words), lambda found: words[found[0]], _JOB)
    (instance / "jobs" / "bulk.py").write_text(text, "utf-8")


def got(tenant: Sandbox, subject: str) -> Counter[str]:
    """How many mails of that subject each reader has, by the person's id."""
    return Counter(
        owner
        for owner, box in tenant.tenant.mailboxes.items()
        for each in box.mails.values()
        if each.folder == "inbox" and each.subject == subject
    )


def counted(document: Any) -> list[int]:
    """planned, sent, failed, unknown, as the run's document says in words; nothing where it says none."""
    words = " ".join(error["words"] for error in document["errors"])
    return [int(each) for each in re.findall(r"(?:計画|送信|失敗|結果不明) (\d+)", words)[:4]]
