"""`m365bot init DIR`: a new instance, from what an office has.

Called by the command line. Asks on a terminal; elsewhere it takes options, goes by what is certain, and names the rest.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot import visible
from m365bot.cli.screen import door, helps
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.setup.intake import Opened
    from m365bot.setup.making import Made
    from m365bot.setup.office import Office
    from m365bot.setup.roster import Roster
    from m365bot.setup.timetable import Timetable
    from m365bot.setup.wish import Wish

_SHOWN = 10  # rows put aside that are told on the screen


@click.command(cls=helps.Command)
@click.argument("folder", metavar="フォルダー", type=click.Path(path_type=Path))
@click.option("--city", metavar="名前", help="団体の名前(例: ○○市)")
@click.option("--programme", metavar="名前", help="研修の名前")
@click.option("--domain", metavar="ドメイン", help="職員のサインイン名の @ の後")
@click.option("--service-account", metavar="メール", help="投稿に使う広報用アカウント")
@click.option("--officer", "officers", metavar="メール", multiple=True, help="研修担当(何度でも書けます)")
@click.option("--approver", "approvers", metavar="メール", multiple=True, help="承認する人(何度でも書けます)")
@click.option("--cohort", metavar="期", help="期の名前(例: R8)")
@click.option("--starts", metavar="日付", help="研修の最初の日")
@click.option("--ends", metavar="日付", help="研修の最後の日")
@click.option("--course", "subjects", metavar="科目:時間", multiple=True, help="科目(日程表に無いとき)")
@click.option(
    "--people", type=click.Path(path_type=Path), metavar="ファイル", help="いまある名簿(.xlsx、.csv)"
)
@click.option(
    "--sessions", type=click.Path(path_type=Path), metavar="ファイル", help="いまある日程表(.xlsx、.csv)"
)
@click.option("--sheets", is_flag=True, help="表を、選択肢と入力チェックのある Excel で作る")
def init(folder: Path, people: Path | None, sessions: Path | None, sheets: bool, **given: Any) -> int:
    """新しい団体の設定一式(インスタンス)を、空のフォルダーに作ります。"""
    from m365bot.cli.screen import interview
    from m365bot.setup import making

    making.needs_room(folder)
    try:
        if interview.is_possible():
            wish = _interviewed(given, sheets=sheets)
            people, sessions = people or _file(say("名簿")), sessions or _file(say("研修日程表"))
        else:
            wish = _given(given, sheets=sheets)
        office = _office(wish, people, sessions)
    except click.Abort:
        door.err(say("やめました。何も作っていません。"))
        return 2
    _tell(folder, making.made(folder, office))
    return 0


# ---- what is asked --------------------


def _given(given: Mapping[str, Any], *, sheets: bool) -> "Wish":
    """Raises ConfigError, which names everything that is missing or cannot be read."""
    from m365bot.errors import ConfigError
    from m365bot.setup import wish

    found, wrong = _read(given)
    missing = [question.option for name, question in wish.QUESTIONS.items() if not given[name]]
    if missing:
        wrong.append(say("足りないもの: {options}", options="、".join(missing)))
    if not wrong and (fault := wish.order_fault(found["starts"], found["ends"])):
        wrong.append(fault)
    if wrong:
        raise ConfigError("\n".join(wrong))
    return wish.Wish(**found, sheets=sheets)


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Every option that was given, typed, and what is wrong with the others."""
    from m365bot.programme.dates import Unreadable
    from m365bot.setup import wish

    found: dict[str, Any] = {}
    wrong: list[str] = []
    for name, question in {**wish.QUESTIONS, **wish.FURTHER}.items():
        written = given[name] if question.several else filter(None, [given[name]])
        try:
            values = tuple(question.read(each) for each in written)
        except Unreadable as error:
            wrong.append(f"{question.option}: {error.words} {error.hint}".strip())
            continue
        if values:
            found[name] = values if question.several else values[0]
    return found, wrong


def _interviewed(given: Mapping[str, Any], *, sheets: bool) -> "Wish":
    from m365bot.cli.screen import interview
    from m365bot.errors import ConfigError
    from m365bot.setup import office, wish

    found, wrong = _read(given)
    if wrong:
        raise ConfigError("\n".join(wrong))
    for name, question in wish.QUESTIONS.items():
        if name not in found:
            found[name] = interview.answer(question)
    if "programme" not in found:
        found["programme"] = interview.answer(wish.FURTHER["programme"], usual=office.USUAL_NAME)
    while fault := wish.order_fault(found["starts"], found["ends"]):
        door.err(fault)
        found |= {name: interview.answer(wish.QUESTIONS[name]) for name in ("starts", "ends")}
    return wish.Wish(**found, sheets=sheets)


