"""All that a season told people and kept of them, word by word, without what weather may honestly change.

Called by the test of hard seasons. Reads Graph as an app that is not m365bot and as the service account, the records as
others get them, and the journal in its file. Left out are:
- ids, eTags, addresses and whatever else stands in a mark of HTML: another tenant gives others, and harsh weather takes
  links out of posts (docs/facts.md 128);
- minutes: what failed is done again later that day. The day is compared;
- parts of Office files that SharePoint adds: they differ each time (docs/facts.md 93);
- numbers of rows: they tell in which order answers were taken in, which a list's delay may turn;
- of the journal, notices to the office: they tell what did not go well.
"""

import base64
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from openpyxl import load_workbook

from m365bot.cli.rehearsal.stage import Reader, Stage
from m365bot.programme import Programme
from m365bot.sandbox.server import Sandbox
from tests.chaos.mortal import REPOSITORY

COHORT, OFFICE, BOOK = "dx-leader-R7", "dx-office", "研修記録/R7 研修記録.xlsx"
OWN, OWN_MADE, IN_OWN = "own records", "own records made", "/folder:個人記録/"  # parts; what their keys hold
ADDED = ("docProps/", "customXml/", "_rels/", "[Content_Types].xml")
AT_ITS_END = "import sys; from m365bot import clock; from m365bot.cli import entry; clock.asked(); sys.exit(entry.main())"
Line = tuple[str, ...]


@dataclass(frozen=True)
class Telling:
    """Of one season that is over. state: the folder of its database."""

    sandbox: Sandbox
    programme: Programme
    state: Path

    def whole(self) -> dict[str, Any]:
        """Part → what was told there; two seasons are held against each other part by part."""
        return {
            "members": self._members(),
            "posts": Counter(self._posts()),
            "letters": Counter(self._letters()),
            "pages": Counter(self._pages(f"/groups/{self._team(COHORT)}/sites/root")),
            "news": Counter(self._pages(self._newsletter)),
            "files": Counter(self._files()),
            "workbook": [*self._workbook()],
            OWN: Counter(self._own()),
            **_records(),
            **_journal(self.state / "m365bot.db"),
        }

    # where people are, and what they read there

    def _members(self) -> dict[str, list[str]]:
        """Of the team and of each channel: who, and as what."""
        team = self._team(COHORT)
        places = {"": f"/teams/{team}"} | {
            name: f"/teams/{team}/channels/{key}" for name, key in self._channels(team).items()
        }
        return {
            name: sorted(f"{one['email']} {one['roles']}" for one in self._app.all(f"{place}/members"))
            for name, place in places.items()
        }

    def _posts(self) -> Iterator[Line]:
        for nickname in (COHORT, self.programme.leaders_team.mail_nickname):
            team = self._team(nickname)
            for name, key in self._channels(team).items():
                for one in self._account.all(f"/teams/{team}/channels/{key}/messages?$top=50"):
                    if one["messageType"] == "message" and not one["deletedDateTime"]:
                        said, day = words(one["body"]["content"]), self._day(one["createdDateTime"])
                        beside = [str(each["name"]) for each in one["attachments"]]
                        yield (nickname, name, str(one["subject"]), day, said, *beside)

    def _letters(self) -> Iterator[Line]:
        """Each that left the mailbox: to whom, on which day, and all that it says."""
        place = f"/users/{self.programme.messages.mailbox}/mailFolders/sentitems/messages"
        for one in self._app.all(f"{place}?$top=50&$expand=attachments"):
            rows = (*one["toRecipients"], *one["ccRecipients"], *one["bccRecipients"])
            to = " ".join(sorted(each["emailAddress"]["address"].casefold() for each in rows))
            files = (f"{each['name']} {_appointments(each['contentBytes'])}" for each in one["attachments"])
            yield (to, one["subject"], self._day(one["sentDateTime"]), words(one["body"]["content"]), *files)

    def _pages(self, site: str) -> Iterator[Line]:
        """Title, level, and what all parts say, in their order."""
        at = f"/sites/{self._app.get(site)['id']}/pages"
        for page in self._app.all(f"{at}/microsoft.graph.sitePage"):
            whole = self._app.get(f"{at}/{page['id']}/microsoft.graph.sitePage?$expand=canvasLayout")
            parts = [*_parts(whole["canvasLayout"])] if whole.get("canvasLayout") else []
            yield (str(whole["title"]), str(whole["publishingState"]["level"]), *map(_said, parts))

    @property
    def _newsletter(self) -> str:
        place = urlsplit(self.programme.newsletter_site)
        return f"/sites/{place.hostname}:{quote(place.path)}"

    # files

    def _files(self) -> Iterator[Line]:
        """Of the cohort's team, the pictures of its pages too: by what is in them."""
        team = self._team(COHORT)
        for name, key in self._channels(team).items():
            for path, item, _ in self._below(team, key):
                yield name, path, content_of(self._app.content(item))

    def _workbook(self) -> list[tuple[str, list[Any]]]:
        """The officers', cell by cell: its bytes hold the moment in which it was made."""
        (content,) = (self._app.content(item) for path, item, _ in self._office_files() if path == BOOK)
        return cells(content)

    def _own(self) -> Iterator[Line]:
        """Each trainee's own record: who may read it, and its cells. Its folder is named by an id."""
        for path, item, folder in self._office_files():
            if path.startswith("個人記録/"):
                rows = self._app.all(f"{folder}/permissions")
                readers = sorted(
                    f"{one['roles']} {(one['grantedToV2'].get('user') or {}).get('email')}" for one in rows
                )
                yield (path.rpartition("/")[2], " ".join(readers), repr(cells(self._app.content(item))))

    def _office_files(self) -> Iterator[tuple[str, str, str]]:
        """Path, address, and that of the folder."""
        team = self._team(OFFICE)
        yield from self._below(team, self._channels(team)["General"])

    def _below(self, team: str, channel: str) -> Iterator[tuple[str, str, str]]:
        folder = self._app.get(f"/teams/{team}/channels/{channel}/filesFolder")
        if folder:
            items = f"/drives/{folder['parentReference']['driveId']}/items"
            for path, item in self._app.below(folder["parentReference"]["driveId"], folder):
                yield path, f"{items}/{item['id']}", f"{items}/{item['parentReference']['id']}"

    # who reads

    @cached_property
    def _stage(self) -> Stage:
        return Stage(self.sandbox.place.announcement())

    @cached_property
    def _app(self) -> Reader:
        return self._stage.reader()

    @cached_property
    def _account(self) -> Reader:
        return self._stage.reader(self.programme.service_account.mail)

    def _team(self, nickname: str) -> str:
        wanted = quote(f"mailNickname eq '{nickname}'")
        (found,) = self._app.all(f"/groups?$filter={wanted}")
        return str(found["id"])

    def _channels(self, team: str) -> Mapping[str, str]:
        return {one["displayName"]: quote(one["id"]) for one in self._app.all(f"/teams/{team}/channels")}

    def _day(self, moment: str) -> str:
        return str(datetime.fromisoformat(moment).astimezone(self.programme.timezone).date())


