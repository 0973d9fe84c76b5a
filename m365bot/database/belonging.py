"""Whose a database is: one that holds another instance's records and none of ours is not taken for a new one.

Called by engine before it brings tables up to date, and by glance; hence without SQLAlchemy. Never writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from m365bot.errors import ConfigError
from m365bot.words import say

Ask = Callable[[str, str], Sequence[str]]
"""A query with `:instance` in it, and what that is → the first column; nothing where a table is not there."""

# What was really done or taken in. A run that could not sign in leaves none of it, so that who mistyped an id
# may mend it; and every version of the tables has had these columns.
MADE = "SELECT instance FROM results WHERE {whose} AND outcome = 'made' LIMIT 1"
TAKEN_IN = "SELECT instance FROM rows WHERE {whose} LIMIT 1"
OURS, THEIRS = "instance LIKE :instance", "instance NOT LIKE :instance"


@dataclass(frozen=True)
class Owner:
    """Who asks for a database: an instance by its name in keys, which begins with its tenant. is_shared: others may be
    in it, says its operator.
    """

    instance: str
    is_shared: bool = False

    def needs_its_own(self, ask: Ask, place: str) -> None:
        """Raises ConfigError. place: where the database is, as it may be shown."""
        if self.is_shared or self._found(ask, OURS):
            return
        if theirs := self._found(ask, THEIRS):
            raise ConfigError(self._refusal(theirs, place))

    def _found(self, ask: Ask, whose: str) -> str:
        """An instance that has begun. Of the same tenant under another app is ours: what was registered anew finds in the
        tenant what there is, and somebody who tries a weaker app is nobody else.
        """
        tenant = f"{self.instance.partition('/')[0]}/%"
        queries = (query.format(whose=whose) for query in (MADE, TAKEN_IN))
        return next((name for query in queries for name in ask(query, tenant)), "")

    def _refusal(self, theirs: str, place: str) -> str:
        return say(
            "{place} には、別のテナントのもの({theirs})の記録が入っています。いまの設定は {ours} です。何も変えていません。"
            "テナントとアプリの設定(M365BOT_TENANT_ID、M365BOT_CLIENT_ID)と、"
            "記録の場所(M365BOT_STATE_DIR、M365BOT_DATABASE_URL)を確かめてください。"
            "別の団体と意図して同じデータベースを使うときは、M365BOT_DATABASE_SHARED=on としてください。",
            place=place,
            theirs=theirs,
            ours=self.instance,
        )
