"""The officers' files and their versions: what is changed, noticed, judged, laid into the folder, undone.

Made by app around the port `Versions`; called by pages, by `m365bot config`, by the daemon. Whatever it does, the folder
holds whole changes only, and each change is noted before it is laid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from m365bot.editing import fencing, folder, judging, laying, staging
from m365bot.editing.fencing import Fenced
from m365bot.editing.folder import Seen
from m365bot.editing.judging import Bench, Read, Verdict
from m365bot.editing.outcome import Ending, Outcome
from m365bot.errors import ConfigError
from m365bot.journal import naming
from m365bot.journal.version import Draft, How, Overtaken, Standing, State, Version, Versions
from m365bot.reading import Complaint, Reading
from m365bot.words import say

log = structlog.get_logger("m365bot.editing")
WORKSHOP, IN_FORCE = "config.judged", "config.in-force"


@dataclass(frozen=True)
class Cabinet:
    """Of one instance. read: config/ of any folder. is_shared: other machines have folders and note in the same place.
    source: where in SharePoint config/ is kept and changed, empty where it is here.
    """

    instance: Path
    state: Path
    versions: Versions
    read: Read
    is_shared: bool = False
    source: str = ""

    # what somebody changed in the folder

    def look(self) -> Sequence[Version]:
        """Notes what is not as it was last known; where the folder is away, nothing."""
        with laying.alone(self.state):
            laying.complete(self.instance, self.state)
            return self.looked()

    def looked(self) -> Sequence[Version]:
        seen, standing = folder.seen(self.instance), self.versions.standing()
        if seen.is_lost:
            return ()
        self._settle(seen, standing)
        found = self._changed(seen, standing)
        return self._noted(found, seen, self.versions.standing()) if found else ()

    def _changed(self, seen: Seen, standing: Mapping[str, Standing]) -> dict[str, bytes | None]:
        known = {name: one.lies_in_folder for name, one in standing.items()}
        names = {*seen.contents, *known} - seen.unread
        now = {name: seen.contents.get(name) for name in sorted(names)}
        return {
            name: content
            for name, content in now.items()
            if self.versions.digest(content) != _digest(known.get(name))
            and not self._is_behind(name, content)
        }

    def _is_behind(self, name: str, content: bytes | None) -> bool:
        """Another machine's folder, to which the newest has not been copied yet."""
        return self.is_shared and self.versions.was_ever(name, self.versions.digest(content))

    def _noted(
        self, found: Mapping[str, bytes | None], seen: Seen, standing: Mapping[str, Standing]
    ) -> Sequence[Version]:
        """All that is new at once, and in force where it makes nothing worse. The first time there is nothing to compare.

        What stood there broken may be whole by it.
        """
        before = self.contents(standing)
        broken = {
            name: seen.contents.get(name)
            for name, one in standing.items()
            if name not in found and name not in seen.unread and _is_broken_there(one)
        }
        after = judging.with_(before, {**broken, **found})
        verdict = judging.judged(before if standing else after, after, self.bench)
        named = self.names_in(found, verdict, before)
        drafts = [
            Draft(
                name,
                content,
                How.FOUND,
                State.HELD if name in verdict.held else State.IN_FORCE,
                base=number_of(standing.get(name)),
                mentions=named[name],
            )
            for name, content in found.items()
        ]
        try:
            noted = self.versions.add(drafts)
        except Overtaken:  # another machine noted something just now: the next look sees both
            return ()
        self.versions.settle(
            [standing[one].newest for one in broken if one not in verdict.held], State.IN_FORCE
        )
        if verdict.held:  # where it is wrong; what it says may name people
            places = [f"{one.file}:{one.line}:{one.column}" for one in verdict.faults]
            log.warning("config.held", files=sorted(verdict.held), places=places)
        return noted

    def names_in(
        self, found: Mapping[str, bytes | None], verdict: Verdict, before: Mapping[str, bytes]
    ) -> Mapping[str, frozenset[str]]:
        """By what config/ says now of people, or said as long as it could be read."""
        known = _called(verdict.reading) or _called(self.bench.reading(before))
        return {name: naming.named_in(one, known) if one else frozenset() for name, one in found.items()}

    def _settle(self, seen: Seen, standing: Mapping[str, Standing]) -> None:
        """What was noted when the machine died: it lies there, or it never came to that."""
        waiting = [
            one.newest
            for one in standing.values()
            if one.newest.state is State.WAITING and one.newest.file not in seen.unread
        ]
        for one in waiting:
            lies = self.versions.digest(seen.contents.get(one.file)) == one.digest
            self.versions.settle([one], State.IN_FORCE if lies else State.COLLIDED)

    # what somebody changes

    def change(self, drafts: Sequence[Draft]) -> Outcome:
        """One outcome for all of them. Raises ConfigError for what has no versions, or where nothing can be written."""
        self._needs_to_be_here()
        for draft in drafts:
            folder.needs_versions(draft.file)
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        with laying.alone(self.state):
            laying.complete(self.instance, self.state)
            self.looked()
            return self._changed_by(drafts)

    def _changed_by(self, drafts: Sequence[Draft]) -> Outcome:
        standing = self.versions.standing()
        self._needs_a_folder()
        before = self.contents(standing)
        drafts = [_once_more(one, standing.get(one.file)) for one in drafts]
        others = [
            one for one in drafts if one.content != before.get(one.file)
        ]  # a double click is no collision
        if late := [one for one in others if number_of(standing.get(one.file)) != one.base]:
            return self._collided(drafts, standing.get(late[0].file), before)
        new = [
            one for one in drafts if one.content != before.get(one.file) or is_held(standing.get(one.file))
        ]
        if not new:
            return Outcome(Ending.SAME)
        wanted = {one.file: one.content for one in new}
        is_operators = all(one.is_operators for one in new)
        after = judging.with_(before, wanted)
        verdict = fencing.of(before, after, self.bench, is_operators=is_operators)
        named = self.names_in(wanted, verdict, before)
        known = [replace(one, mentions=named[one.file]) for one in new]
        self.looked()  # judging took a moment, in which somebody may have saved in the folder
        return self._held(known, verdict) if verdict.held else self.laid(known)

    def _needs_to_be_here(self) -> None:
        if self.source:
            raise ConfigError(
                say(
                    "設定は SharePoint の『{source}』にあります。そこで直してください(Excel でもブラウザーでも)。"
                    "保存すると、数分のうちに取り込みます。前の内容に戻すときは、版をダウンロードして置き換えます。",
                    source=self.source.removeprefix("site:"),
                )
            )

    def _needs_a_folder(self) -> None:
        if folder.seen(self.instance).is_lost:
            raise ConfigError(
                say(
                    "設定のフォルダー({folder})に programme.yaml が見つかりません。何も変えていません。"
                    "フォルダーの接続を確かめてください。",
                    folder=self.instance / "config",
                )
            )

    def _collided(
        self, drafts: Sequence[Draft], theirs: Standing | None, before: Mapping[str, bytes]
    ) -> Outcome:
        """What was typed is kept all the same."""
        known = _called(self.bench.reading(before))
        mine = [
            replace(
                one,
                state=State.COLLIDED,
                mentions=naming.named_in(one.content, known) if one.content else frozenset(),
            )
            for one in drafts
        ]
        return Outcome(Ending.COLLIDED, self.versions.add(mine), theirs=theirs.newest if theirs else None)

    def _held(self, drafts: Sequence[Draft], verdict: Fenced) -> Outcome:
        """Together they were meant, so together they wait."""
        state, ending = (State.ASKING, Ending.ASKING) if verdict.only_asks else (State.HELD, Ending.HELD)
        kept = self._added([replace(one, state=state) for one in drafts])
        if kept.ending is Ending.COLLIDED:
            return kept
        return replace(kept, ending=ending, faults=verdict.faults, asks=verdict.asks)

    def laid(self, drafts: Sequence[Draft]) -> Outcome:
        """Noted, and in the folder. Within `alone`."""
        noted = self._added(drafts)
        if noted.ending is Ending.COLLIDED:
            return noted
        try:
            laying.lay(self.instance, self.state, {one.file: one.content for one in drafts})
        except ConfigError:
            self.versions.settle(noted.versions, State.HELD)
            raise
        self.versions.settle(noted.versions, State.IN_FORCE)
        return Outcome(Ending.IN_FORCE, [replace(one, state=State.IN_FORCE) for one in noted.versions])

    def _added(self, drafts: Sequence[Draft]) -> Outcome:
        try:
            return Outcome(Ending.HELD, self.versions.add(drafts))
        except Overtaken as error:  # by whoever saved in the folder, or on another machine, just now
            standing = self.versions.standing()
            return self._collided(drafts, standing.get(error.file), self.contents(standing))

    # what was

    def undo(
        self, file: str, number: int, who: str, reason: str, *, account: str = "", is_operators: bool = False
    ) -> Outcome:
        """The file as it was in that version, as a new one. Raises ConfigError."""
        self._needs_to_be_here()
        with laying.alone(self.state):
            laying.complete(self.instance, self.state)
            self.looked()
            was = self.version(file, number)
            content = self.content(was)
            base = number_of(self.versions.standing().get(file))
            draft = Draft(
                file,
                content,
                How.UNDONE,
                who=who,
                account=account,
                reason=reason,
                base=base,
                of=number,
                is_operators=is_operators,
            )
            return self._changed_by([draft])

    def withdraw(
        self, file: str, who: str, reason: str, *, account: str = "", is_operators: bool = False
    ) -> Outcome:
        """A change that is kept because it is wrong is none any more, nor is what was saved together with it.

        Raises ConfigError where there is none, or where it lies in the folder.
        """
        self._needs_to_be_here()
        with laying.alone(self.state):
            laying.complete(self.instance, self.state)
            self.looked()
            standing = self.versions.standing()
            mine = standing.get(file)
            if mine is None or mine.newest.state is not State.HELD or _is_broken_there(mine):
                raise ConfigError(say("『{file}』に、取り下げられる変更はありません。", file=file))
            drafts = [
                Draft(
                    name,
                    self.versions.content(one.in_force) if one.in_force else None,
                    How.UNDONE,
                    who=who,
                    account=account,
                    reason=reason,
                    base=number_of(one),
                    of=one.in_force.number if one.in_force else None,
                    is_operators=is_operators,
                )
                for name, one in standing.items()
                if one.is_held and (one.newest.who, one.newest.at) == (mine.newest.who, mine.newest.at)
            ]
            return self._changed_by(drafts)

    def version(self, file: str, number: int) -> Version:
        """Raises ConfigError."""
        found = next((one for one in self.versions.history(file) if one.number == number), None)
        if found is None:
            raise ConfigError(say("『{file}』に版 {number} はありません。", file=file, number=number))
        return found

    def content(self, version: Version) -> bytes | None:
        """None where the file was taken away. Raises ConfigError where it was erased."""
        content = self.versions.content(version)
        if content is None and not version.is_removal:
            words = say(
                "『{file}』の版 {number} の内容は、個人の記録の消去などで消しました。戻せません。",
                file=version.file,
                number=version.number,
            )
            raise ConfigError(words)
        return content

    def faults(self, version: Version) -> Sequence[Complaint]:
        """What is wrong in it, were it in force now."""
        with laying.alone(self.state):
            before = self.contents(self.versions.standing())
            after = judging.with_(before, {version.file: self.versions.content(version)})
            return fencing.judged(before, after, self.bench).faults

    # what is in force

    def held(self) -> Sequence[Version]:
        """What is kept and not in force, by the names of files."""
        return self.versions.held()

    def in_force(self) -> Path:
        """The folder to read: the instance, or where something broken lies in it, one that holds the last good versions.

        That one is never changed, since somebody may be reading it. Raises OSError.
        """
        with laying.alone(self.state):
            laying.complete(self.instance, self.state)
            self.looked()
            standing = self.versions.standing()
            if not any(map(_is_broken_there, standing.values())):
                staging.drop_old(self.state / IN_FORCE)
                return self.instance
            return staging.kept(self.instance, self.state / IN_FORCE, self.contents(standing))

    def contents(self, standing: Mapping[str, Standing]) -> dict[str, bytes]:
        """What has no good version is as it lies there."""
        seen = folder.seen(self.instance).contents
        found = {name: content for name, content in seen.items() if name not in standing}
        for name, one in standing.items():
            content = self._good(one, seen.get(name))
            if content is not None:
                found[name] = content
        return found

    def _good(self, one: Standing, lying: bytes | None) -> bytes | None:
        if one.in_force is None:
            return lying if one.lies_in_folder else None
        if self.versions.digest(lying) == one.in_force.digest:
            return lying
        return self.versions.content(one.in_force)

    @property
    def bench(self) -> Bench:
        return Bench(self.instance, self.state / WORKSHOP, self.read)


def _digest(version: Version | None) -> str:
    return version.digest if version else ""


def number_of(standing: Standing | None) -> int:
    return standing.newest.number if standing else 0


def is_held(standing: Standing | None) -> bool:
    return standing is not None and standing.is_held


def _once_more(draft: Draft, standing: Standing | None) -> Draft:
    """Whoever saves again what was kept back of the own collides with nobody: what both began with is in force still."""
    if standing is None or not standing.is_held or not draft.who or standing.newest.who != draft.who:
        return draft
    began = standing.in_force.number if standing.in_force else 0
    return replace(draft, base=number_of(standing)) if draft.base >= began else draft


def _is_broken_there(standing: Standing) -> bool:
    """In the folder, where somebody saved it; what is held of a page never got there."""
    return standing.is_held and standing.newest.how is How.FOUND


def _called(reading: Reading) -> Mapping[str, frozenset[str]]:
    """Everybody whom config/ knows; nobody where no programme could be made of it."""
    known = reading.programme
    if known is None:
        return {}
    return naming.names_of([*known.everybody.values(), *known.chiefs.values()])
