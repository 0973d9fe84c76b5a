"""Whether changed files may take effect: what is wrong with config/ after them that was not wrong before.

Called by the cabinet. Pure but for a workshop in which config/ is laid out to be read.
"""

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from m365bot.editing import staging
from m365bot.reading import Complaint, Reading

Read = Callable[[Path], Reading]
Contents = Mapping[str, bytes]


@dataclass(frozen=True)
class Bench:
    """Where config/ is laid out, and by what it is read, each content once. instance: for what has no versions."""

    instance: Path
    workshop: Path
    read: Read
    _known: dict[frozenset[tuple[str, bytes]], Reading] = field(default_factory=dict)

    def reading(self, contents: Contents) -> Reading:
        """Raises OSError where the workshop cannot be written."""
        said = frozenset(contents.items())
        if said not in self._known:
            self._known[said] = self._read(contents)
        return self._known[said]

    def _read(self, contents: Contents) -> Reading:
        try:
            return self.read(staging.lay_out(self.instance, self.workshop, contents, staging.sized))
        finally:
            shutil.rmtree(self.workshop, ignore_errors=True)


@dataclass(frozen=True)
class Verdict:
    """held: files whose change is not to take effect. reading: of all changes together, with every complaint."""

    held: frozenset[str]
    faults: tuple[Complaint, ...]
    reading: Reading


def judged(before: Contents, after: Contents, bench: Bench) -> Verdict:
    """Nothing is held where nothing is worse than it was. Else what is complained of; where that does not help (what is
    wrong shows in a file that nobody changed), all that changed.
    """
    whole = bench.reading(after)
    if not whole.complaints:
        return Verdict(frozenset(), (), whole)
    faults = new_in(whole, bench.reading(before))
    changed = differing(before, after)
    held = changed & {one.file for one in faults}
    if faults and (not held or _still_worse(before, after, held, bench)):
        held = changed
    return Verdict(held, faults, whole)


def differing(before: Contents, after: Contents) -> frozenset[str]:
    """Files of which another content stands there."""
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def new_in(after: Reading, before: Reading) -> tuple[Complaint, ...]:
    """Wherever in its file it stands: lines move."""
    known = {(one.file, one.words) for one in before.complaints}
    return tuple(one for one in after.complaints if (one.file, one.words) not in known)


def with_(contents: Contents, changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """Changed so; None: taken away."""
    kept = {name: content for name, content in contents.items() if name not in changes}
    return kept | {name: content for name, content in changes.items() if content is not None}


def without(before: Contents, after: Contents, held: Collection[str]) -> dict[str, bytes]:
    """`after`, but these as they were."""
    kept = {name: content for name, content in after.items() if name not in held}
    return kept | {name: before[name] for name in held if name in before}


def _still_worse(
    before: Contents, after: Contents, held: Collection[str], bench: Bench
) -> Sequence[Complaint]:
    return new_in(bench.reading(without(before, after, held)), bench.reading(before))
