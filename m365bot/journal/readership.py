"""How many read an issue, as it is remembered: figures with their day, or why there are none.

Made of what the Readers resource remembers under `readers:` and the issue's key; shown to officers. Pure; it names nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.words import later, say

KEY = "readers:"
"""Before the issue's key, `dx-012`: under which it is remembered."""
REFUSED, NOTHING, AWAY = "refused", "nothing", "away"
"""Why there is no figure: a permission, an answer that holds none (or no such thing there), an error that may pass."""
_WHY: Mapping[str, str] = {
    REFUSED: later("閲覧数を読む権限がありません。"),
    NOTHING: later("閲覧数は、このテナントの Microsoft 365 からは得られません。"),
    AWAY: later("閲覧数を読めませんでした。次の実行でもう一度読みます。"),
}
_WHY_OF_POSTS: Mapping[str, str] = {
    REFUSED: later("投稿への反応を読む権限がありません。"),
    NOTHING: later("投稿への反応は得られません(投稿が削除されたのかもしれません)。"),
    AWAY: later("投稿への反応を読めませんでした。次の実行でもう一度読みます。"),
}


@dataclass(frozen=True)
class Readership:
    """views, readers, likes, comments: of the page; reactions: to the posts; None where not told. why: what is missing."""

    at: datetime
    views: int | None = None
    readers: int | None = None
    likes: int | None = None
    comments: int | None = None
    reactions: int | None = None
    why: tuple[str, ...] = ()

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Readership | None":
        """None where nobody looked yet. Why something is missing is said in the language of who asks."""
        if not memo.get("at"):
            return None
        page, posts = (memo.get(name) or {} for name in ("page", "posts"))
        counts = {name: page.get(name) for name in ("views", "readers", "likes", "comments")}
        whys = (_WHY.get(page.get("why", "")), _WHY_OF_POSTS.get(posts.get("why", "")))
        return cls(
            datetime.fromisoformat(str(memo["at"])),
            **counts,
            reactions=posts.get("reactions"),
            why=tuple(say(words) for words in whys if words),
        )

    @property
    def words(self) -> str:
        """One line for a screen."""
        told = say("、").join(self._told())
        day = say("({at:%Y-%m-%d %H:%M} 現在)", at=self.at)
        return " ".join([*([f"{told}{day}"] if told else []), *self.why])

    def _told(self) -> Iterator[str]:
        if self.views is not None and self.readers is not None:
            yield say("閲覧 {views}回({readers}人)", views=self.views, readers=self.readers)
        elif self.views is not None:
            yield say("閲覧 {views}回", views=self.views)
        if self.likes is not None:
            yield say("いいね {count}", count=self.likes)
        if self.comments is not None:
            yield say("コメント {count}", count=self.comments)
        if self.reactions is not None:
            yield say("投稿への反応 {count}", count=self.reactions)

    def to_json(self) -> dict[str, Any]:
        """For `--json`: figures, null where they are not told, and why."""
        names = ("views", "readers", "likes", "comments", "reactions")
        return {
            "at": self.at.isoformat(),
            **{name: getattr(self, name) for name in names},
            "why": list(self.why),
        }
