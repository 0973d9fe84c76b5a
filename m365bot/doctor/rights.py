"""Which permissions an identity lacks, and which it has that nobody needs.

Called by the examination and by the manifest. Pure. Speaks of permissions by their names, as the portal does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from m365bot.doctor.findings import Rights
from m365bot.reconcile.permissions import ALSO

Needs = Mapping[str, Collection[str]]
"""Job → what it asks for of one identity, by name."""

# What every sign-in may bring along: it opens nobody's data but the own profile.
HARMLESS = frozenset({"openid", "profile", "email", "offline_access", "User.Read"})
# What lets this look see more: granted for it, it is no excess.
FOR_LOOKING = frozenset({"Application.Read.All", "LicenseAssignment.Read.All"})


@dataclass(frozen=True)
class Comparison:
    """missing: nothing held stands for it. replaced: one that is lacking → one held that does its work.

    would_ease: what is not held, and not missed, but would help.
    """

    missing: Sequence[str]
    replaced: Mapping[str, str]
    excess: Sequence[str]
    would_ease: Sequence[str] = ()


def needed(by_job: Mapping[str, Iterable[str]], identity: str) -> Needs:
    """Of "app:…" and "account:…", those of one identity."""
    own = {
        job: sorted(need.partition(":")[2] for need in needs if need.startswith(f"{identity}:"))
        for job, needs in by_job.items()
    }
    return {job: names for job, names in own.items() if names}


def names_in(needs: Needs) -> frozenset[str]:
    return frozenset(name for names in needs.values() for name in names)


def to_be_granted(needs: Needs) -> Sequence[str]:
    """What an administrator consents to: no reading where writing of the same is needed anyway."""
    every = names_in(needs)
    return sorted(name for name in every if not _is_less_than_one_of(name, every))


def compared(needs: Needs, held: Collection[str], easing: Collection[str] = ()) -> Comparison:
    wanted = to_be_granted(needs)
    lacking = [name for name in wanted if name not in held]
    replaced = {name: instead for name in lacking if (instead := _instead(name, held))}
    at_work = {*wanted, *replaced.values(), *easing, *HARMLESS, *FOR_LOOKING}
    excess = sorted(name for name in held if name not in at_work and not _is_less_than_one_of(name, wanted))
    would_ease = sorted(set(easing) - {*wanted, *held})
    return Comparison([name for name in lacking if name not in replaced], replaced, excess, would_ease)


def told(identity: str, needs: Needs, held: Collection[str], found: Comparison) -> Rights:
    return Rights(
        identity=identity,
        needed={job: sorted(names) for job, names in needs.items()},
        granted=sorted(held),
        missing=found.missing,
        excess=found.excess,
    )


def jobs_for(name: str, needs: Needs) -> Sequence[str]:
    """The jobs that ask for it, or for what it stands for."""
    return [job for job, names in needs.items() if any(_is_or_is_less(one, name) for one in names)]


def _instead(name: str, held: Collection[str]) -> str:
    return next((one for one in sorted(ALSO.get(name, ())) if one in held), "")


def _is_less_than_one_of(name: str, others: Iterable[str]) -> bool:
    return any(name != other and _is_or_is_less(name, other) for other in others)


def _is_or_is_less(name: str, other: str) -> bool:
    """Is it the other itself, or the reading of what the other reads and writes?"""
    return name == other or (other in ALSO.get(name, ()) and _area(name) == _area(other))


def _area(name: str) -> str:
    return name.partition(".")[0]
