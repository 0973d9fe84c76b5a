"""Whether a season came out as config/ says: what a reader of its own saw, held against the files and the records.

Called by `m365bot demo --year`. Pure; shares no code with jobs, resources or the flow. What could not be read is a finding,
and so is what ought to be there and is not: no tick stands for nothing looked at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from m365bot.cli.rehearsal import again, correspondence, finding
from m365bot.cli.rehearsal.correspondence import Correspondence, Owed
from m365bot.cli.rehearsal.figures import Figures
from m365bot.cli.rehearsal.finding import Finding, Judged
from m365bot.cli.rehearsal.movements import Movements
from m365bot.cli.rehearsal.people import IDEAS, Answer
from m365bot.cli.rehearsal.seen import Entry, Handed, Letter, Own, Post, Seen, Shown
from m365bot.cli.rehearsal.stage import Unread
from m365bot.content import released
from m365bot.programme import ChannelSpec, Cohort, Issue, Person, Programme, Questionnaire, Session
from m365bot.records import editions
from m365bot.words import say, tell

Part = TypeVar("Part")
Rows = Mapping[tuple[str, str], Handed]  # (form, session) → whose answers the records hold
KNOWN_AFTER = timedelta(minutes=25)  # what came before the morning's look is known when people are reminded
FEW = 5  # answers of which a figure may be shown (the office's own rule)
ONCE_EVER = ("welcome",)


@dataclass(frozen=True)
class Verdict:
    """rows: what the records hold; answered: what people handed in; since: when the play began; until: when it ended, and
    is looked at; logged: what they wrote down of self-study.
    """

    seen: Seen
    programme: Programme
    cohort: Cohort
    rows: Rows
    answered: Sequence[Answer]
    since: datetime
    until: datetime
    logged: Sequence[Answer] = ()

    def findings(self) -> list[Finding]:
        seen = self.seen
        return [
            finding.of(say("チャネルの参加者"), seen.people, self._people),
            *Movements(self.programme, self.cohort, self.since, self.until).findings(seen),
            finding.of(say("配った資料"), seen.files, self._files),
            finding.of(say("集めた回答"), seen.answers, self._answers),
            finding.of(say("DX通信"), seen.posts, self._issues),
            finding.of(say("DX通信のページ"), seen.news, self._news),
            finding.of(say("DX通信のメール"), seen.letters, self._mailed),
            finding.of(say("資料公開のお知らせ"), seen.posts, self._announcements),
            finding.of(say("週の集計"), seen.posts, self._weekly),
            finding.of(say("投稿に名前が出ていないこと"), seen.posts, self._nameless),
            finding.of(say("ページに名前が出ていないこと"), seen.pages, self._nameless),
            finding.of(say("一人ひとりへのメール"), seen.letters, self._letters),
            finding.of(say("届くはずのメール"), seen.letters, self._owed),
            finding.of(say("時間と修了の判定"), _first_unread(seen.studied, seen.book), self._book),
            finding.of(say("本人だけが読める記録"), seen.own, self._own),
            finding.of(say("進みを見せるページ"), seen.faces, self._figures.pages),
            finding.of(say("自主学習の進み"), _first_unread(seen.studied, seen.faces), self._figures.board),
            finding.of(say("進みのページと図に名前が出ていないこと"), seen.faces, self._figures.nameless),
        ]

    # the team

    def _people(self, found: Mapping[str, Counter[str]]) -> Judged:
        def wrong(spec: ChannelSpec) -> Iterator[str]:
            day = self.until.date()
            people = (*self.cohort.people_of(spec, day), *self.programme.officers_on(day))
            wanted = {person.mail.casefold() for person in (*people, self.programme.service_account)}
            yield from finding.differences(spec.name, wanted, found.get(spec.name, Counter()))

        return finding.each(self.cohort.channels, wrong)

    def _files(self, found: Mapping[str, Counter[str]]) -> Judged:
        def wrong(channel: str) -> Iterator[str]:
            due = [
                one for one in self.cohort.materials if one.channel == channel and one.release <= self.until
            ]
            wanted = {one.relative for one in due if not one.withdraw or one.withdraw > self.until}
            yield from finding.differences(channel, wanted, found.get(channel, Counter()))

        return finding.each(sorted({one.channel for one in self.cohort.materials}), wrong)

    # answers

    def _answers(self, found: Mapping[str, Handed]) -> Judged:
        """Each submission is one item of its list and one row, whatever was judged of it."""

        def wrong(asked: Questionnaire) -> Iterator[str]:
            given = self._given(asked)
            items = found.get(asked.source.name, Counter())
            rows = self.rows.get((asked.form.key, asked.session.key if asked.session else ""), Counter())
            if not given == items == rows:
                counts = {"given": given.total(), "items": items.total(), "rows": rows.total()}
                yield say(
                    "{title}: 出した回答は{given}件、リストは{items}件、記録は{rows}件(違うもの{differing}件)",
                    title=asked.title,
                    differing=((given - rows) + (rows - given) + (given - items) + (items - given)).total(),
                    **counts,
                )

        opened = [one for one in self.cohort.collected if one.opens and one.opens <= self.until]
        return finding.each([one for one in opened if one.source.kind == "list"], wrong)

    def _given(self, asked: Questionnaire) -> Handed:
        every = (*self.answered, *self.logged)
        mine = (one for one in every if one.asked.source.name == asked.source.name)
        return Counter((one.person.mail.casefold(), one.at) for one in mine)

    # posts

    def _issues(self, posts: Sequence[Post]) -> Judged:
        """Once in each place, and not before its minute."""

        def wrong(issue: Issue) -> Iterator[str]:
            for target in issue.channels:
                channel = "General" if target.is_primary else target.channel
                mine = [one for one in posts if one.subject.endswith(issue.title)]
                here = [
                    one for one in mine if (one.team, one.channel) == (target.team.mail_nickname, channel)
                ]
                if len(here) != 1:
                    count = {"channel": target.channel, "count": len(here)}
                    yield say("第{number}号が『{channel}』に{count}件", number=issue.number, **count)
                for one in here:
                    if one.sent and not issue.publish <= one.sent <= issue.until:
                        yield self._at_wrong_hour(one.subject, one.sent)

        return finding.each(self._told("teams"), wrong)

    def _told(self, face: str) -> list[Issue]:
        """The issues that went out by it while the play lasted."""
        told = (one for one in self.programme.issues if self.since < one.publish <= self.until)
        return [one for one in told if face in one.to]

    def _news(self, pages: Sequence[Post]) -> Judged:
        def wrong(issue: Issue) -> Iterator[str]:
            count = sum(one.subject == issue.subject for one in pages)
            if count != 1:
                yield say("第{number}号のページが{count}件", number=issue.number, count=count)

        return finding.each(self._told("page"), wrong)

    def _mailed(self, letters: Sequence[Letter]) -> Judged:
        """To its group, once, and not before its minute."""

        def wrong(issue: Issue) -> Iterator[str]:
            mine = [one for one in letters if one.subject == issue.subject]
            if len(mine) != 1 and issue.mail == "list":
                yield say("第{number}号のメールが{count}通", number=issue.number, count=len(mine))
            for one in mine:
                if not issue.publish <= one.sent <= issue.until:
                    yield self._at_wrong_hour(one.subject, one.sent)

        return finding.each(self._told("mail"), wrong)

    def _personal(self, letters: Sequence[Letter]) -> list[Letter]:
        """Those to one person; an issue goes to a group."""
        issues = {one.subject for one in self.programme.issues}
        return [one for one in letters if one.subject not in issues]

    def _announcements(self, posts: Sequence[Post]) -> Judged:
        """One for each session whose materials came out while there was time to tell of them."""
        first = {
            one.session.key: one
            for one in sorted(self.cohort.materials, key=lambda one: one.release, reverse=True)
        }
        out = [one for one in first.values() if self.since < one.release and self._was_told(one.release)]

        def wrong(session: Session) -> Iterator[str]:
            subject = released.subject(session)
            count = sum(one.subject == subject for one in posts)
            if count != 1:
                yield say("『{subject}』が{count}件", subject=subject, count=count)

        return finding.each([one.session for one in out if one.session.announce], wrong)

    def _was_told(self, release: datetime) -> bool:
        return self.programme.calendar.next_open(release) + timedelta(hours=1) <= self.until

    def _weekly(self, posts: Sequence[Post]) -> Judged:
        """At most one a week, which each has in its title, in working hours; what enough people answered is told."""
        here = [one for one in posts if one.channel == self.cohort.channels[0].name]
        begins = editions.subject_of(self.cohort.key, self.until).partition("(")[0]
        weekly = [one for one in here if one.subject.startswith(begins)]

        def wrong() -> Iterator[str]:
            for subject, count in Counter(one.subject for one in here).items():
                if count > 1:
                    yield say("『{subject}』が{count}件", subject=subject, count=count)
            for one in weekly:
                if one.sent and self.programme.calendar.is_quiet(one.sent):
                    yield self._at_wrong_hour(one.subject, one.sent)
            for asked in self._worth_telling():
                if not any(asked.title in one.text for one in weekly):
                    yield say("『{title}』の集計がありません", title=asked.title)

        return len(weekly), wrong()

    def _worth_telling(self) -> Iterator[Questionnaire]:
        """With figures, and answers of enough people before the last Friday afternoon but one hour."""
        day = self.until - timedelta(days=(self.until.weekday() - 4) % 7)
        friday = day.replace(hour=14, minute=30)
        if friday + timedelta(hours=2) > self.until:
            friday -= timedelta(days=7)
        for asked in self.cohort.questionnaires:
            people = {
                one.person.id for one in self.answered if one.asked.key == asked.key and one.at < friday
            }
            shows = any(question.show != "never" for question in asked.form.questions)
            if shows and len(people) >= FEW and friday.date() <= self.cohort.ends:
                yield asked

    def _nameless(self, posts: Sequence[Post]) -> Judged:
        """No trainee's name or address, and nothing of what was written in own words."""
        told = [issue.body for issue in self.programme.issues]
        own_words = [idea for idea in IDEAS if not any(idea in body for body in told)]

        def wrong(post: Post) -> Iterator[str]:
            text = finding.closed_up(f"{post.subject} {post.text}")
            for person in self.cohort.trainees():
                if any(finding.closed_up(one) in text for one in (person.name, person.mail, person.contact)):
                    yield say("『{subject}』に受講者の名前があります", subject=post.subject)
            if any(finding.closed_up(idea) in text for idea in own_words):
                yield say("『{subject}』に自由記述の回答があります", subject=post.subject)

        return finding.each(posts, wrong)

    # letters

    def _letters(self, letters: Sequence[Letter]) -> Judged:
        """One of a kind a person and day, in working hours, of nobody else, and of nothing that had long been handed in."""
        mine = self._personal(letters)
        return finding.each(mine, lambda letter: self._letter(letter, mine))

    def _letter(self, letter: Letter, letters: Sequence[Letter]) -> Iterator[str]:
        at = letter.sent.astimezone(self.programme.timezone)
        like = [one for one in letters if (one.to, one.subject) == (letter.to, letter.subject)]
        texts = self.programme.messages.texts
        once = any(name in texts and correspondence.is_of(texts[name], letter) for name in ONCE_EVER)
        days = [one.sent.astimezone(at.tzinfo).date() for one in like]
        if (len(days) if once else days.count(at.date())) > 1:
            yield say("{day} に同じ人へ『{subject}』が2通", day=at.date(), subject=letter.subject)
        if self.programme.calendar.is_quiet(at):
            yield self._at_wrong_hour(letter.subject, at)
        yield from self._to_whom(letter)
        for given in self.answered:
            mine = letter.to in finding.addresses(given.person)
            if mine and given.at < letter.sent - KNOWN_AFTER and given.asked.title in letter.body:
                yield say("{at:%Y-%m-%d %H:%M} に、提出済みの『{title}』", at=at, title=given.asked.title)

    def _to_whom(self, letter: Letter) -> Iterator[str]:
        """A trainee reads of nobody else, a section chief of the own staff."""
        staff = {
            line.person.id
            for line in self.cohort.lines
            if line.boss and letter.to in finding.addresses(line.boss)
        }
        own = {one.id for one in self.cohort.trainees() if letter.to in finding.addresses(one)} | staff
        if not own:
            yield say("『{subject}』が、受講者でも所属長でもない人に届いています", subject=letter.subject)
        for person in self.cohort.trainees():
            if person.id not in own and finding.closed_up(person.name) in finding.closed_up(letter.body):
                yield say("『{subject}』に、ほかの受講者の名前があります", subject=letter.subject)

    def _owed(self, letters: Sequence[Letter]) -> Judged:
        """Each once: neither lost nor sent twice."""
        mail = Correspondence(self.programme, self.cohort, self.answered, self.since, self.until)

        def wrong(owed: Owed) -> Iterator[str]:
            count = sum(mail.has(owed, letter) for letter in letters)
            if count != 1:
                title = self.programme.messages.texts[owed.text].file or owed.text
                yield say(
                    "{day} {about} ({file}) が{count}通",
                    day=owed.since,
                    about=owed.says,
                    file=title,
                    count=count,
                )

        return finding.each([*mail.owed()] if self.programme.messages.by == "mail" else [], wrong)

    # hours

    def _book(self, book: Sequence[Entry] | None) -> Judged:
        """The officers' workbook says of everybody what the sheets give, worked out again."""
        had = again.had_by(self.cohort, self.until.date(), self._studied(self.until))
        entries = {finding.closed_up(one.name): one for one in book or ()}

        def wrong(person: Person) -> Iterator[str]:
            entry, right = entries.get(finding.closed_up(person.name)), had[person.id]
            if entry is None:
                yield say("{name} が一覧表にありません", name=person.name)
                return
            if abs(entry.total - right.total) > 0.006:
                given = {"told": entry.total, "right": round(right.total, 2)}
                yield say("{name} の時間が{told}(計算し直すと{right})", name=person.name, **given)
            if (entry.outlook == tell("満たしています")) != right.completes(self.cohort, self.programme):
                yield say("{name} の修了の判定が『{told}』", name=person.name, told=entry.outlook)

        begun = book is not None or self.until.date() > self.cohort.starts
        return finding.each(self.cohort.trainees() if begun else (), wrong)

    def _own(self, found: Sequence[Own]) -> Judged:
        """One for each of whom something is written, read by that person and nobody else."""
        trainees = {one.mail.casefold() for one in self.cohort.trainees()}
        readers = Counter(mail.casefold() for one in found for mail in one.readers)

        def wrong(one: Own) -> Iterator[str]:
            if one.wider or len(one.readers) != 1 or one.readers[0].casefold() not in trainees:
                yield say("本人のほかにも読める記録があります")
            elif readers[one.readers[0].casefold()] > 1:
                yield say("同じ人の記録が2つあります")

        def missing() -> Iterator[str]:
            for person in again.began_by(self.cohort, self._last_own.date()):
                if (
                    self.cohort.is_trainee_on(person, self._last_own.date())
                    and not readers[person.mail.casefold()]
                ):
                    yield say("{name} の本人の記録がありません", name=person.name)

        count, words = finding.each(found, wrong)
        return count, finding.both(words, missing())

    @cached_property
    def _last_own(self) -> datetime:
        """The last Friday evening of the play on which the office was open; else before all."""
        day = self.until
        while day > self.since:
            at = day.replace(hour=17, minute=0)
            if day.weekday() == 4 and at <= self.until and not self.programme.calendar.is_quiet(at):
                return at
            day -= timedelta(days=1)
        return datetime.min.replace(tzinfo=self.programme.timezone)

    # pages of figures

    @cached_property
    def _figures(self) -> Figures:
        known = self._studied(self._last_monday)
        return Figures(self.programme, self.cohort, known, is_due=self._last_own >= self.since)

    def _studied(self, before: datetime) -> set[again.Item]:
        lines = () if isinstance(self.seen.studied, Unread) else self.seen.studied
        return again.studied_by(self.cohort, self.programme, lines, before)

    @cached_property
    def _last_monday(self) -> datetime:
        """The last on which the office was open, before its first look at the lists."""
        day = self.until.replace(hour=8, minute=30)
        while day.weekday() != 0 or not self.programme.calendar.is_business_day(day.date()):
            day -= timedelta(days=1)
        return day

    def _at_wrong_hour(self, subject: str, at: datetime) -> str:
        return say(
            "{at:%Y-%m-%d %H:%M} の『{subject}』は時間外です",
            at=at.astimezone(self.programme.timezone),
            subject=subject,
        )


def _first_unread(rests_on: Shown[object], part: Shown[Part]) -> Shown[Part]:
    """A part that is judged by another."""
    return rests_on if isinstance(rests_on, Unread) else part
