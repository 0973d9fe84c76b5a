"""The values of the weather, by name: how the documents have each, how the worst report has it, and who says so.

Read by `weather` and by the promise that holds DIFFERENCES.md against it. Says nothing of how a value acts: that
stands where it acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = float | bool | str
Kind = Literal["documented", "reported", "open"]
PROFILES = ("documented", "harsh")
_LONGEST_S = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class Fact:
    """`choices`: what it may be, empty for seconds. `kind` says what the harsh value rests on."""

    name: str
    documented: Value
    harsh: Value
    unit: str
    kind: Kind
    source: str
    says: str
    choices: tuple[Value, ...] = ()

    def of(self, profile: str) -> Value:
        return self.harsh if profile == "harsh" else self.documented

    def checked(self, given: object) -> Value:
        """The value as it is kept. Raises ValueError, naming it."""
        if not self.choices:
            return self._seconds(given)
        for choice in self.choices:
            if type(given) is type(choice) and given == choice:
                return choice
        allowed = ", ".join(
            str(each).lower() if isinstance(each, bool) else str(each) for each in self.choices
        )
        raise ValueError(f"'{self.name}' cannot be {given!r}: it is one of {allowed}")

    def _seconds(self, given: object) -> float:
        number = isinstance(given, int | float) and not isinstance(given, bool)
        if not number or not 0 <= given <= _LONGEST_S:  # type: ignore[operator]  # number says that it is one
            raise ValueError(f"'{self.name}' cannot be {given!r}: it is seconds, from 0 to {_LONGEST_S:.0f}")
        return float(given)  # type: ignore[arg-type]  # as above


def _seconds(name: str, usual: float, worst: float, kind: Kind, source: str, says: str) -> Fact:
    return Fact(name, documented=usual, harsh=worst, unit="s", kind=kind, source=source, says=says)


def _word(name: str, words: tuple[str, ...], kind: Kind, source: str, says: str) -> Fact:
    """`words` from the documents' to the worst."""
    first, *_, last = words
    return Fact(
        name, documented=first, harsh=last, unit="word", kind=kind, source=source, says=says, choices=words
    )


def _of_two(name: str, kind: Kind, source: str, says: str, *, usual: bool) -> Fact:
    return Fact(
        name,
        documented=usual,
        harsh=not usual,
        unit="yes or no",
        kind=kind,
        source=source,
        says=says,
        choices=(True, False),
    )


def _yes(name: str, kind: Kind, source: str, says: str) -> Fact:
    """True by the documents, false at the worst."""
    return _of_two(name, kind, source, says, usual=True)


def _no(name: str, kind: Kind, source: str, says: str) -> Fact:
    """False by the documents, true at the worst."""
    return _of_two(name, kind, source, says, usual=False)


