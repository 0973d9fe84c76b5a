"""Reads the practice tenant as an app that is not m365bot and as the service account, and says what was there.

Called by `m365bot demo --year`. Reads only, judges nothing, and shares no code with jobs, resources or the flow. What is not
shown to it becomes the word that it could not be read, never an empty list.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from m365bot.cli.rehearsal.seen import Entry, Face, Handed, Letter, Own, Post, Seen, Shown, Studied
from m365bot.cli.rehearsal.stage import Reader, Stage, Unread
from m365bot.cli.rehearsal.trainee import GENERAL, Trainee
from m365bot.programme import Cohort, Programme
from m365bot.words import tell

Part = TypeVar("Part")
Json = Mapping[str, Any]
COMPLETED = "完了時刻"
OWN, BOOKS = "個人記録", "研修記録"  # folders of the officers' team


@dataclass(frozen=True)
class Witness:
    """Of one cohort's season."""

    stage: Stage
    programme: Programme
    cohort: Cohort

    def saw(self) -> Seen:
        return Seen(
            people=_shown(self._people),
            files=_shown(self._files),
            answers=_shown(self._answers),
            posts=_shown(lambda: [*self._posts()]),
            pages=_shown(lambda: [*self._pages()]),
            letters=_shown(self._letters),
            book=_shown(self._book),
            own=_shown(lambda: [*self._own()]),
            news=_shown(lambda: [*self._news()]),
            studied=_shown(lambda: [*self._studied()]),
            faces=_shown(lambda: [*self._faces()]),
            team=_shown(self._members),
        )

    # the cohort's team

    def _people(self) -> Mapping[str, Counter[str]]:
        """Of each channel of config that is there."""
        team = self._team(self.cohort.team.mail_nickname)
        found = {}
        for name, id_ in self._channels(team).items():
            found[name] = self._in(f"/teams/{team}/channels/{id_}")
        return found

    def _members(self) -> Counter[str]:
        return self._in(f"/teams/{self._team(self.cohort.team.mail_nickname)}")

    def _in(self, place: str) -> Counter[str]:
        return Counter(str(one["email"]).casefold() for one in self._app.all(f"{place}/members"))

    def _files(self) -> Mapping[str, Counter[str]]:
        team = self._team(self.cohort.team.mail_nickname)
        found = {}
        for name, id_ in self._channels(team).items():
            if folder := self._app.get(f"/teams/{team}/channels/{id_}/filesFolder"):
                drive = folder["parentReference"]["driveId"]
                found[name] = Counter(path for path, _ in self._app.below(drive, folder))
        return found

    # what everybody reads

    def _posts(self) -> Iterator[Post]:
        targets = (target.team for issue in self.programme.issues for target in issue.channels)
        for nickname in dict.fromkeys(
            one.mail_nickname for one in (self.cohort.team, self.programme.leaders_team, *targets)
        ):
            team = self._team(nickname)
            for name, id_ in self._channels(team).items():
                for one in self._account.all(f"/teams/{team}/channels/{id_}/messages?$top=50"):
                    if one["messageType"] == "message" and not one.get("deletedDateTime"):
                        sent = datetime.fromisoformat(one["createdDateTime"])
                        text = unescape(one["body"]["content"])
                        yield Post(nickname, name, str(one["subject"]), text, sent)

    def _pages(self) -> Iterator[Post]:
        team = self._team(self.cohort.team.mail_nickname)
        site = self._app.get(f"/groups/{team}/sites/root")["id"]
        for page in self._app.all(f"/sites/{site}/pages/microsoft.graph.sitePage"):
            path = f"/sites/{site}/pages/{page['id']}/microsoft.graph.sitePage?$expand=canvasLayout"
            text = unescape(str(self._app.get(path)))
            yield Post(self.cohort.team.mail_nickname, "", str(page["title"]), text)

    def _news(self) -> Iterator[Post]:
        """What readers find on the newsletter's site; a draft is none."""
        place = urlsplit(self.programme.newsletter_site)
        if place.hostname:
            site = self._app.get(f"/sites/{place.hostname}:{quote(place.path)}")["id"]
            for page in self._app.all(f"/sites/{site}/pages/microsoft.graph.sitePage"):
                if (page.get("publishingState") or {}).get("level") == "published":
                    yield Post("", "", str(page["title"]), "")

    def _faces(self) -> Iterator[Face]:
        """As one who is in it to the end reads them."""
        last = self.cohort.trainees_on(self.cohort.ends)
        who = next((one.mail for one in last if not one.outside), "")
        yield from Trainee(self.stage.reader(who), self._team(self.cohort.team.mail_nickname)).faces()

    # what one person reads

    def _letters(self) -> Sequence[Letter]:
        """What left the one mailbox."""
        path = f"/users/{self.programme.messages.mailbox}/mailFolders/sentitems/messages"
        what = "$select=subject,toRecipients,sentDateTime,body&$top=50"
        return [_letter(one) for one in self._app.all(f"{path}?{what}")]

    def _own(self) -> Iterator[Own]:
        for path, item in self._office_files():
            if path.startswith(f"{OWN}/{self.cohort.key}/"):
                folder = item["parentReference"]
                rows = self._app.all(f"/drives/{folder['driveId']}/items/{folder['id']}/permissions")
                read = [str(row["grantedToV2"]["user"]["email"]) for row in rows if _is_one_reader(row)]
                wider = any(not (_is_one_reader(row) or _is_owners(row)) for row in rows)
                yield Own(tuple(read), wider=wider)

    # the officers' team

    def _answers(self) -> Mapping[str, Handed]:
        lists = {one["displayName"]: one["id"] for one in self._app.all(f"/sites/{self._office}/lists")}
        wanted = {one.source.name: one.form.identity for one in self.cohort.collected}
        return {
            name: Counter((who, at) for who, at, _ in self._lines(lists[name], identity))
            for name, identity in wanted.items()
            if name in lists
        }

    def _studied(self) -> Iterator[Studied]:
        """The log as it was written; nothing, as long as nobody wrote any."""
        log = self.cohort.study_log
        if log is None or log.form.item_question is None:
            return
        item = log.form.item_question.text
        hours = next((one.text for one in log.form.questions if one.type == "number"), "")
        for one in self._app.all(f"/sites/{self._office}/lists"):
            if one["displayName"] == log.source.name:
                for who, at, cells in self._lines(one["id"], log.form.identity):
                    given = cells.get(hours)
                    yield Studied(who, at, str(cells[item]), None if given is None else float(given))

    def _lines(self, list_id: str, identity: str) -> Iterator[tuple[str, datetime, Json]]:
        """Who, when, and the cells by their columns' heads."""
        path = f"/sites/{self._office}/lists/{list_id}"
        columns = {one["name"]: one["displayName"] for one in self._app.all(f"{path}/columns")}
        for item in self._app.all(f"{path}/items?$expand=fields&$top=200"):
            # A name that begins with a line below comes with a prefix.
            said = {
                columns.get(name.removeprefix("OData_"), name): cell for name, cell in item["fields"].items()
            }
            yield str(said[identity]).casefold(), datetime.fromisoformat(str(said[COMPLETED])), said

    def _book(self) -> Sequence[Entry] | None:
        from openpyxl import load_workbook

        wanted = f"{BOOKS}/{self.cohort.key} {BOOKS}.xlsx"
        item = next((item for path, item in self._office_files() if path == wanted), None)
        if item is None:
            return None
        drive = item["parentReference"]["driveId"]
        content = self._app.content(f"/drives/{drive}/items/{item['id']}")
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        head, *lines = sheet.iter_rows(values_only=True)
        name, total, outlook = (head.index(tell(each)) for each in ("氏名", "合計時間", "修了の見込み"))
        return [Entry(str(one[name]), float(str(one[total])), str(one[outlook])) for one in lines]

    def _office_files(self) -> Iterator[tuple[str, Json]]:
        team = self._team(self.programme.officers_team.mail_nickname)
        folder = self._app.get(f"/teams/{team}/channels/{self._channels(team)[GENERAL]}/filesFolder")
        if folder:
            yield from self._app.below(folder["parentReference"]["driveId"], folder)

    @cached_property
    def _office(self) -> str:
        group = self._team(self.programme.officers_team.mail_nickname)
        return str(self._app.get(f"/groups/{group}/sites/root")["id"])

    # who reads

    @cached_property
    def _app(self) -> Reader:
        return self.stage.reader()

    @cached_property
    def _account(self) -> Reader:
        return self.stage.reader(self.programme.service_account.mail)

    def _team(self, nickname: str) -> str:
        wanted = quote(f"mailNickname eq '{nickname}'")
        for found in self._app.all(f"/groups?$filter={wanted}"):
            return str(found["id"])
        raise Unread(f"/groups {nickname}", 404)

    def _channels(self, team: str) -> Mapping[str, str]:
        return {one["displayName"]: quote(one["id"]) for one in self._app.all(f"/teams/{team}/channels")}


def _shown(read: Callable[[], Part]) -> Shown[Part]:
    try:
        return read()
    except Unread as why:
        return why


def _letter(message: Json) -> Letter:
    (to,) = message["toRecipients"]
    sent = datetime.fromisoformat(message["sentDateTime"])
    body = unescape(re.sub(r"<[^>]*>", "", message["body"]["content"]))
    return Letter(to["emailAddress"]["address"].casefold(), message["subject"], sent, body)


def _is_one_reader(row: Json) -> bool:
    return row.get("roles") == ["read"] and "user" in row.get("grantedToV2", {}) and not row.get("link")


def _is_owners(row: Json) -> bool:
    return row.get("roles") == ["owner"] and "siteGroup" in row.get("grantedToV2", {})
