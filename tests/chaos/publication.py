"""An issue by all its faces, from the test of its mail to the mail once more, step by step; and what there is of it then.

Called by the tests of publications. WRITES says what a publication writes in each step: held against what one does write.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import patience, picture
from tests.bot import Bot
from tests.journeys import test_issue_faces

KICKOFF, EVE, PUBLISH = "2025-05-07T06:30", "2025-06-30T08:30", "2025-07-01T09:00"
NEXT, LATER, RESENT = "2025-07-02T08:30", "2025-07-02T08:40", "2025-07-02T09:30"
TESTER, BOX = "kacho@example.jp", "kenshu@example.jp"
READERS = ("a.yamada@example.jp", "r.sato@example.jp", "k.suzuki@example.jp")
LIST = {
    "displayName": "全職員",
    "mail": "zenshokuin@example.jp",
    "kind": "distribution",
    "members": [*READERS],
}
MODES = ("list", "bcc", "each")

DRAFT, SEND = "POST /users/*/messages", "POST /users/*/messages/*/send"
POST, EDIT = "POST /teams/*/channels/*/messages", "PATCH /teams/*/channels/*/messages/*"
PAGE, LAYOUT, OUT = "POST /sites/*/pages", "PATCH /sites/*/pages/*", "POST /sites/*/pages/*/publish"
FOLDER, FILE, NEWER = (
    "POST /drives/*/children",
    "PUT /drives/*/items/*:/*:/content",
    "PUT /drives/*/items/*/content",
)
PICTURE = "PUT /drives/*/root:/*:/content"
# Of two pages one is the index of back issues, which hears of a correction in the run after it.
WRITES: dict[str, dict[str, int]] = {
    "test": {DRAFT: 1, SEND: 1},
    "prepare": {PAGE: 1, FOLDER: 1},
    "publish": {POST: 2, PICTURE: 1, LAYOUT: 1, OUT: 2, PAGE: 1, FILE: 1, DRAFT: 1, SEND: 1},
    "correct": {EDIT: 2, LAYOUT: 1, OUT: 1, NEWER: 1},
    "index": {LAYOUT: 1, OUT: 1},
    "resend": {DRAFT: 1, SEND: 1},
}


def written(step: str, mode: str) -> dict[str, int]:
    """How often each is written in a step; a letter for each reader where each gets one."""
    letters = len(READERS) if mode == "each" and step in ("publish", "resend") else 1
    return {
        write: count * (letters if write in (DRAFT, SEND) else 1) for write, count in WRITES[step].items()
    }


@dataclass
class Publication:
    """Its steps in their order: what an officer edits and says before each, then the command that writes."""

    bot: Bot
    tenant: Sandbox
    issue: Path
    mode: str
    asked: str = ""

    @classmethod
    def laid_out(cls, bot: Bot, tenant: Sandbox, instance: Path, mode: str) -> "Publication":
        """The cohort has its channels; the issue has a picture and goes out by every face."""
        seed.add(tenant.tenant, {"groups": [LIST]})
        (instance / "config/newsletter/app.png").write_bytes(test_issue_faces.picture("navy"))
        made = cls(bot, tenant, instance / "config" / test_issue_faces.ISSUE, mode)
        if "app.png" not in made.issue.read_text("utf-8"):
            made._edit("mail: list", f"mail: {mode}")
            made._edit("次号では", "![アプリの画面](app.png)\n\n次号では")
        bot.run("provision", at=KICKOFF)
        return made

    def before(self, step: str) -> tuple[str, ...]:
        """The command of the step, all that comes before it said and done."""
        match step:
            case "test":
                return "newsletter", "send-test", "13", "--to", TESTER
            case "prepare":
                return "run", "newsletter", "--at", EVE
            case "publish":
                self._approve(EVE)
                return "run", "newsletter", "--at", PUBLISH
            case "correct":
                self._edit("次号では", "訂正しました。次号では")
                return "runs", "approve", self._asked(NEXT)
            case "resend":
                self._edit("approve: true", f"approve: true\nresend: {RESENT.replace('T', ' ')}")
                self._approve(LATER)
                return "run", "newsletter", "--at", RESENT
        return "run", "newsletter", "--at", LATER

    def after(self, step: str) -> tuple[str, ...]:
        """What is said to have a step finished that was not: a run at its hour."""
        hours = {"prepare": EVE, "publish": PUBLISH, "correct": NEXT, "index": LATER, "resend": RESENT}
        return self.before(step) if step == "test" else ("run", "newsletter", "--at", hours[step])

    def _asked(self, at: str) -> str:
        return str(self.bot.run("newsletter", at=at, exits=4)["run_id"])

    def _approve(self, at: str) -> None:
        self.bot.approve(self._asked(at))

    def _edit(self, old: str, new: str) -> None:
        text = self.issue.read_text("utf-8")
        assert old in text
        self.issue.write_text(text.replace(old, new, 1), "utf-8")

    def looks(self) -> dict[str, Any]:
        """What readers have of it, and what lies where nobody reads it."""
        seen = picture.of(self.tenant)
        patience.nothing_twice(self.tenant)
        return {
            **seen,
            "posts": sorted(self._posts()),
            "pages": self._pages(),
            "pictures": self._pictures(),
        } | {"mail": Counter(self._mail())}

    def _posts(self) -> Iterator[tuple[str, bool, int]]:
        for team in self.tenant.tenant.live_teams():
            for channel in team.live():
                for one in channel.messages.values():
                    if not (one.deleted or one.event):
                        yield channel.display_name, "訂正しました。" in one.content, len(one.hosted)

    def _pages(self) -> dict[str, tuple[str, bool]]:
        pages = [one for one in self.tenant.tenant.sites.pages.values() if one.name.startswith("dx-")]
        assert len({one.name for one in pages}) == len(pages), "two pages of one name"
        return {one.name: (one.version, "訂正しました。" in str(one.published)) for one in pages}

    def _pictures(self) -> list[str]:
        drives = self.tenant.tenant.sites.drives.values()
        return sorted(
            item.name for drive in drives for item in drive.items.values() if item.name.endswith(".png")
        )

    def _mail(self) -> Iterator[tuple[str, str, str]]:
        for owner, box in self.tenant.tenant.mailboxes.items():
            for one in box.mails.values():
                yield str(self.tenant.tenant.users[owner].upn), one.folder, one.subject