def words(html: str) -> str:
    """What is read of it, the words of pictures too."""
    seen = re.sub(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', r" \1 ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).split())


def content_of(file: bytes) -> str:
    """A digest of what is in it."""
    if not zipfile.is_zipfile(BytesIO(file)):
        return hashlib.sha256(file).hexdigest()
    with zipfile.ZipFile(BytesIO(file)) as package:
        own = sorted(name for name in package.namelist() if not name.startswith(ADDED))
        return hashlib.sha256(repr([(name, package.read(name)) for name in own]).encode()).hexdigest()


def cells(workbook: bytes) -> list[tuple[str, list[Any]]]:
    """By sheet, row by row."""
    found = load_workbook(BytesIO(workbook)).worksheets
    return [(sheet.title, [*sheet.iter_rows(values_only=True)]) for sheet in found]


def _parts(canvas: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for section in canvas["horizontalSections"]:
        for column in section["columns"]:
            yield from column["webparts"]


def _said(part: Mapping[str, Any]) -> str:
    """A text's words; of another part all texts that it holds, but the addresses."""
    if "innerHtml" in part:
        return words(part["innerHtml"])
    data = part.get("data") or {}
    told = (data.get("title"), (data.get("properties") or {}).get("altText"))
    return " ".join(str(each) for each in told if each)


def _appointments(content: str) -> str:
    """Of a calendar file, all but the moment in which it was made; of another its digest."""
    file = base64.b64decode(content)
    if not file.startswith(b"BEGIN:VCALENDAR"):
        return hashlib.sha256(file).hexdigest()
    return re.sub(r"(?m)^(DTSTAMP|LAST-MODIFIED|CREATED):.*\r?\n", "", file.decode())


def _records() -> dict[str, Any]:
    """As others get them at the season's end: answers, the hours ledger entry by entry, completion with its reasons; and
    whether the chain of what was done is whole.
    """
    found = _said_by("records", "export", "--cohort", "R7", "--format", "json")
    answers = ({name: cell for name, cell in one.items() if name != "row"} for one in found["responses"])
    return {
        "answers": Counter(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in answers),
        "ledger": Counter(
            tuple(re.sub(r"#\d+", "#", str(cell)) for cell in one.values()) for one in found["hours"]
        ),
        "completion": found["completion"],
        "the chain is whole": [_said_by("runs", "verify", "--json")["whole"]],
    }


def _said_by(*command: str) -> Any:
    """At the season's end: by its own clock, not the machine's."""
    asked = [sys.executable, "-c", AT_ITS_END, *command]
    return json.loads(subprocess.run(asked, cwd=REPOSITORY, capture_output=True, check=True).stdout)


def _journal(file: Path) -> dict[str, Any]:
    """Each thing that was made, by its key; what was begun and has no end."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        asked = database.execute
        made = "SELECT DISTINCT key FROM results WHERE outcome IN ('made', 'adopted')"
        done = {str(key) for (key,) in asked(made)}
        return {
            "made": {key for key in done if "/notice:" not in key and IN_OWN not in key},
            OWN_MADE: {key for key in done if IN_OWN in key},
            "open intents": asked("SELECT key FROM intents WHERE open").fetchall(),
            "open runs": asked("SELECT id FROM runs WHERE ended IS NULL").fetchall(),
        }
