"""The week's post of a cohort's figures: whose answers it tells is noted before it leaves.

Made by the results job. Of a questionnaire that a post tells of which records know nothing (the database was lost, or
put back from an older copy), no new figure is sent: its difference to the old one might be one person's answer (ADR 39).
Neither is any where the record of what was published was changed by hand.
"""

from dataclasses import dataclass
from typing import Any

from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.errors import Permanent
from m365bot.records import editions
from m365bot.records.editions import Edition, Elsewhere
from m365bot.resources.kinds.post import Post
from m365bot.resources.ports.graph import Identity
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Figures(Post):
    """page: the figures as Markdown, of which `html` is made. titles: of the questionnaires it tells of."""

    cohort: str = ""
    page: str = ""
    titles: tuple[str, ...] = ()

    @property
    def edition(self) -> Edition:
        return Edition(self.cohort, Edition.marker_of(self.post_key, self.digest), self.subject)

    async def see(self, view: View) -> Seen | None:
        if not view.records.is_as_published(self.cohort):
            return Seen("", withheld=_altered(self.cohort))
        if found := [title async for title in self._told_elsewhere(view)]:
            known = Elsewhere.from_memo(view.memo(self._elsewhere.key) or self._elsewhere.to_memo())
            view.learn(self._elsewhere.key, **known.and_also(found).to_memo())
            return Seen("", withheld=_from_another_database(found))
        return await super().see(view)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Raises Permanent where the answers are no longer those that were planned with."""
        if not tenant.records.publish(self.edition, self.page):
            raise Permanent(
                say("計画のあとに回答が変わりました。もう一度実行すると、新しい数字で投稿します。")
            )
        return await super().write(tenant, was)

    @property
    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self.cohort, frozenset())

    async def _told_elsewhere(self, view: View) -> Any:
        """Which of the titles stand in a post of figures that is not of these records."""
        messages = await view.pages(
            f"messages {self.channel.key}", await self._where(view), {"$top": "50"}, identity=Identity.ACCOUNT
        )
        known = view.records.editions(self.cohort)
        told: set[str] = set()
        for message in messages:
            body = str((message.get("body") or {}).get("content") or "")
            if self._is_strange(body, str(message.get("subject") or ""), known) and await self._is_ours(
                view, message
            ):
                told |= set(preview(body).splitlines())
        for title in self.titles:
            if " ".join(title.split()) in told:
                yield title

    def _is_strange(self, body: str, subject: str, known: Any) -> bool:
        """Is it a post of this cohort's figures that was not sent from here? Markers may be lost (docs/facts.md 97)."""
        marker = content.marker_of(body)
        if marker:
            return marker.startswith(editions.keys_begin(self.cohort)) and marker not in known
        first = subject or preview(body).partition("\n")[0]
        return first.startswith(editions.subjects_begin(self.cohort)) and first not in known.values()


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
