"""Which column of a source holds what: the built-in ones, the questions, a quiz's extras, and the rest.

Called by version and judge. Never reads an answer. Headers are those people see: of a Microsoft Forms
workbook in Japanese or English, of a CSV made of it, or a list's display names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from m365bot.programme.forms import Form
from m365bot.records.folding import fold
from m365bot.records.headings import BUILT_IN
from m365bot.records.values import is_blank, is_doubled, words_of
from m365bot.words import say

_TOTALS = frozenset({"totalpoints", "quizfeedback", "合計ポイント", "合計点", "クイズのフィードバック"})
# of folded headers; the dashes are those of cp1252 as well
_PER_QUESTION = re.compile(r"(?:points|feedback|ポイント|フィードバック)[-\u2010\u2013\u2014](.+)\Z")
_OF_EVERY_LIST = """
Title, Attachments, Content Type, Created, Created By, Author, Modified, Modified By, Editor, Version, Edit,
Type, Color Tag, Compliance Asset Id, App Created By, App Modified By, Item Child Count, Folder Child Count,
Label setting, タイトル, 添付ファイル, コンテンツ タイプ, 登録日時, 登録者, 更新日時,
更新者, バージョン, 編集, 種類, カラー タグ, コンプライアンス資産 ID, アプリの作成者, アプリの変更者,
アイテムの子の数, フォルダーの子の数
"""
_LIST_ITSELF = frozenset(fold(name) for name in _OF_EVERY_LIST.split(","))


@dataclass(frozen=True)
class Columns:
    """Headers by what they hold; `questions` by question key.

    `missing` are texts of questions without a column, each with the header it may now have, or "".
    """

    built_in: Mapping[str, str]
    identity: str | None
    identity_wanted: str  # "" where nobody is asked who answered
    questions: Mapping[str, str]
    known_extras: frozenset[str]
    added: tuple[str, ...]
    missing: Mapping[str, str]

    def complaints(self, fields: Mapping[str, object]) -> Iterator[str]:
        """Why a row under these headers cannot be taken as it is."""
        if self.identity is None and self.identity_wanted:
            yield say("回答者を示す列『{name}』がありません。", name=self.identity_wanted)
        for text, header in self.missing.items():
            yield _missing(text, header)
        for header in self.added:
            if header not in self.missing.values() and not is_blank(fields.get(header)):
                yield say(
                    "『{header}』という質問は様式にありません。文を変えたなら、様式の text も直してください。",
                    header=header,
                )
        for header, cell in fields.items():
            if isinstance(cell, dict) and is_doubled(
                cell
            ):  # few cells are: a hundred thousand lines pass here
                yield _doubled(header, cell)


def columns(form: Form, headers: Iterable[str]) -> Columns:
    """Sort the headers; the questions take theirs first, so that none is lost to a built-in name."""
    left = list(dict.fromkeys(headers))
    built_in = _take_built_in(left, form)
    questions = _take_questions(form, left, built_in)
    identity = _identity(form.identity, built_in, (*questions.values(), *left))
    known = frozenset(
        header
        for header in left
        if form.free or _is_known_extra(header, (*left, *questions.values(), *built_in.values()))
    )
    added = tuple(header for header in left if header not in known and header != identity)
    missing = [question.text for question in form.questions if question.key not in questions]
    likely = {text: "".join(get_close_matches(text, added, n=1, cutoff=0.5)) for text in missing}
    return Columns(
        built_in=built_in,
        identity=identity,
        identity_wanted="" if form.who == "anonymous" else form.identity,
        questions=questions,
        known_extras=known,
        added=added,
        missing=likely,
    )


def _take_built_in(left: list[str], form: Form) -> dict[str, str]:
    """Built-in columns, the first of each; a question of the same name has a digit (`名前2`) or stays."""
    found: dict[str, str] = {}
    folded = {fold(header) for header in left}
    identity = fold(form.identity)
    for place, names in BUILT_IN.items():
        asked = next((fold(q.text) for q in form.questions if fold(q.text) in names), "")
        header = next((header for header in left if fold(header) in names), None)
        if header is None or (asked == fold(header) and asked != identity and not _numbered(asked, folded)):
            continue
        found[place] = header
        left.remove(header)
    return found


def _numbered(text: str, folded: Iterable[str]) -> bool:
    return any(re.fullmatch(re.escape(text) + r"\d+", header) for header in folded)


def _take_questions(form: Form, left: list[str], built_in: Mapping[str, str]) -> dict[str, str]:
    """A text that is taken already, by a built-in column or another question, has a digit behind it."""
    found: dict[str, str] = {}
    used = {fold(header) for header in built_in.values()}
    for question in form.questions:
        text = fold(question.text)
        digit = r"\d+" if text in used else ""
        names = "|".join(re.escape(name) for name in (text, *map(fold, question.called)))
        header = next((h for h in left if re.fullmatch(f"(?:{names}){digit}", fold(h))), None)
        if header is not None:
            found[question.key] = header
            left.remove(header)
            used.add(text)
    return found


def _identity(wanted: str, built_in: Mapping[str, str], others: Sequence[str]) -> str | None:
    for place in ("mail", "name", "number"):
        if fold(wanted) in BUILT_IN[place] and place in built_in:
            return built_in[place]
    return next((header for header in others if fold(header) == fold(wanted)), None)


def _is_known_extra(header: str, headers: Sequence[str]) -> bool:
    """A quiz's totals, points and feedback beside a question, or a column that every list has."""
    words = fold(header)
    if words in _TOTALS or words in _LIST_ITSELF:
        return True
    beside = _PER_QUESTION.match(words)
    return bool(beside) and beside.group(1) in {fold(other) for other in headers}  # type: ignore[union-attr]


def _missing(text: str, renamed: str) -> str:
    if not renamed:
        return say("質問『{text}』の列がありません。", text=text)
    return say(
        "質問『{text}』の列がなく、『{header}』があります。文を変えたなら、様式の text も直してください。",
        text=text,
        header=renamed,
    )


def _doubled(header: str, cell: object) -> str:
    words = say("、").join(f"『{word}』" for word in words_of(cell))
    return say(
        "『{header}』という列が2つあり、値が違います({words})。片方を空にしてください。",
        header=header,
        words=words,
    )
