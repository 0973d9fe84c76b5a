"""People: the one looked as, those who can be chosen, the members of a team or channel.

Called by the pages. The list to choose from is read with the service account's rights, as guests may not look
through the directory.
"""

import asyncio
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.words import word

_PERSON = "id,displayName,userPrincipalName,mail,department,jobTitle,userType"
_ROLES = {"owner": "所有者", "guest": "ゲスト"}
_ORDER = ["所有者", "メンバー", "ゲスト"]


@dataclass(frozen=True)
class Place:
    """A team somebody is in, as what; `rank` is the team's place among all."""

    rank: int
    team: str
    role: str

    @property
    def is_owner(self) -> bool:
        return self.role == "所有者"

    @property
    def words(self) -> str:
        return f"{self.team}({word(self.role)})" if self.is_owner else self.team


@dataclass(frozen=True)
class Person:
    """As the directory shows them; `places`: their teams, with the role there."""

    id: str
    name: str
    sign_in: str
    mail: str
    department: str
    job: str
    guest: bool
    face: Face
    places: tuple[Place, ...] = ()

    @property
    def about(self) -> str:
        """部局 and 職, or that it is a guest."""
        return " ・ ".join(filter(None, (self.department, self.job, word("ゲスト") if self.guest else "")))


@dataclass(frozen=True)
class Member:
    """Of a team or channel."""

    name: str
    mail: str
    role: str
    face: Face


async def me(graph: Graph) -> Person:
    return _person(await graph.get("/me", select=_PERSON))


async def everybody(graph: Graph) -> list[Person]:
    """All people: owners of teams, guests, those of the same teams together, and everybody else."""
    rows, places = await asyncio.gather(graph.every("/users", select=_PERSON, top="999"), _places(graph))
    return sorted((_person(row, tuple(places.get(row["id"], ()))) for row in rows), key=_rank)


def _rank(person: Person) -> tuple[object, ...]:
    owns = any(each.is_owner for each in person.places)
    first = min((each.rank for each in person.places), default=0)
    return (not person.places, not owns, not person.guest, first, person.department, person.name)


async def _places(graph: Graph) -> dict[str, list[Place]]:
    """By person's id; a team that cannot be read yet is left out."""
    teams = await graph.every("/me/joinedTeams")
    read = await asyncio.gather(*(_members_yet(graph, team["id"]) for team in teams))
    found: dict[str, list[Place]] = defaultdict(list)
    for rank, (team, members) in enumerate(zip(teams, read, strict=True)):
        for row in members:
            found[row["userId"]].append(Place(rank, team["displayName"], _role(row)))
    return found


async def _members_yet(graph: Graph, team: str) -> list[Json]:
    try:
        return await graph.every(path("teams", team, "members"))
    except Refused:
        return []


def matching(people: Iterable[Person], words: str, department: str) -> list[Person]:
    """Those whose name, address, department or team holds every word."""
    wanted = [_plain(word) for word in words.split()]
    return [
        each
        for each in people
        if (not department or each.department == department)
        and all(word in _plain(_searched(each)) for word in wanted)
    ]


def departments(people: Iterable[Person]) -> list[str]:
    return sorted({each.department for each in people if each.department})


async def members(graph: Graph, team: str, channel: str) -> list[Member]:
    """Owners first, guests last."""
    rows = await graph.every(path("teams", team, "channels", channel, "members"))
    found = [
        Member(
            row["displayName"] or word("(名前なし)"),
            row.get("email") or "",
            _role(row),
            face(row["displayName"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (_ORDER.index(each.role), each.name))


def by_role(rows: Sequence[Member]) -> list[tuple[str, list[Member]]]:
    grouped = [(role, [each for each in rows if each.role == role]) for role in _ORDER]
    return [(role, group) for role, group in grouped if group]


def _person(row: Json, places: tuple[Place, ...] = ()) -> Person:
    name = row["displayName"] or row["userPrincipalName"]
    return Person(
        id=row["id"],
        name=name,
        sign_in=row["userPrincipalName"],
        mail=row.get("mail") or "",
        department=row.get("department") or "",
        job=row.get("jobTitle") or "",
        guest=row.get("userType") == "Guest",
        face=face(name),
        places=places,
    )


def _role(row: Json) -> str:
    return next((_ROLES[each] for each in row["roles"] if each in _ROLES), "メンバー")


def _searched(person: Person) -> str:
    places = (each.words for each in person.places)
    return " ".join((person.name, person.name.replace(" ", ""), person.mail, person.about, *places))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("　", " ")
