"""People, groups and apps of the tenant, as they are stored.

Held by the tenant, read and changed by the handlers. Times ending in `_at` are the clock's seconds; what is
seen later than it is made has a time from which on it is seen (docs/facts.md 9).
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class User:
    """A person of the tenant, or a guest."""

    id: str
    upn: str
    display_name: str
    mail: str | None = None
    department: str | None = None
    job_title: str | None = None
    guest: bool = False
    password: str = ""
    created: str = ""
    seen_at: float = 0.0
    enabled: bool = True
    accepted: bool = True  # of a guest's invitation
    admin: bool = False  # may consent for everybody
    deleted_at: float | None = None
    licensed: bool = True  # Office 365 E3, or a guest's nothing
    chats: bool = True  # False: a policy keeps them from chatting


@dataclass(slots=True)
class Joined:
    """One person's membership: from when on the group shows it, the team (docs/facts.md 36) …"""

    in_group_at: float = 0.0
    in_team_at: float = 0.0
    in_channels_at: float = 0.0  # from when on private channels take them


@dataclass(slots=True)
class Group:
    """A group; a Microsoft 365 group where it is Unified."""

    id: str
    display_name: str
    mail_nickname: str
    created: str
    description: str | None = None
    visibility: str | None = "Public"
    group_types: list[str] = field(default_factory=lambda: ["Unified"])
    mail: str | None = None
    mail_enabled: bool = True
    security_enabled: bool = False
    unique_name: str | None = None
    behaviors: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(
        default_factory=dict
    )  # what only PATCH sets, such as hideFromOutlookClients
    owners: dict[str, Joined] = field(default_factory=dict)
    members: dict[str, Joined] = field(default_factory=dict)
    nested: list[str] = field(default_factory=list)  # groups in it, by id
    subscribers: list[str] = field(default_factory=list)  # whom mail to a Microsoft 365 group reaches
    seen_at: float = 0.0
    teamable_at: float = 0.0
    flagged_at: float | None = None  # from when on it says that it is a team
    deleted_at: float | None = None

    @property
    def unified(self) -> bool:
        return "Unified" in self.group_types


@dataclass(slots=True)
class Secret:
    """A password of an app, by its hint; the text is kept since this is a sandbox."""

    id: str
    text: str
    name: str
    starts: str
    ends: str
    ends_at: float


@dataclass(slots=True)
class App:
    """An application with its service principal; no secrets and no certificates: a public client."""

    id: str
    app_id: str
    principal_id: str
    display_name: str
    created: str
    application: list[str] = field(default_factory=list)  # consented application permissions; "*" is all
    delegated: list[str] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)  # PEM
    assigned: dict[str, str] = field(default_factory=dict)  # assignment id → permission, those made by Graph
    protected: bool = False  # may read messages by itself, which is granted apart from consent
    registered: bool = True  # False: Microsoft's own, has a principal only
    requested: list[str] = field(default_factory=list)  # delegated ones that the registration asks for
    consents: dict[str, list[str]] = field(default_factory=dict)  # what persons consented to, for themselves
    web_redirects: list[str] = field(default_factory=list)
    public_redirects: list[str] = field(default_factory=list)  # of "mobile and desktop applications"
    mailbox_roles: dict[str, list[str]] = field(default_factory=dict)  # Exchange's own grants, by address
    app_roles: dict[str, str] = field(default_factory=dict)  # those that it defines for people: value → title
    role_holders: dict[str, list[str]] = field(
        default_factory=dict
    )  # who was assigned which, by the user's id
    public_flows: bool | None = None  # "allow public client flows"; None: where there is no credential

    @property
    def confidential(self) -> bool:
        return bool(self.secrets or self.certificates)

    @property
    def takes_public_flows(self) -> bool:
        return not self.confidential if self.public_flows is None else self.public_flows


@dataclass(slots=True)
class Refresh:
    """What an opaque refresh token stands for (docs/facts.md 111)."""

    app_id: str
    user_id: str
    scopes: list[str]
    ends_at: float
    revoked: bool = False
    public: bool = False  # had without a credential
