"""Whether the pages that show a cohort how it goes on are right, as one of its trainees reads them.

Called by verdict. Pure; shares no code with the jobs that keep them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from m365bot.cli.rehearsal import finding
from m365bot.cli.rehearsal.again import Item
from m365bot.cli.rehearsal.finding import Judged
from m365bot.cli.rehearsal.seen import Face
from m365bot.programme import PROGRESS, STUDY, Cohort, Programme
from m365bot.words import say

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Figures:
    """studied: what the page of self-study knows. is_due: has there been a day for the page of progress?"""

    programme: Programme
    cohort: Cohort
    studied: Collection[Item]
    is_due: bool

    def pages(self, found: Sequence[Face]) -> Judged:
        """Each once, and every tab of it opens it; on that of progress stand charts, each with its words."""

        def wrong(title: str) -> Iterator[str]:
            mine = [one for one in found if one.title == title]
            if len(mine) != 1:
                yield say("『{page}』のページが{count}件", page=title, count=len(mine))
            for one in mine:
                yield from self._wrong_with(one)

        due = {PROGRESS: self.is_due, STUDY: bool(self.studied)}
        return finding.each([title for title in due if due[title] and self._tabs[title]], wrong)

    def _wrong_with(self, face: Face) -> Iterator[str]:
        if face.tabs != self._tabs[face.title]:
            yield say("『{page}』を開くタブが{count}件", page=face.title, count=face.tabs)
        if face.title == PROGRESS and not face.pictures:
            yield say("『{page}』に図がありません", page=face.title)
        if not all(each.alt and each.png.startswith(PNG) for each in face.pictures):
            yield say("『{page}』に、読めない図か説明のない図があります", page=face.title)

    @cached_property
    def _tabs(self) -> Counter[str]:
        """How many config has of each page."""
        return Counter(tab.page for spec in self.cohort.channels for tab in spec.tabs if tab.page)

    def board(self, found: Sequence[Face]) -> Judged:
        """As many have done as much as what was written down gives; who they are, the board does not tell."""
        every, by_person = len(self.programme.self_study), Counter(one.person for one in self.studied)
        is_due = self.studied and self._tabs[STUDY]
        people = self.cohort.trainees() if is_due or any(one.title == STUDY for one in found) else ()
        right = Counter(f"{by_person[one.id]}/{every}" for one in people)
        rows = [row for one in found if one.title == STUDY for table in one.tables for row in table]
        told = Counter(re.sub(r"\s", "", row[-1]) for row in rows if re.fullmatch(r"\d+ ?/ ?\d+", row[-1]))

        def wrong(step: str) -> Iterator[str]:
            if told[step] != right[step]:
                counts = {"told": told[step], "right": right[step]}
                yield say("{step} の人が{told}人(計算し直すと{right}人)", step=step, **counts)

        _, words = finding.each(sorted({*told, *right}), wrong)
        return told.total(), words

    def nameless(self, found: Sequence[Face]) -> Judged:
        """No trainee's name or address in what another reads: text, words of pictures, versions, what files hold."""
        told = [(one.title, one.said) for one in found]
        told += [(each.name, f"{each.alt} {each.said}") for one in found for each in one.pictures]

        def wrong(one: tuple[str, str]) -> Iterator[str]:
            name, said = one[0], finding.closed_up(one[1])
            for person in self.cohort.trainees():
                if any(
                    finding.closed_up(each) in said for each in (person.name, person.mail, person.contact)
                ):
                    yield say("『{subject}』に受講者の名前があります", subject=name)

        return finding.each(told, wrong)
