"""An office's own roster, in whatever columns → rows of people.csv, and what could not be taken in.

Called by the command `init`. A person without a name or an address, or whose address another person has, is put aside.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from m365bot import visible
from m365bot.programme import dates
from m365bot.programme.dates import Unreadable
from m365bot.programme.names import mail_fold, person_fold
from m365bot.programme.people import Role
from m365bot.reading import values
from m365bot.reading.files.people import COLUMNS
from m365bot.reading.sheets.cells import Line, SheetColumns
from m365bot.setup import headings
from m365bot.setup.aside import Aside
from m365bot.setup.columns import Kinds, Placed, answered
from m365bot.setup.headings import Below
from m365bot.words import say

FAMILY, GIVEN = "姓", "名"
_MORE: Mapping[str, tuple[str, ...]] = {
    "氏名": (
        "職員氏名",
        "受講者氏名",
        "受講者名",
        "受講者",
        "研修生氏名",
        "姓名",
        "氏名(漢字)",
        "漢字氏名",
        "職員名",
    ),
    "メール": (
        "電子メール",
        "eメール",
        "e-mailアドレス",
        "emailaddress",
        "mailaddress",
        "職員メール",
        "庁内メール",
        "電子メールアドレス",
        "eメールアドレス",
        "サインイン名",
        "upn",
        "userprincipalname",
        "m365アカウント",
    ),
    "連絡先メール": ("連絡先メールアドレス", "連絡先eメール", "連絡先e-mail", "連絡先電子メール"),
    "職員番号": ("職員コード", "職員id", "職員no", "職員no.", "職員№", "社員番号", "個人番号(職員)"),
    "部局": (
        "部",
        "局",
        "部名",
        "局名",
        "部局名",
        "所属部局",
        "所属部",
        "所属局",
        "部・局",
        "部局等",
        "所属部局名",
    ),
    "課": ("課名", "所属課", "所属名", "課等", "課等名", "課・室", "課室", "課室名", "課・係", "所属課名"),
    "職種": ("職種名", "職種区分"),
    "所属長": ("所属長名", "所属長氏名", "課長名", "課長", "上司"),
    "所属長メール": ("所属長メールアドレス", "所属長アドレス", "課長メール", "所属長電子メール"),
    "役割": ("参加区分", "役割区分", "区分", "種別"),
    "班": ("班名", "班番号", "グループ", "グループ名", "チーム", "チーム名", "班分け"),
    "開始日": ("開始", "受講開始日"),
    "終了日": ("終了", "受講終了日"),
}
_NEEDLESS = {
    "連番": ("no", "no.", "№", "番号", "項番", "#", "通番", "整理番号"),
    "ふりがな": (
        "フリガナ",
        "カナ",
        "氏名カナ",
        "氏名(カナ)",
        "シメイ",
        "カナ氏名",
        "よみ",
        "読み",
        "読み仮名",
    ),
    "備考": ("メモ", "摘要", "note", "notes", "remarks"),
    "電話": ("内線", "内線番号", "電話番号", "連絡先電話", "tel"),
}
_SPLIT = {FAMILY: ("氏", "名字", "苗字", "氏名姓", "姓(漢字)"), GIVEN: ("氏名名", "名(漢字)")}
_CELLS = ("氏名", "部局", "課", "職種", "所属長", "班")


def _are_mails(found: Sequence[str]) -> bool:
    return sum("@" in unicodedata.normalize("NFKC", each) for each in found) * 5 >= len(found) * 4


def _are_roles(found: Sequence[str]) -> bool:
    return all(_role(each) for each in found)


def _are_no_mails(found: Sequence[str]) -> bool:
    return not any("@" in each for each in found)


_ALL = SheetColumns(
    {name: (*others, *_MORE.get(name, ())) for name, others in COLUMNS.names.items()} | _SPLIT | _NEEDLESS
)


def kinds(domain: str) -> Kinds:
    """What is looked for in a roster of this domain's people: an address elsewhere is no sign-in name of theirs."""
    return Kinds(
        _ALL,
        needless=tuple(_NEEDLESS),
        looks={"メール": _are_mails, "役割": _are_roles, "氏名": _are_no_mails, "所属長": _are_no_mails},
        content={"メール": partial(_are_own, domain)},
    )


def _are_own(domain: str, found: Sequence[str]) -> bool:
    own = sum(mail_fold(each).endswith(f"@{domain}") for each in found)
    return _are_mails(found) and own * 2 > len(found)


def settled(found: Sequence[Placed], below: Below, domain: str) -> tuple[Placed, ...]:
    """A lone column of contact addresses is that of the sign-in names, where they are the office's own."""
    contact = next((at for at, each in enumerate(found) if each.name == "連絡先メール"), None)
    if contact is None or any(each.name == "メール" for each in found):
        return tuple(found)
    own = _are_own(domain, below.filled(found[contact].heading.index))
    return answered(found, contact, "メール") if own else tuple(found)


@dataclass(frozen=True)
class Entry:
    """One line of people.csv: its cells by column, and where it came from."""

    cells: Mapping[str, str]
    source: Aside