def _file(what: str) -> Path | None:
    from m365bot.cli.screen import interview

    while written := interview.line(say("いまある{what}のファイル(なければ Enter)", what=what)):
        path = Path(written.strip("'\""))
        if path.is_file():
            return path
        door.err(say("{path} がありません。", path=visible.line(written)))
    return None


# ---- the office's own sheets --------------------


def _office(wish: "Wish", people: Path | None, sessions: Path | None) -> "Office":
    from dataclasses import replace

    from m365bot.setup.office import Office, subjects_asked_for, whole_subject

    office = Office(wish)
    if people:
        office = replace(office, roster=_roster(people, wish))
    if sessions:
        office = replace(office, timetable=_timetable(sessions, office))
    if not subjects_asked_for(office.timetable) or wish.subjects:
        return office
    subjects = _subjects() or ((whole_subject(office),) if office.timetable.held else ())
    return replace(office, wish=replace(wish, subjects=subjects))


def _subjects() -> tuple[Any, ...]:
    from m365bot.cli.screen import interview
    from m365bot.setup import wish

    return interview.optional(wish.FURTHER["subjects"]) if interview.is_possible() else ()


def _roster(path: Path, wish: "Wish") -> "Roster":
    from dataclasses import replace

    from m365bot.setup import intake, roster

    kinds = roster.kinds(wish.domain)
    opened = intake.opened(path, kinds)
    opened = replace(opened, placed=roster.settled(opened.placed, opened.below, wish.domain))
    opened = _agreed(opened, say("名簿"), kinds.names)
    intake.needs(opened, roster.lacks(opened.columns))
    return roster.taken(opened.below, opened.columns, opened.name, wish.domain)


def _timetable(path: Path, office: "Office") -> "Timetable":
    from dataclasses import replace

    from m365bot.setup import intake, timetable
    from m365bot.setup.office import instructors

    opened = intake.opened(path, timetable.KINDS)
    opened = replace(opened, placed=timetable.settled(opened.placed))
    opened = _agreed(opened, say("日程表"), timetable.KINDS.names)
    intake.needs(opened, timetable.lacks(opened.columns))
    known = timetable.Known(
        file=opened.name,
        fiscal_year=office.wish.fiscal_year,
        groups=office.roster.values("班"),
        instructors=instructors(office.roster),
    )
    return timetable.taken(opened.below, opened.columns, known)


def _agreed(opened: "Opened", what: str, names: tuple[str, ...]) -> "Opened":
    """The sheet as it is read, shown; on a terminal, as a person says it is to be read."""
    from dataclasses import replace

    from m365bot.cli.screen import interview

    door.err(say("{what} {file} を、次のように読みます。", what=what, file=visible.line(opened.name)))
    door.err(interview.reading_of(opened.placed))
    if not interview.is_possible():
        return opened
    return replace(opened, placed=interview.columns(opened.placed, names))


# ---- what was made --------------------


def _tell(folder: Path, made: "Made") -> None:
    office = made.office
    people, sessions = office.roster.entries, {each.cells["回"] for each in office.timetable.held}
    door.out(say("{folder} に作りました。", folder=visible.line(str(folder))))
    door.out(
        say(
            "名簿 {people}行、日程 {sessions}回、科目 {courses}。",
            people=len(people),
            sessions=len(sessions),
            courses=len(office.courses),
        )
    )
    _tell_aside(office)
    for remark in made.remarks:
        door.err(say("[参考] {words}", words=visible.line(str(remark))))
    door.out(say("次にすること: {folder}/はじめにお読みください.md", folder=visible.line(str(folder))))


def _tell_aside(office: "Office") -> None:
    from m365bot.setup.files import NOT_TAKEN

    rows = (*office.roster.aside, *office.timetable.aside)
    if not rows:
        return
    door.out(
        say(
            "取り込めなかった行が{count}行あります({file} にすべてあります)。",
            count=len(rows),
            file=NOT_TAKEN,
        )
    )
    for row in rows[:_SHOWN]:
        door.out(visible.line(f"  {row}"))
