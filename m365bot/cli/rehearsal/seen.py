"""What a reader of the practice tenant saw of a season: values, each part or the word that it could not be read.

Made by witness, held against config/ and the records by verdict.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

from m365bot.cli.rehearsal.stage import Unread

Part = TypeVar("Part")
Shown: TypeAlias = Part | Unread
Table = tuple[tuple[str, ...], ...]  # rows of cells, the head first
Handed = Counter[tuple[str, datetime]]  # (who, when) of one questionnaire's answers


@dataclass(frozen=True)
class Letter:
    """A mail as its sender's mailbox keeps it. body: its text, without the marks of HTML."""

    to: str
    subject: str
    sent: datetime
    body: str


@dataclass(frozen=True)
class Post:
    """A message in a channel, or a page of the site: `sent` None. `text` without the marks of HTML."""

    team: str
    channel: str
    subject: str
    text: str
    sent: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """A trainee's line in the officers' workbook."""

    name: str
    total: float
    outlook: str


@dataclass(frozen=True)
class Own:
    """A folder of somebody's own that holds a file. readers: who may read it besides the site's owners; wider: is there
    anything else among its permissions?
    """

    readers: tuple[str, ...]
    wider: bool


@dataclass(frozen=True)
class Studied:
    """A line of the self-study log as it was written: nobody has judged it."""

    who: str
    at: datetime
    item: str
    hours: float | None


@dataclass(frozen=True)
class Picture:
    """alt: its words, as the page gives them. said: all that is told of it beside: its versions, and words in the file."""

    name: str
    alt: str
    png: bytes
    said: str


@dataclass(frozen=True)
class Face:
    """A page as a trainee reads it. tables: row by row, cell by cell. said: all that is told of it, its content too. tabs:
    how many open it.
    """

    title: str
    tables: tuple[Table, ...]
    said: str
    pictures: tuple[Picture, ...]
    tabs: int


@dataclass(frozen=True)
class Seen:
    """people, files: by channel. answers: by the list's name. book: None where there is none yet. news: what is published
    on the newsletter's own site. faces: the pages of figures. team: who is in the cohort's.
    """

    people: Shown[Mapping[str, Counter[str]]]
    files: Shown[Mapping[str, Counter[str]]]
    answers: Shown[Mapping[str, Handed]]
    posts: Shown[Sequence[Post]]
    pages: Shown[Sequence[Post]]
    letters: Shown[Sequence[Letter]]
    book: Shown[Sequence[Entry] | None]
    own: Shown[Sequence[Own]]
    news: Shown[Sequence[Post]] = ()
    studied: Shown[Sequence[Studied]] = ()
    faces: Shown[Sequence[Face]] = ()
    team: Shown[Counter[str]] = field(default_factory=Counter)
