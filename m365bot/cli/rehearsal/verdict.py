"""Whether a season came out as config/ says: the tenant read by a reader of its own, held against the files and the records.

Called by `m365bot demo --year`. Reads only, as an app that is not m365bot and as the service account; shares no code with
jobs, resources or the flow.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from m365bot.cli.rehearsal.people import Answer
from m365bot.cli.rehearsal.stage import Reader, Stage
from m365bot.programme import ChannelSpec, Cohort, Issue, Programme, Questionnaire
from m365bot.words import say

Thing = TypeVar("Thing")
KNOWN_AFTER = timedelta(minutes=25)  # what came before the morning's look is known when people are reminded
Rows = Mapping[tuple[str, str], int]  # (form, session) → how many rows of it the records hold


@dataclass(frozen=True)
class Finding:
    """One question and its answer. looked_at: at how many things; wrong: what is not as it should be, in words."""

    title: str
    looked_at: int
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A mail as its sender's mailbox keeps it."""

    to: str
    subject: str
    sent: datetime
    body: str

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> "Letter":
        (to,) = message["toRecipients"]
        sent = datetime.fromisoformat(message["sentDateTime"])
        return cls(
            to["emailAddress"]["address"].casefold(), message["subject"], sent, message["body"]["content"]
        )


@dataclass(frozen=True)
class Verdict:
    """rows: what the records hold; answered: what people handed in; since: when the play began; until: when it ended, and
    is looked at.
    """

    stage: Stage
    programme: Programme
    cohort: Cohort
    rows: Rows
    answered: Sequence[Answer]
    since: datetime
    until: datetime

    def findings(self) -> list[Finding]:
        return [
            _finding(say("チャネルの参加者"), self.cohort.channels, self._people),
            _finding(say("配った資料"), sorted({one.channel for one in self.cohort.materials}), self._files),
            _finding(say("集めた回答"), self._asked(), self._answers),
            _finding(say("DX通信"), self._issues(), self._posts),
            _finding(say("週の集計"), self.cohort.channels[:1], self._weekly),
            _finding(say("一人ひとりへのメール"), self._mails, self._mail),
        ]

    # what is looked for

    def _asked(self) -> list[Questionnaire]:
        """Of which answers arrived in a list while the season lasted."""
        opened = [one for one in self.cohort.questionnaires if one.opens and one.opens <= self.until]
        return [one for one in opened if one.source.kind == "list"]

    def _issues(self) -> list[Issue]:
        told = [one for one in self.programme.issues if self.since < one.publish <= self.until]
        return [one for one in told if "teams" in one.to]

    # how it is

    def _people(self, spec: ChannelSpec) -> Iterator[str]:
        day = self.until.date()
        people = (*self.cohort.people_of(spec, day), *self.programme.officers_on(day))
        wanted = {person.mail.casefold() for person in (*people, self.programme.service_account)}
        path = f"/teams/{self._team}/channels/{self._channels[spec.name]}/members"
        found = Counter(str(one["email"]).casefold() for one in self._app.all(path))
        yield from _differences(spec.name, wanted, found)

    def _files(self, channel: str) -> Iterator[str]:
        due = [one for one in self.cohort.materials if one.channel == channel and one.release <= self.until]
        wanted = {one.relative for one in due if not one.withdraw or one.withdraw > self.until}
        folder = self._app.get(f"/teams/{self._team}/channels/{self._channels[channel]}/filesFolder")
        yield from _differences(channel, wanted, Counter(self._below(folder)))

    def _below(self, folder: Mapping[str, Any] | None, prefix: str = "") -> Iterator[str]:
        if folder is None:
            return
        drive = folder["parentReference"]["driveId"]
        for item in self._app.all(f"/drives/{drive}/items/{folder['id']}/children"):
            if "folder" in item:
                yield from self._below(item, f"{prefix}{item['name']}/")
            else:
                yield prefix + item["name"]

    def _answers(self, asked: Questionnaire) -> Iterator[str]:
        """Each submission is one row, whatever was judged of it."""
        there = self._lists.get(asked.source.name)
        site = self._site
        items = self._app.all(f"/sites/{site}/lists/{there}/items?$top=200") if there else []
        kept = self.rows.get((asked.form.key, asked.session.key if asked.session else ""), 0)
        if len(items) != kept:
            yield say(
                "{title}: 回答は{items}件、記録は{rows}件", title=asked.title, items=len(items), rows=kept
            )

    def _posts(self, issue: Issue) -> Iterator[str]:
        for target in issue.channels:
            team = self._group(target.team.mail_nickname)
            posts = self._subjects(team, None if target.is_primary else target.channel)
            count = sum(number for subject, number in posts.items() if subject.endswith(issue.title))
            if count != 1:
                yield say(
                    "第{number}号が『{channel}』に{count}件",
                    number=issue.number,
                    channel=target.channel,
                    count=count,
                )

    def _weekly(self, spec: ChannelSpec) -> Iterator[str]:
        """At most one a week: each has its week in its title."""
        for subject, count in self._subjects(self._team, spec.name).items():
            if count > 1:
                yield say("『{subject}』が{count}件", subject=subject, count=count)

    @cached_property
    def _mails(self) -> list[Letter]:
        """What left the one mailbox."""
        path = f"/users/{self.programme.messages.mailbox}/mailFolders/sentitems/messages"
        what = "$select=subject,toRecipients,sentDateTime,body&$top=50"
        return [Letter.of(one) for one in self._app.all(f"{path}?{what}")]

    def _mail(self, letter: Letter) -> Iterator[str]:
        """One of a kind a person and day, in working hours, and of nothing that had long been handed in."""
        at = letter.sent.astimezone(self.programme.timezone)
        like = [one for one in self._mails if one.to == letter.to and one.subject == letter.subject]
        if sum(one.sent.astimezone(at.tzinfo).date() == at.date() for one in like) > 1:
            yield say("{day} に同じ人へ『{subject}』が2通", day=at.date(), subject=letter.subject)
        if self.programme.calendar.is_quiet(at):
            yield say("{at:%Y-%m-%d %H:%M} は時間外です", at=at)
        for given in self.answered:
            mine = letter.to in (given.person.mail.casefold(), given.person.contact.casefold())
            if mine and given.at < letter.sent - KNOWN_AFTER and given.asked.title in letter.body:
                yield say("{at:%Y-%m-%d %H:%M} に、提出済みの『{title}』", at=at, title=given.asked.title)

    # reading

    @cached_property
    def _app(self) -> Reader:
        return self.stage.reader()

    @cached_property
    def _account(self) -> Reader:
        return self.stage.reader(self.programme.service_account.mail)

    @cached_property
    def _team(self) -> str:
        return self._group(self.cohort.team.mail_nickname)

    def _group(self, nickname: str) -> str:
        wanted = quote(f"mailNickname eq '{nickname}'")
        (found,) = self._app.all(f"/groups?$filter={wanted}")
        return str(found["id"])

    @cached_property
    def _channels(self) -> Mapping[str, str]:
        return self._channels_of(self._team)

    def _channels_of(self, team: str) -> dict[str, str]:
        return {one["displayName"]: quote(one["id"]) for one in self._app.all(f"/teams/{team}/channels")}

    @cached_property
    def _site(self) -> str:
        group = self._group(self.programme.officers_team.mail_nickname)
        return str(self._app.get(f"/groups/{group}/sites/root")["id"])

    @cached_property
    def _lists(self) -> Mapping[str, str]:
        return {one["displayName"]: one["id"] for one in self._app.all(f"/sites/{self._site}/lists")}

    def _subjects(self, team: str, channel: str | None) -> Counter[str]:
        names = self._channels_of(team)
        id_ = names[channel] if channel else names["General"]
        posts = self._account.all(f"/teams/{team}/channels/{id_}/messages?$top=50")
        return Counter(
            str(one["subject"])
            for one in posts
            if one["messageType"] == "message" and not one.get("deletedDateTime")
        )


def _finding(title: str, things: Sequence[Thing], wrong: Callable[[Thing], Iterator[str]]) -> Finding:
    return Finding(title, len(things), tuple(words for thing in things for words in wrong(thing)))


def _differences(where: str, wanted: set[str], found: Counter[str]) -> Iterator[str]:
    """Missing, too much, or twice."""
    for name in sorted(wanted - found.keys()):
        yield say("『{where}』に {name} がありません", where=where, name=name)
    for name in sorted(found.keys() - wanted):
        yield say("『{where}』に余分な {name}", where=where, name=name)
    for name in sorted(name for name, count in found.items() if count > 1):
        yield say("『{where}』に {name} が{count}つ", where=where, name=name, count=found[name])
