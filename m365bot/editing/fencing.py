"""Whether a change that came by a page or from SharePoint may take effect: it makes nothing worse, and takes no guard away.

Called by the cabinet. Pure but for the workshop of `judging`. What one table guards, `governing` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from m365bot.editing import governing, judging
from m365bot.editing.governing import By, Fence
from m365bot.editing.judging import Bench, Contents, Verdict
from m365bot.reading import Complaint


@dataclass(frozen=True)
class Fenced(Verdict):
    """asking: of what is held, the files that wait for a second person and for nothing else. fences: what they touch;
    asks: that in words.
    """

    asking: frozenset[str] = frozenset()
    fences: tuple[Fence, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def only_asks(self) -> bool:
        return bool(self.held) and self.held == self.asking


def of(before: Contents, after: Contents, bench: Bench, *, is_operators: bool) -> Fenced:
    """Whoever writes the folder anyway takes guards away as they like."""
    if not is_operators:
        return judged(before, after, bench)
    verdict = judging.judged(before, after, bench)
    return Fenced(verdict.held, verdict.faults, verdict.reading)


def judged(before: Contents, after: Contents, bench: Bench) -> Fenced:
    """What is complained of is left out first: a broken file must not hide what another one does beside it."""
    verdict = judging.judged(before, after, bench)
    plain = Fenced(verdict.held, verdict.faults, verdict.reading)
    effect = judging.without(before, after, verdict.held)
    changed = judging.differing(before, effect)
    if not any(map(governing.may_matter, changed)):
        return plain
    was = bench.reading(before)
    now = bench.reading(effect) if verdict.held else verdict.reading
    found = governing.weaker(was.programme, now.programme)
    if not found:
        return plain
    held = _held(plain, found, _files(found, before, effect, bench, was.complaints))
    return replace(held, asks=governing.told(found, was.programme, now.programme))


def _held(plain: Fenced, found: tuple[Fence, ...], held: frozenset[str]) -> Fenced:
    machines = [one for one in found if one.by is By.MACHINE]
    faults: Sequence[Complaint] = (governing.fault(machines),) if machines else ()
    theirs = frozenset(file for file in held if any(one.stands_in(file) for one in machines))
    return Fenced(
        held=plain.held | held,
        faults=(*plain.faults, *faults),
        reading=plain.reading,
        asking=held - theirs,
        fences=found,
    )


def _files(
    found: Sequence[Fence], before: Contents, after: Contents, bench: Bench, faults: Sequence[Complaint]
) -> frozenset[str]:
    """Those in which it may stand; all that changed, where that does not help or nothing else would stand without them."""
    changed = judging.differing(before, after)
    held = frozenset(file for file in changed if any(one.stands_in(file) for one in found))
    left = bench.reading(judging.without(before, after, held))
    known = {(one.file, one.words) for one in faults}
    is_worse = any((one.file, one.words) not in known for one in left.complaints)
    if is_worse or governing.weaker(bench.reading(before).programme, left.programme):
        return changed
    return held
