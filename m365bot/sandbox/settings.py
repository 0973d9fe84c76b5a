"""All that can be set of the practice tenant: its waits, its limits, its oddities.

Held by the tenant; read wherever a rule has a number. Never changed while requests are under way but by
tests and the control API.
"""

from dataclasses import dataclass, field, fields

Range = tuple[float, float]


@dataclass(slots=True)
class Delays:
    """How long things take, in seconds: each time somewhere between the two figures, by the seed."""

    user_seen: Range = (2.0, 5.0)  # docs/facts.md 9, 44
    group_teamable: Range = (12.0, 25.0)  # 19: a young group answers 404
    team_seen: Range = (2.0, 6.0)  # 20
    team_operation: Range = (20.0, 45.0)  # 16
    group_site: Range = (3.0, 8.0)  # 20
    standard_folder: Range = (1.0, 5.0)  # 22
    private_folder: Range = (20.0, 60.0)  # 22, 104
    group_member_in_team: Range = (25.0, 35.0)  # 36
    team_member_in_group: Range = (1.0, 4.0)  # 36


@dataclass(slots=True)
class Settings:
    """One sandbox's settings."""

    chance_seed: int = 7
    weather: str = "documented"  # the profile a tenant begins with
    weather_set: dict[str, float | bool | str] = field(default_factory=dict)  # and what differs from it
    delays: Delays = field(default_factory=Delays)
    throttling: bool = True
    limits: dict[str, tuple[int, float] | None] = field(default_factory=dict)  # throttle.LIMITS, replaced
    window: float = 0.95  # of a documented second: the wire jitters
    access_token_s: int = 3600
    refresh_token_days: int = 90  # 111
    code_s: int = 600  # life of an authorization code
    device_code_s: int = 900
    device_interval_s: int = 5
    user_consent: bool = True  # people may consent for themselves to what needs no administrator
    message_bytes: int = 28 * 1024  # 31
    deleted_messages_are_empty: bool = True  # 96
    message_delta_days: int = 243  # 95: eight months
    mailbox_at_once: int = 4  # 108
    mail_minute: int = 30  # outlook.rate
    mail_day: int = 10_000  # recipients, outlook.recipients
    mail_recipients: int = 500  # of one message, likewise
    group_page: int = 100
    deleted_days: int = 30  # 26, 39
    latency_ms: float = 0.0
    desk_url: str = ""  # of a page beside the viewer that its front page leads to
    moments: bool = False  # each day on which something changed is kept, to be looked back at

    @staticmethod
    def without_waits(**others: object) -> "Settings":
        """Everything is there at once; limits stay."""
        none = Delays(**{each.name: (0.0, 0.0) for each in fields(Delays)})
        weather: dict[str, float | bool | str] = {
            "group_hidden_s": 0,
            "replication_s": 0,
            "sent_items_late_s": 0,
        }
        return Settings(delays=none, weather_set=weather, **others)  # type: ignore[arg-type]  # the dataclass checks the names