VALUES: Mapping[str, Fact] = {
    each.name: each
    for each in (
        _seconds(
            "group_hidden_s",
            5,
            60,
            "documented",
            "api/team-put-teams, graph/best-practices-concept; microsoft-graph-docs#9662 (3 minutes)",
            "A new group is missing by its id, in lists and under filters.",
        ),
        _seconds(
            "team_flag_lag_s",
            0,
            300,
            "open",
            "on no page that could be read",
            "`resourceProvisioningOptions` of a group does not say Team yet.",
        ),
        _seconds(
            "member_reflects_s",
            0,
            90,
            "reported",
            "microsoft-graph-docs#18669; api/conversationmembers-add: it might take some time",
            "Somebody added to a team is refused in a private channel: 400 `BadRequest`.",
        ),
        _word(
            "guests_by_app",
            ("allowed", "refused"),
            "open",
            "microsoft-graph-docs#11756, #11137, msgraph-sdk-dotnet#892; an older copy of api/team-post-members",
            "An app that adds a guest to a team, alone or in a bulk: 403 `Forbidden`, the bulk as a whole.",
        ),
        _word(
            "private_site",
            ("soon", "after_general"),
            "reported",
            "microsoft-graph-docs#10206, msgraph-sdk-powershell#2508; api/channel-post",
            "A private channel's site comes 160 s after somebody asked for General's folder; that of a team's first "
            "private channel a day later.",
        ),
        _word(
            "message_links",
            ("kept", "fragment_stripped", "href_stripped"),
            "reported",
            "microsoft-graph-docs#9462",
            "What becomes of the links of a post.",
        ),
        _word(
            "edited_pictures",
            ("kept", "dropped", "refused"),
            "reported",
            "microsoft-graph-docs#18867 (Rich html messages require details of attachments, mentions and reactions)",
            "What becomes of the pictures in a post that is edited, where its body names them by their address.",
        ),
        _yes(
            "delta_keeps_options",
            "open",
            "graph/delta-query-overview says so; api/listitem-delta does not show it",
            "A delta link of a list goes on with `$expand`; else its items come without `fields`.",
        ),
        _seconds(
            "hashes_late_s",
            0,
            60,
            "open",
            "api/driveitem-delta does not promise them",
            "A file that was written has no hashes yet.",
        ),
        _no(
            "tab_without_app",
            "reported",
            "api/resources/teamstab; microsoft-graph-docs#10349",
            "Each channel lists one more tab, whose `teamsApp` is null.",
        ),
        _no(
            "tab_made_answers_400",
            "reported",
            "microsoft-graph-docs#7450",
            "The first tab that is made in a channel is answered 400, and made.",
        ),
        _seconds(
            "replication_s",
            2,
            20,
            "documented",
            "graph/best-practices-concept",
            "What was made is missing in lists up to so long: tabs, posts, channels.",
        ),
        _yes(
            "uploads_name_app",
            "open",
            "identitySet as seen in public dumps",
            "What an app writes names the app with its id; else only a user, SharePoint App, without one.",
        ),
        _yes(
            "if_match_honoured",
            "open",
            "api/driveitem-put-content does not name the header",
            "A PUT of content with a stale `If-Match` is refused.",
        ),
        _yes(
            "refusals_name_permission",
            "reported",
            "graph/resolve-auth-errors shows no name",
            "403 names the permission that is missing.",
        ),
        _word(
            "channel_names",
            ("as_written", "plain"),
            "reported",
            "microsoft-graph-docs#18357, #11013; blanks: on no page that could be read",
            "Emoji in a channel's name are refused, blanks around it are taken away in silence.",
        ),
        _yes(
            "page_published_unread",
            "reported",
            "sp-dev-docs#8806",
            "A page is published though nobody read it since it was written; else 412 `resourceModified`.",
        ),
        _yes(
            "page_views",
            "reported",
            "api/itemanalytics-get; null for pages: sp-dev-docs#8973, #8947",
            "The analytics of a page tell how often it was opened; else they hold nothing.",
        ),
        _word(
            "invite_inherited",
            ("dropped", "refused", "kept"),
            "reported",
            "metadata of v1.0 (`retainInheritedPermissions`); microsoft-graph-docs#22261 (invalidRequest)",
            "What an invitation that asks for no inherited access does with it.",
        ),
        _seconds(
            "sent_items_late_s",
            5,
            60,
            "documented",
            "graph/outlook-immutable-id: only once it was really sent; how long is on no page that could be read",
            "The copy of a sent message is nowhere yet, neither in the sent items nor by its immutable id.",
        ),
        _yes(
            "sent_keep_id",
            "reported",
            "microsoft-graph-docs#1533; graph/outlook-immutable-id",
            "The copy of a sent message has the immutable id of its draft; else another, in the same conversation.",
        ),
        _yes(
            "sent_keep_properties",
            "open",
            "on no page that could be read; microsoft-graph-docs#3766 relies on it",
            "The copy of a sent message keeps the extended properties of its draft.",
        ),
        _no(
            "members_dropped_silently",
            "reported",
            "microsoft-graph-docs#11929",
            "The last of several people named when a private channel is made is not in it.",
        ),
    )
}
