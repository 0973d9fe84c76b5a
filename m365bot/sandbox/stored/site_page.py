"""A page of a site: what it says now, and what readers see of it.

Held by the store of sites; called by the routes of pages and by the control API. Knows nothing of requests.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from m365bot.sandbox.stored.drive import Identity

MOST_VIEWS = 5_000


@dataclass(slots=True)
class Edition:
    """All of a page that somebody wrote; `canvas` is its canvasLayout as it was stored."""

    title: str = ""
    description: str = ""
    promotion: str = "page"
    thumbnail: str = ""
    comments: bool = True
    recommended: bool = False
    title_area: dict[str, Any] = field(default_factory=dict)
    canvas: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class SitePage:
    """`published`: None until it was published once. `edited_by`: who has it open for editing now.

    `read_at`: the eTag's number that was last read, where a publish wants that it was (docs/facts.md 109). `views`: when
    each reader opened it, the clock's seconds and the user's id; `likes`, `comments`: whose.
    """

    id: str
    site_id: str
    name: str
    created: str
    modified: str
    created_by: Identity
    modified_by: Identity
    layout: str = "article"
    draft: Edition = field(default_factory=Edition)
    published: Edition | None = None
    etag: int = 1
    major: int = 0
    minor: int = 1
    listed_at: float = 0.0
    read_at: int = 0
    edited_by: Identity = field(default_factory=dict)
    checked_out_by: Identity = field(default_factory=dict)
    views: list[list[Any]] = field(default_factory=list)
    likes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def e_tag(self) -> str:
        return f'"{{{self.id.upper()}}},{self.etag}"'

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}"

    def written(self, at: str, by: Identity) -> None:
        """The draft was changed: it is checked out until it is published, readers see what they saw."""
        self.minor = max(self.minor, 1)
        self.checked_out_by = by
        self._moved(at, by)

    def publish(self, at: str, by: Identity) -> None:
        self.published = deepcopy(self.draft)
        self.major, self.minor = self.major + 1, 0
        self.checked_out_by = {}
        self._moved(at, by)

    def opened(self, at: float, user_id: str) -> None:
        """A reader has it on the screen. Only the newest are kept."""
        self.views = [*self.views[1 - MOST_VIEWS :], [at, user_id]]

    def _moved(self, at: str, by: Identity) -> None:
        self.etag += 1
        self.modified, self.modified_by = at, by


def page_from(data: dict[str, Any]) -> SitePage:
    """A page from what dataclasses.asdict made of it."""
    draft, published = data.pop("draft"), data.pop("published")
    return SitePage(**data, draft=Edition(**draft), published=Edition(**published) if published else None)
