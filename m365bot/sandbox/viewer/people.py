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

_PERSON = "id,displayName,userPrincipalName,mail,department,jobTitle,userType"
_ROLES = {"owner": "所有者", "guest": "ゲスト"}
_ORDER = ["所有者", "メンバー", "ゲスト"]


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
    places: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """部局 and 職, or that it is a guest."""
        return " ・ ".join(filter(None, (self.department, self.job, "ゲスト" if self.guest else "")))


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
    """All people, those of teams with where they are, by department and name."""
    rows, places = await asyncio.gather(
        graph.every("/users", select=_PERSON, top="999"), _places(graph), return_exceptions=False
    )
    people = [_person(row, tuple(places.get(row["id"], ()))) for row in rows]
    return sorted(people, key=lambda each: (not each.places, each.guest, each.department, each.name))


async def _places(graph: Graph) -> dict[str, list[str]]:
    """By person's id; a team that cannot be read yet is left out."""
    teams = await graph.every("/me/joinedTeams")
    read = [graph.every(path("teams", team["id"], "members")) for team in teams]
    found: dict[str, list[str]] = defaultdict(list)
    for team, members in zip(teams, await asyncio.gather(*read, return_exceptions=True), strict=True):
        if isinstance(members, Refused):
            continue
        if isinstance(members, BaseException):
            raise members
        for row in members:
            role = _role(row)
            found[row["userId"]].append(team["displayName"] + ("" if role == "メンバー" else f"({role})"))
    return found


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
            row["displayName"] or "(名前なし)", row.get("email") or "", _role(row), face(row["displayName"])
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (_ORDER.index(each.role), each.name))


def by_role(rows: Sequence[Member]) -> list[tuple[str, list[Member]]]:
    grouped = [(role, [each for each in rows if each.role == role]) for role in _ORDER]
    return [(role, group) for role, group in grouped if group]


def _person(row: Json, places: tuple[str, ...] = ()) -> Person:
    name = row["displayName"] or row["userPrincipalName"]
    return Person(
        row["id"],
        name,
        row["userPrincipalName"],
        row.get("mail") or "",
        row.get("department") or "",
        row.get("jobTitle") or "",
        row.get("userType") == "Guest",
        face(name),
        places,
    )


def _role(row: Json) -> str:
    return next((_ROLES[each] for each in row["roles"] if each in _ROLES), "メンバー")


def _searched(person: Person) -> str:
    return " ".join((person.name, person.name.replace(" ", ""), person.mail, person.about, *person.places))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("　", " ")
