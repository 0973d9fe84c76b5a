"""What every kind of resource shares: its key, what is compared, what it may say of itself.

Called by the kinds in this package and, through `Resource`, by reconcile. Never asks Graph itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Protocol

from m365bot.programme import Person, Programme
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


class Resource(Protocol):
    """One thing that should exist in the tenant. Kinds derive from `Kind` and need say only what differs."""

    __dataclass_fields__: ClassVar[dict[str, Any]]  # what it is made of
    settles_in: ClassVar[float]  # seconds until an absence is believed after an unclear write
    lands_in: ClassVar[
        float
    ]  # seconds for which an unanswered change may yet land, where doing it twice is seen
    listed_in: ClassVar[float]  # seconds for which a list may lack what is known to have been made
    pace: ClassVar[Pace]  # what a creation costs
    removals: ClassVar[Limit | None]  # how many of its kind a plan may remove
    updates: ClassVar[Limit | None]  # how many of its kind a plan may replace
    creations: ClassVar[Limit | None]  # how many of its kind a plan may make
    called: ClassVar[Mapping[str, str]]
    comes_with_parent: ClassVar[bool]  # the parent's creation may bring it along: look before creating
    is_beside: ClassVar[bool]  # a look taken along: no thing of the tenant is meant, so it counts for nothing
    told_when_left: ClassVar[bool]  # it is listed for as long as it is there after config names it no more
    shown_as_read: ClassVar[bool]  # it has `as_read`
    goes_on: ClassVar[bool]  # within its window its job runs once more for what of it only was not ready
    is_told_of: ClassVar[bool]  # something else of its job shows it: its job runs once more after a write
    renaming: ClassVar[str]  # where one may have been renamed: what to do then, in the officer's words

    reads: ClassVar[tuple[str, ...]]  # what looking for it asks for, where that is less than `needs`

    @property
    def needs(self) -> tuple[str, ...]: ...  # "app:Channel.Create", "account:ChannelMessage.Send"
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def nameless(self) -> str: ...
    @property
    def counted_as(self) -> str: ...
    @property
    def lease(self) -> str: ...
    @property
    def parent(self) -> "Resource | None": ...
    @property
    def key(self) -> str: ...
    @property
    def recalls(self) -> "Sequence[str]": ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def after(self) -> "Sequence[Resource]": ...
    @property
    def cannot_do_without(self) -> "Sequence[Resource]": ...
    @property
    def together(self) -> Hashable: ...
    @property
    def window(self) -> Window | None: ...
    @property
    def asks(self) -> str: ...
    @property
    def matter(self) -> str: ...
    @property
    def asked_with(self) -> str: ...
    @property
    def drafted_by(self) -> Person | None: ...
    @property
    def conflict(self) -> str: ...
    @property
    def preview(self) -> str: ...
    @property
    def as_read(self) -> str: ...
    @property
    def outdated(self) -> str: ...
    def handed_over(self, memo: Mapping[str, Any]) -> str: ...

    async def see(self, view: View) -> Seen | None: ...
    async def write(self, tenant: Tenant, was: Seen | None) -> Seen: ...


@dataclass(frozen=True)
class Kind(ABC):
    """Derives what the generic code wants from a kind's fields. Each kind is a frozen dataclass."""

    needs: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()
    eases: ClassVar[tuple[str, ...]] = ()  # what helps where it is granted, and is not missed where it is not
    settles_in: ClassVar[float] = 0.0
    lands_in: ClassVar[float] = 0.0
    listed_in: ClassVar[float] = 0.0
    pace: ClassVar[Pace] = Pace()
    removals: ClassVar[Limit | None] = None
    updates: ClassVar[Limit | None] = None
    creations: ClassVar[Limit | None] = None
    comes_with_parent: ClassVar[bool] = False
    is_beside: ClassVar[bool] = False
    told_when_left: ClassVar[bool] = True
    shown_as_read: ClassVar[bool] = False
    goes_on: ClassVar[bool] = False
    is_told_of: ClassVar[bool] = False
    renaming: ClassVar[str] = ""
    called: ClassVar[Mapping[str, str]] = {}  # facts that are told from and to, in the officer's words

    @classmethod
    def may_need(cls, beside: Collection["type[Kind]"]) -> frozenset[str]:
        """All that one of this kind may need, where a job makes it beside these kinds."""
        return frozenset(cls.needs)

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        """May config want any of this kind? What is made only where it says so, needs nothing elsewhere. None: it is
        not known what config says.
        """
        return True

    @classmethod
    def needs_for(cls, programme: Programme | None) -> frozenset[str]:
        """What it needs besides, only because of something in config. None: it is not known what config says."""
        return frozenset()

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    @abstractmethod
    def name(self) -> str:
        """Its own part of the key."""

    @abstractmethod
    async def see(self, view: View) -> Seen | None:
        """What is there; None for surely absent. Raises freely: an error is neither."""

    @abstractmethod
    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Make it, or bring what was seen up to date; what is then there."""

    @property
    def parent(self) -> "Resource | None":
        return None

    @cached_property
    def key(self) -> str:
        own = f"{self.kind.lower()}:{self.name}"
        return f"{self.parent.key}/{own}" if self.parent else own

    @property
    def recalls(self) -> Sequence[str]:
        """Keys beside its own under which a look at it asks what is remembered: all are read together beforehand."""
        return ()

    @property
    def title(self) -> str:
        """How an officer calls it."""
        return self.name

    @property
    def nameless(self) -> str:
        """Its title as it may be stored: a person by opaque id."""
        return self.title

    @property
    def counted_as(self) -> str:
        """What a limit counts: those of one value here are one."""
        return self.name

    @property
    def lease(self) -> str:
        """What no two runs may work on at once: its team, or other thing without a parent."""
        return self.parent.lease if self.parent else self.key

    @property
    def outdated(self) -> str:
        """Why what is there has to change, in the officer's words."""
        return say("設定と違います。")

    @property
    def facts(self) -> Mapping[str, Any]:
        """What is compared; {} means existence only."""
        return {}

    @property
    def after(self) -> "Sequence[Resource]":
        """What must exist first, beside the parent."""
        return ()

    @property
    def cannot_do_without(self) -> "Sequence[Resource]":
        """Which of `after` it is not made without; the parent is always one."""
        return self.after

    @property
    def together(self) -> Hashable:
        """Resources of one value here are looked at and written together; None: alone."""
        return None

    @property
    def window(self) -> Window | None:
        return None

    @property
    def asks(self) -> str:
        """Why a person must approve before it is written; empty: nobody need."""
        return ""

    @property
    def matter(self) -> str:
        """Those of one value here go out together or not at all, whether somebody approves them or not; empty: by itself."""
        return ""

    @property
    def asked_with(self) -> str:
        """What one word of a person is about: those of one value here, and nothing else; empty: with all that has none."""
        return self.matter if self.asks else ""

    @property
    def drafted_by(self) -> Person | None:
        """Who wrote what it says, so that somebody else reads it; None where nobody is known to have."""
        return None

    @property
    def conflict(self) -> str:
        """What to do where the service says it exists and it is not found; empty: the service's own words."""
        return ""

    @property
    def preview(self) -> str:
        """What people will read once it is written, for whoever approves it; empty: nothing to read."""
        return ""

    @property
    def as_read(self) -> str:
        """The same as a document that shows it as readers will see it: it runs nothing and loads nothing; empty: there is
        none. Takes its time: pictures are in it. Raises ConfigError where one of them is another by now.
        """
        return ""

    def handed_over(self, memo: Mapping[str, Any]) -> str:
        """What an officer must hand to somebody once it is there, by what is remembered of it; empty: nothing."""
        return ""


@dataclass(frozen=True)
class Gone:
    """A resource that must not exist any more, and why. Removing asks for approval."""

    resource: Resource
    reason: str


Desired = Resource | Gone
"""What a job yields: something that should exist, or something that must not any more."""


@dataclass(frozen=True)
class Extra:
    """Something that is listed with a reason: there beside what is wanted, left as it is, or not to be seen.

    resource: what was wanted, where anything was; its title can be made again from it. nameless: the title as it may
    be stored, where there is no resource. error: the name of what kept it from being seen.
    """

    key: str
    title: str
    reason: str
    resource: "Resource | None" = field(default=None, compare=False)
    error: str = ""
    nameless: str = field(default="", compare=False)

    @classmethod
    def of(cls, resource: "Resource", reason: str, *, error: str = "") -> "Extra":
        return cls(resource.key, resource.title, reason, resource, error)


def root_of(resource: Resource) -> Resource:
    """The team (or other thing without a parent) that a resource belongs to."""
    return root_of(resource.parent) if resource.parent else resource


def not_here(what: str) -> str:
    """Words for something that other things wait for."""
    return say("{what}がまだありません。", what=what)