@dataclass(frozen=True)
class Roster:
    """What was taken in, in the order of the sheet."""

    entries: tuple[Entry, ...] = ()
    aside: tuple[Aside, ...] = ()

    def values(self, column: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for each in self.entries if (text := each.cells.get(column, ""))))

    def without(self, refused: Mapping[int, str]) -> "Roster":
        """The same without the entries of these numbers, each put aside with its reason."""
        kept = tuple(each for at, each in enumerate(self.entries) if at not in refused)
        more = tuple(replace(self.entries[at].source, why=why) for at, why in refused.items())
        return Roster(kept, (*self.aside, *more))


def lacks(columns: Mapping[str, int]) -> list[str]:
    """The columns without which nobody can be taken in."""
    named = "氏名" in columns or FAMILY in columns
    return [name for name, there in (("氏名", named), ("メール", "メール" in columns)) if not there]


def taken(below: Below, columns: Mapping[str, int], file: str, domain: str) -> Roster:
    """Every row, taken in or put aside."""
    rows = [_entry(line, columns, file, domain) for line in below.lines]
    entries = [row for row in rows if isinstance(row, Entry)]
    same = _of_one_mail(entries)
    kept = [each for at, each in enumerate(entries) if at not in same]
    twice = [replace(each.source, why=same[at]) for at, each in enumerate(entries) if at in same]
    return Roster(tuple(kept), (*(row for row in rows if isinstance(row, Aside)), *twice))


def _entry(line: Line, columns: Mapping[str, int], file: str, domain: str) -> Entry | Aside | None:
    number, cells = line
    words = {name: headings.text_at(cells, at) for name, at in columns.items()}
    source = Aside(file, number, "", tuple(cell.text for cell in cells))
    if not any(words.values()):
        return None
    name = words.get("氏名") or " ".join(filter(None, (words.get(FAMILY), words.get(GIVEN))))
    try:
        found = {each: words.get(each, "") for each in COLUMNS.names} | {"氏名": name}
        return Entry(_typed(found, domain), source)
    except Unreadable as error:
        return replace(source, why=f"{error.words} {error.hint}".strip())


def _typed(words: Mapping[str, str], domain: str) -> dict[str, str]:
    """The cells as people.csv has them. Raises Unreadable."""
    _look_at_letters(words)
    mail = _mail(words["メール"])
    found = dict(words) | {
        "メール": mail,
        "役割": _role_of(words["役割"], mail, domain),
        "班": _group(words["班"]),
    }
    for name in ("連絡先メール", "所属長メール"):
        found[name] = _mail(words[name]) if words[name] else ""
    found["職員番号"] = re.sub(r"\s", "", unicodedata.normalize("NFKC", words["職員番号"]))
    found["開始日"] = dates.day(words["開始日"]).isoformat() if words["開始日"] else ""
    found["終了日"] = dates.last_day(words["終了日"]).isoformat() if words["終了日"] else ""
    return found


def _look_at_letters(words: Mapping[str, str]) -> None:
    if not words["氏名"] or not words["メール"]:
        missing = "氏名" if not words["氏名"] else "メール"
        raise Unreadable(say("{column}が空です。", column=missing))
    for text in words.values():
        if visible.HIDDEN.search(text):
            raise Unreadable(say("『{text}』に目に見えない文字があります。", text=text))
    for name in _CELLS:
        if words[name][:1] in ("=", "+", "@", "-", "＝", "＋", "＠"):
            raise Unreadable(
                say("{column}『{text}』は数式のように始まります。", column=name, text=words[name])
            )


def _mail(text: str) -> str:
    return values.mail(unicodedata.normalize("NFKC", text))


def _role(text: str) -> Role | None:
    try:
        return values.role(text)
    except Unreadable:
        return None


def _role_of(text: str, mail: str, domain: str) -> str:
    """Who has no role is a trainee, if of the office; an outside person without one may be anything."""
    role = _role(text)
    if role is None and not mail_fold(mail).endswith(f"@{domain}"):
        raise Unreadable(say("組織の外のアドレス『{mail}』の人に役割がありません。", mail=mail))
    return (role or Role.TRAINEE).value


def group_name(text: str) -> str:
    """1, 1班 and 班1 are one group's name: 班1."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(?:第\s*)?(?:班|グループ)?\s*(\d{1,3})\s*(?:班|グループ|組)?", plain)
    return f"班{int(match[1])}" if match else text


_group = group_name


def _of_one_mail(entries: Sequence[Entry]) -> dict[int, str]:
    """Entries that cannot stand beside another of the same address: number → why."""
    by_mail: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(entries):
        by_mail[mail_fold(each.cells["メール"])].append(at)
    refused: dict[int, str] = {}
    for places in by_mail.values():
        if len({person_fold(entries[at].cells["氏名"]) for at in places}) > 1:
            lines = "、".join(str(entries[at].source.line) for at in places)
            why = say("同じメールに名前の違う人がいます({lines}行目)。", lines=lines)
            refused |= dict.fromkeys(places, why)
            continue
        seen: list[Mapping[str, str]] = []
        for at in places:
            if entries[at].cells in seen:
                refused[at] = say("同じ行がもう1つあります。")
            seen.append(entries[at].cells)
    return refused
