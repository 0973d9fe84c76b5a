"""The page 研修計画 of a cohort: its sessions in order, with dates, rounds, places, materials and forms.

Called by the provision job. Pure, and the same whenever it is asked: only config changes it. Everybody in the team reads
it, guests too: it names nobody, and of materials only where they will lie and from when (ADR 75).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from m365bot.content import days
from m365bot.content.html import escape
from m365bot.programme import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.materials import Material
from m365bot.programme.sessions import Round, Session
from m365bot.words import tell


@dataclass(frozen=True)
class _Row:
    """`at` is where it stands in the order; each cell is lines of text."""

    at: datetime
    when: Sequence[str]
    what: Sequence[str]
    where: str = ""
    besides: Sequence[str] = ()

    @property
    def html(self) -> str:
        cells = (self.when, self.what, (self.where,), self.besides)
        return f"<tr>{''.join(f'<td>{_lines(cell)}</td>' for cell in cells)}</tr>"


def texts(cohort: Cohort) -> tuple[str, ...]:
    """One HTML for what it is, and one for each month."""
    rows = sorted(_rows(cohort), key=lambda row: row.at)
    months = groupby(rows, key=lambda row: (row.at.year, row.at.month))
    return (_head(cohort), *(_month(year, month, inside) for (year, month), inside in months))


def lines(cohort: Cohort, session: Session) -> tuple[str, ...]:
    """When and where a session is held, and its forms, for a post about it."""
    row = _session(cohort, session)
    where = tell("会場: {place}", place=row.where) if row.where else ""
    return tuple(filter(None, (*row.when, where, *_forms(cohort, session))))


def _head(cohort: Cohort) -> str:
    season = tell("{starts}から{ends}まで", starts=days.day(cohort.starts), ends=days.day(cohort.ends))
    about = tell("日程・会場の変更は、このページに反映されます。資料は各チャネルの「ファイル」にあります。")
    return f"<p><strong>{escape(cohort.key)}</strong> {escape(season)}</p><p>{escape(about)}</p>"


def _month(year: int, month: int, rows: Iterable[_Row]) -> str:
    names = (tell("日時"), tell("内容"), tell("会場"), tell("資料・アンケート"))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(row.html for row in rows)
    title = tell("{year}年{month}月", year=year, month=month)
    return f"<h3>{title}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _rows(cohort: Cohort) -> Iterator[_Row]:
    yield from (_session(cohort, each) for each in cohort.sessions)
    for milestone in cohort.milestones:
        due = tell("{moment}まで", moment=days.moment(milestone.due))
        yield _Row(milestone.due, (due,), (milestone.title, tell("提出・報告")))
    for asked in cohort.questionnaires:
        if asked.session is None and (moment := asked.due or asked.opens) and _is_for_trainees(asked):
            yield _Row(moment, (_open_for(asked),), (asked.title,))


def _session(cohort: Cohort, session: Session) -> _Row:
    return _Row(
        session.starts,
        tuple(_when(session)),
        tuple(_what(cohort, session)),
        tell("オンライン") if session.online else session.place,
        (*_materials(cohort, session), *_forms(cohort, session)),
    )


def _when(session: Session) -> Iterator[str]:
    yield from (_round(each) for each in sorted(session.rounds, key=lambda each: each.starts))
    if session.moved_from:
        because = tell("({because}のため)", because=session.because) if session.because else ""
        yield tell(
            "延期: {moment} の予定でした{because}", moment=days.moment(session.moved_from), because=because
        )


def _round(each: Round) -> str:
    groups = tell(" ({groups})", groups="・".join(each.groups)) if each.groups else ""
    return days.span(each.starts, each.ends) + groups


def _what(cohort: Cohort, session: Session) -> Iterator[str]:
    yield session.title
    course = next((one.title for one in cohort.courses if one.key == session.course), "")
    if course and course not in session.title:
        yield tell("科目: {course}", course=course)
    if made_up := cohort.session(session.makes_up or ""):
        yield tell("『{title}』の補講", title=made_up.title)
    if session.audience:
        yield tell("対象: {audience}", audience="、".join(session.audience))


def _materials(cohort: Cohort, session: Session) -> Iterator[str]:
    """Where and from when; what they are called is for who may read them."""
    own = [each for each in cohort.materials if each.session.key == session.key]
    places = dict.fromkeys((each.channel, each.release, each.withdraw) for each in sorted(own, key=_order))
    for channel, release, withdraw in places:
        until = tell("{day}まで", day=days.day(withdraw)) if withdraw else ""
        yield tell(
            "資料: 『{channel}』に{day}から{until}", channel=channel, day=days.day(release), until=until
        )


def _order(each: Material) -> tuple[datetime, str]:
    return each.release, each.channel


def _forms(cohort: Cohort, session: Session) -> Iterator[str]:
    for asked in cohort.questionnaires:
        if asked.session and asked.session.key == session.key and _is_for_trainees(asked):
            yield tell("{title} {when}", title=asked.title, when=_open_for(asked))


def _open_for(asked: Questionnaire) -> str:
    if asked.opens and asked.due:
        return days.span(asked.opens, asked.due)
    if asked.due:
        return tell("{moment}まで", moment=days.moment(asked.due))
    return tell("{moment}から", moment=days.moment(asked.opens)) if asked.opens else ""


def _is_for_trainees(asked: Questionnaire) -> bool:
    return asked.form.who in ("trainees", "attendees")


def _lines(words: Iterable[str]) -> str:
    return "<br>".join(escape(each) for each in words if each)
