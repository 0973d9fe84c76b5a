"""The week's post of a cohort's figures: whose answers it tells is noted before it leaves.

Made by the results job. Of a questionnaire that a post tells of which records know nothing (the database was lost, or
put back from an older copy), no new figure is sent: its difference to the old one might be one person's answer (ADR 39).
Whether a post is known is for records/recognition. Neither is any sent where the record of what was published was changed
by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from m365bot.content import post as content
from m365bot.content.markdown import to_html
from m365bot.content.text import preview
from m365bot.errors import GraphError, Permanent
from m365bot.records import editions, recognition
from m365bot.records.editions import Edition, Elsewhere
from m365bot.records.part import heading
from m365bot.records.recognition import Shown
from m365bot.resources.kinds.post import Post
from m365bot.resources.ports.graph import Identity, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import channel_message
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Figures(Post):
    """page: the figures as Markdown, of which `html` is made. titles: of what it tells of. at: the moment of its
    hours, in ISO 8601; empty in a plan of a version that told none.
    """

    cohort: str = ""
    page: str = ""
    titles: tuple[str, ...] = ()
    at: str = ""

    @property
    def edition(self) -> Edition:
        marker = Edition.marker_of(self.post_key, self.digest)
        return Edition(self.cohort, marker, self.subject, content.fingerprint(self.says))

    async def see(self, view: View) -> Seen | None:
        if not view.records.is_as_published(self.cohort):
            return Seen("", withheld=_altered(self.cohort))
        if found := await self._told_elsewhere(view):
            known = Elsewhere.from_memo(view.memo(self._elsewhere.key) or self._elsewhere.to_memo())
            view.learn(self._elsewhere.key, **known.and_also(found).to_memo())
            return Seen("", withheld=_from_another_database(found))
        return await super().see(view)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Raises Permanent where the answers are no longer those that were planned with."""
        if not tenant.records.publish(self.edition, self.page, self.at):
            raise Permanent(
                say("計画のあとに回答が変わりました。もう一度実行すると、新しい数字で投稿します。")
            )
        seen = await super().write(tenant, was)
        return replace(seen, memo={**seen.memo, **await self._stored(tenant, seen.id)})

    async def _stored(self, tenant: Tenant, message: str) -> dict[str, Any]:
        """What the service made of its words, to be remembered; nothing where that cannot be read just now."""
        where = (await self._where(tenant.view)).by_chat_message_id(message)
        try:
            found = await tenant.graph.read(where, identity=Identity.ACCOUNT)
        except GraphError:
            return {}
        words, before = _words(found), tenant.view.memo(self.key).get(recognition.NOTED) or {}
        is_stale = words == before.get("words")
        return recognition.noted(self.fingerprint, words) if words and not is_stale else {}

    @property
    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self.cohort, frozenset())

    async def _told_elsewhere(self, view: View) -> list[str]:
        """Which of the titles stand in a post of figures that is not of these records."""
        name = f"messages {self.channel.key}"
        messages = await view.pages(name, await self._where(view), {"$top": "50"}, identity=Identity.ACCOUNT)
        known = view.records.editions(self.cohort)
        told: set[str] = set()
        for message in messages:
            if self._is_of_figures(message) and await self._is_ours(view, message):
                told |= set() if self._is_known(view, message, known) else self._lines(message)
        return [title for title in self.titles if _told_as(title) in told]

    def _is_of_figures(self, message: Json) -> bool:
        """Of this cohort's: by its marker, or by its subject where that was lost (docs/facts.md 97)."""
        marker = channel_message.marker_of(message)
        begins = editions.keys_begin(self.cohort) if marker else editions.subjects_begin(self.cohort)
        return (marker or _subject(message)).startswith(begins)

    def _is_known(self, view: View, message: Json, known: Sequence[Edition]) -> bool:
        """What the service made of our words is learned where it was not yet, and nothing speaks against it."""
        shown = _shown(message)
        newest = recognition.newest_of(shown.subject, known)
        key = f"{self.channel.key}{Edition.IN_KEY}{newest.key}" if newest else ""
        memo = view.memo(key)
        if not recognition.is_known(shown, known, memo):
            return False
        if newest and recognition.may_be_learned(shown, newest, memo):
            view.learn(key, **recognition.noted(str(memo.get("digest", "")), shown.words))
        return True

    def _lines(self, message: Json) -> set[str]:
        """All it tells; one that was deleted has told who knows what."""
        lines = set(map(_line, _preview(message).splitlines()))
        return lines if _words(message) else {_told_as(title) for title in self.titles}


def _shown(message: Json) -> Shown:
    return Shown(
        message["id"],
        channel_message.marker_of(message),
        _subject(message),
        _words(message),
        _edited(message),
    )


def _edited(message: Json) -> datetime | None:
    """None where it never was; a service that does not say so may have let it be edited at any time."""
    if "lastEditedDateTime" not in message:
        return datetime.max.replace(tzinfo=UTC)
    moment = message["lastEditedDateTime"]
    return datetime.fromisoformat(moment) if moment else None


def _subject(message: Json) -> str:
    return str(message.get("subject") or "") or _preview(message).partition("\n")[0]


def _words(message: Json) -> str:
    """A digest of them; empty where it says nothing any more."""
    words = "" if message.get("deletedDateTime") else channel_message.words_of(message)
    return content.fingerprint(words) if words else ""


def _preview(message: Json) -> str:
    return preview(str((message.get("body") or {}).get("content") or ""))


def _told_as(title: str) -> str:
    """As the line of a post that tells of it says it, whatever Markdown makes of its marks."""
    return _line(preview(to_html(heading(title))))


def _line(told: str) -> str:
    return " ".join(told.split())


def _altered(cohort: str) -> str:
    return say(
        "{cohort}の集計を公開した記録が、m365bot が残したものと違います(手で書き換えられたか、古いものです)。"
        "前の数字との差から一人の答えが分かることがあるため、この期の集計は投稿しません。"
        "`m365bot runs verify` で確かめ、データベースを控えから戻してください。",
        cohort=cohort,
    )


def _from_another_database(titles: list[str]) -> str:
    return say(
        "{titles}の集計は、いまの記録にない投稿ですでに知らせています。前の数字との差から一人の答えが分かることがあるため、"
        "これらの集計はもう投稿しません。ほかのアンケートの集計は、次の実行から投稿します。",
        titles=say("、").join(f"『{title}』" for title in titles),
    )
