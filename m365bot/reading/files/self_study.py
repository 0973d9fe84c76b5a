"""self-study.yaml: learning items with their hours, and where trainees log them.

Called by `whole`: the log before cohorts are made, the items once all courses are known. A fault in it stops hours being
judged, and nothing else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from m365bot.programme.curriculum import StudyItem
from m365bot.programme.forms import Form, Question, SourceSpec
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.scalars import FLAG, KEY, NUMBER, TEXT, URL, template
from m365bot.reading.shapes import Fields, Many, must, table_of
from m365bot.reading.tables import Table
from m365bot.reading.tree.yaml import tree_if_any
from m365bot.words import say, tell

FORM = "self-study"
COLUMN = "教材"
CALLED = ("item", "items", "教材名", "学習項目", "項目", "title of item")
ITEM = Fields(
    {
        "key": must(KEY),
        "title": must(TEXT),
        "provider": TEXT,
        "url": URL,
        "hours": must(NUMBER),
        "course": KEY,
    },
    made_by=StudyItem,
)
_PLACE = template("cohort", "fiscal_year")
_KINDS = ("list", "workbook", "drop")
LOG = Fields({**dict.fromkeys(_KINDS, _PLACE), "make": FLAG, "form": KEY})
SELF_STUDY = Fields({"items": Many(ITEM), "log": LOG})


@dataclass(frozen=True)
class SelfStudy:
    """The file as it stands; `table` None: there is none, or it cannot be read."""

    file: ConfigFile
    table: Table | None

    def log(self, forms: Mapping[str, Form | None]) -> Form | None:
        """The form by which items are logged: one of forms/, or our own over the place that is named."""
        log = self.table.get("log") if self.table else None
        if not log:
            return None
        if "form" in log:
            return self._named(log, forms)
        if FORM in forms:
            self.file.complain(
                log.place,
                say("様式の名前 '{key}' は自主学習の記録に使います。", key=FORM),
                say("様式の名前を変えるか、log: {form: self-study} と書いてください。"),
            )
        kind = next((each for each in _KINDS if each in log), None)
        return self._own(SourceSpec(kind, log[kind], make=bool(log.get("make")))) if kind else None  # type: ignore[arg-type]  # one of _KINDS

    def items(self, courses: Collection[str]) -> tuple[StudyItem, ...]:
        """Those that could be read."""
        found: dict[str, StudyItem] = {}
        for entry in self._entries:
            if entry["key"] in found:
                self.file.complain(
                    entry.at("key"),
                    say("教材 '{key}' が2回書かれています。", key=entry["key"]),
                    say("どちらか1つを残すか、名前を変えてください。"),
                )
            course = entry.get("course", "")
            if course and course not in courses:
                self.file.complain(
                    entry.at("course"),
                    say("科目 '{key}' はありません。", key=course),
                    nearest(course, courses),
                )
            found[entry["key"]] = ITEM.model(entry)
        return tuple(found.values())

    @property
    def _entries(self) -> list[Table]:
        entries = self.table.get("items", ()) if self.table else ()
        return [each for each in entries if {"key", "title", "hours"} <= each.keys()]

    def _named(self, log: Table, forms: Mapping[str, Form | None]) -> Form | None:
        key = log["form"]
        if key not in forms:
            self.file.complain(
                log.at("form"), say("様式 '{key}' は forms/ にありません。", key=key), nearest(key, forms)
            )
        form = forms.get(key)
        if form and form.item_question is None:
            self.file.complain(
                log.at("form"),
                say("様式 '{key}' のどの質問が教材か分かりません。", key=key),
                say("教材を答える質問の key を item にしてください。"),
            )
            return None
        return form

    def _own(self, source: SourceSpec) -> Form:
        """Its people write an item by title or by key; further columns of theirs are nobody's concern."""
        options = tuple(dict.fromkeys(each[name] for each in self._entries for name in ("title", "key")))
        item = Question("item", COLUMN, "choice", options=options, called=CALLED)
        return Form(
            key=FORM,
            title=tell("自主学習の記録"),
            source=source,
            resubmission="all",
            questions=(item,),
            free=True,
            file=self.file.name,
        )


def read(file: ConfigFile) -> SelfStudy:
    return SelfStudy(file, table_of(SELF_STUDY, tree_if_any(file), file))
