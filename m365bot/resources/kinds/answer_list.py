"""The list that a flow puts a form's answers into, with its columns, made where config says `make: true`.

Made by the collect job, read by Responses. A list that is there already is used as it is; one that holds no answers yet
gets the columns it lacks. Never removes or alters a column, and makes none anew that was there once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from m365bot.programme import Programme, Question, Questionnaire
from m365bot.records.folding import fold
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.team import Team
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import site
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

COMPLETED = "完了時刻"
LINE, LINES, NUMBER = "line", "lines", "number"
FACETS: Mapping[str, Json] = {
    LINE: {"text": {}},
    LINES: {"text": {"allowMultipleLines": True, "textType": "plain"}},
    NUMBER: {"number": {}},
}
"""Text wherever what comes may depend on the site's language or settings (docs/forms-flow.ja.md)."""


@dataclass(frozen=True)
class AnswerList(Kind):
    """columns: the name that people see, and LINE, LINES or NUMBER, in the form's order."""

    team: Team
    display_name: str
    columns: tuple[tuple[str, str], ...] = ()
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.Manage.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    settles_in: ClassVar[float] = 120.0  # whether a second one of a name is refused, no page says
    told_when_left: ClassVar[bool] = False  # the answers in it stay, and the form may be of last year
    called: ClassVar[Mapping[str, str]] = {"columns": "列"}

    @classmethod
    def to(cls, asked: Questionnaire, team: Team) -> "AnswerList":
        """That of a questionnaire, in the team's site."""
        return cls(team, asked.source.name, tuple(_columns(asked)))

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        cohorts = programme.unfinished if programme else ()
        return any(asked.source.make for cohort in cohorts for asked in cohort.collected)

    @property
    def name(self) -> str:
        return self.display_name

    @property
    def title(self) -> str:
        return say("回答のリスト『{name}』", name=self.display_name)

    @property
    def parent(self) -> Team:
        return self.team

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"columns": _listed(self._names)}

    @property
    def outdated(self) -> str:
        return say("まだ回答のないリストに、足りない列を足します。")

    @property
    def conflict(self) -> str:
        return say(
            "同じ名前のリストが『{team}』のサイトのどこかにあるようです(ごみ箱かもしれません)。"
            "消すか、様式の source の名前を変えてください。",
            team=self.team.display_name,
        )

    async def see(self, view: View) -> Seen | None:
        found = await site.lists(self.team, view)
        same = [one for one in found if one["displayName"] == self.display_name]
        if not same:
            return self._elsewhere(found, view)
        return await self._as_it_is(str(same[0]["id"]), view)

    def _elsewhere(self, found: Sequence[Json], view: View) -> Seen | None:
        """Under another name, or gone: no second one is made beside it, nor in its place."""
        known = view.memo(self.key).get("id")
        for one in found:
            called = str(one["displayName"])
            if one["id"] == known or called.casefold() == self.display_name.casefold():
                return Seen(str(one["id"]), withheld=_called_otherwise(called))
        return Seen(str(known), withheld=self._gone()) if known else None

    def _gone(self) -> str:
        return say(
            "『{team}』のサイトから消されました。サイトのごみ箱から戻してください。作り直すと、フローの入れ先も"
            "変わるためです。新しく作るなら、様式の source の名前を変えてください。",
            team=self.team.display_name,
        )

    async def _as_it_is(self, list_id: str, view: View) -> Seen:
        """Looked through until every column was there once: each look costs a request."""
        if view.memo(self.key).get("whole") == [list_id, *self._names]:
            return Seen(list_id, facts=self.facts)
        where = (await site.of(self.team, view)).lists.by_list_id(list_id)
        columns = await view.pages(f"columns of {list_id}", where.columns, {"$select": "id,name,displayName"})
        there = {fold(str(one["displayName"])) for one in columns}
        names = tuple(name for name in self._names if fold(name) in there)
        if names == self._names:
            view.learn(self.key, whole=[list_id, *names])
            return Seen(list_id, facts=self.facts)
        why = _lacks(self._names, names) if await self._holds_answers(where, view) else ""
        return Seen(list_id, facts={"columns": _listed(names)}, withheld=why, kept={"there": list(names)})

    async def _holds_answers(self, where: Any, view: View) -> bool:
        first = await view.graph.read(where.items, query={"$top": "1", "$select": "id"})
        return bool(first["value"])

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        lists = (await site.of(self.team, tenant.view)).lists
        if was is None:
            made = await tenant.create("POST", lists, self._body())
            return Seen(str(made["id"]), facts=self.facts)
        where = lists.by_list_id(was.id)
        for name, kind in self.columns:
            if name not in was.kept["there"]:
                await tenant.create("POST", where.columns, _column(name, kind))
        return Seen(was.id, facts=self.facts)

    def _body(self) -> Json:
        columns = [_column(name, kind) for name, kind in self.columns]
        return {
            "displayName": self.display_name,
            "list": {"template": "genericList"},
            "columns": columns,
        }

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)


def _listed(names: Sequence[str]) -> str:
    """As a plan shows them, in whatever language."""
    return "、".join(names)


def _columns(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    yield COMPLETED, LINE
    if asked.form.who != "anonymous":
        yield asked.form.identity, LINE
    for question in asked.form.questions:
        yield question.text, _kind(question)


def _kind(question: Question) -> str:
    if question.type in ("scale", "number"):
        return NUMBER
    return LINES if question.type in ("text", "choices") or question.other else LINE


def _column(name: str, kind: str) -> Json:
    """Both names, since either was seen to become the one that people see (docs/facts.md lists.columns)."""
    return {"name": name, "displayName": name, **FACETS[kind]}


def _called_otherwise(name: str) -> str:
    return say(
        "リストは『{name}』という名前になっています。リストの名前を戻すか、様式の source を合わせてください。",
        name=name,
    )


def _lacks(wanted: Sequence[str], there: Sequence[str]) -> str:
    return say(
        "列{names}がありません。回答が入ったあとなので、列は足しません。列の名前が違うだけなら、列の名前か様式の text を"
        "直してください。なければ、リストに列を足し、フローでも入れてください。",
        names=say("、").join(f"『{name}』" for name in wanted if name not in there),
    )
