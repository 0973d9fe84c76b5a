"""newsletter/*.md: one issue of DX通信 each, front matter above Markdown.

Called by `readers.instance`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import PRIMARY, Target, TeamSpec, is_primary
from m365bot.programme.cohort import Cohort
from m365bot.programme.issues import Issue
from m365bot.programme.names import channel_fold
from m365bot.reading import schema
from m365bot.reading import values as words
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk, Room, files_of, remark_on_unread, text_of
from m365bot.reading.files import issue_body as issuebody
from m365bot.reading.shapes import table_of
from m365bot.reading.tables import Listing, Table
from m365bot.reading.tree.yaml import compose
from m365bot.words import say

LATE = timedelta(hours=4)


@dataclass(frozen=True)
class Press:
    """Where issues may go."""

    calendar: Calendar
    leaders_team: TeamSpec
    officers_team: TeamSpec
    cohorts: Sequence[Cohort]
    fields: Mapping[str, str]
    cohort_missing: bool = False


def read_all(folder: Path, room: Room, press: Press) -> tuple[Issue, ...]:
    """Every issue, by number."""
    found: dict[int, Issue] = {}
    remark_on_unread(folder, room, ".md", ".txt", ".docx", ".markdown")
    for path in files_of(folder, ".md"):
        desk = room.desk(path)
        issue, place = _read(desk, press)
        if issue and issue.number in found:
            desk.complain(
                place,
                say(
                    "第{number}号が2つあります({other} と同じ番号)。",
                    number=issue.number,
                    other=found[issue.number].path.name,
                ),
                say("number をどちらか変えてください。"),
            )
        elif issue:
            found[issue.number] = issue
    return tuple(found[number] for number in sorted(found))


def split(text: str) -> tuple[str, str, int] | None:
    """Front matter, body, and how many lines stand above the body; None without front matter."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return None
    for index, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "".join(lines[1:index]), "".join(lines[index + 1 :]), index + 1
    return None


def front_matter(desk: Desk) -> tuple[Desk, str, str] | None:
    """A desk for the front matter, its text, and the body; None (and a complaint) where there is none."""
    text = text_of(desk)
    if text is None:
        return None
    parts = split(text)
    if parts is None:
        desk.complain(
            desk.at(),
            say("先頭に --- で囲んだ見出し部分がありません。"),
            say("1行目を --- にし、項目の後にもう一度 --- を書きます。"),
        )
        return None
    return replace(desk, lines_above=1), parts[0], parts[1]


def _read(desk: Desk, press: Press) -> tuple[Issue | None, Place]:
    parts = front_matter(desk)
    if parts is None:
        return None, desk.at()
    above, matter, body = parts
    table = table_of(schema.ISSUE, compose(matter, above), above)
    if table is None or not {"number", "title", "author", "publish"} <= table.keys():
        return None, desk.at()
    if not body.strip():
        desk.complain(desk.at(), say("本文が空です。"))
    issuebody.check(body, replace(desk, lines_above=matter.count("\n") + 2))
    return _issue(table, body, above, press), table.at("number")


def _issue(table: Table, body: str, desk: Desk, press: Press) -> Issue:
    calendar = press.calendar
    publish = table["publish"].at(calendar.opens, calendar.timezone)
    faces = tuple(table.get("to", ("teams",)))
    _remark_on_faces(table, desk)
    _remark_on_far_day(publish.date(), table.at("publish"), desk, press)
    channels = table.get("audience", {}).get("channels", Listing())
    targets = tuple(_targets(channels, publish.date(), desk, press))
    if "teams" in faces and not channels:
        desk.complain(
            table.at("to"),
            say("投稿先のチャネルがありません。"),
            say('例: audience: {channels: ["{leaders_team}/一般"]}'),
        )
    return Issue(
        table["number"], table["title"], table["author"], publish, table.get("late", LATE), faces, targets,
        table.get("approve", True), body, desk.path,
    )  # fmt: skip


def _remark_on_far_day(day: date, place: Place, desk: Desk, press: Press) -> None:
    """A year mistyped: the first issue recruits some months ahead, the last reports some months after."""
    near = timedelta(days=270)
    if press.cohorts and not any(each.starts - near <= day <= each.ends + near for each in press.cohorts):
        desk.remark(
            place,
            say("公開日 {day} は、どの期からも離れています。", day=day),
            say("年を間違えていませんか?"),
        )


def _remark_on_faces(table: Table, desk: Desk) -> None:
    faces = table.get("to")
    if isinstance(faces, Listing):
        for face, place in faces.placed():
            if face != "teams":
                desk.remark(place, say("'{face}' への公開はまだ効果のない設定です。", face=face))


def _targets(channels: Listing, publish: object, desk: Desk, press: Press) -> Iterator[Target]:
    seen: set[tuple[str, str]] = set()
    for written, place in channels.placed():
        target = _target(words.fill(written, press.fields).strip(), publish, desk, place, press)
        if target is None:
            continue
        key = target.team.mail_nickname, channel_fold(target.channel)
        if key in seen:
            desk.complain(place, say("投稿先『{name}』が2回書かれています。", name=written))
        else:
            seen.add(key)
            yield target


def _target(name: str, publish: object, desk: Desk, place: Place, press: Press) -> Target | None:
    for target in _known(press):
        if channel_fold(f"{target.team.name}/{target.channel}") == channel_fold(name):
            return target
    here = [target for target in _known(press) if channel_fold(target.channel) == channel_fold(name)]
    if len(here) == 1 and not is_primary(name):
        return here[0]
    if not here and any(cohort.is_finished for cohort in press.cohorts) and _is_past(publish, press):
        return None
    _complain_of_target(name, here, desk, place, press)
    return None


def _is_past(publish: object, press: Press) -> bool:
    """Whether an issue is older than all unfinished cohorts: it went to one that is finished by now."""
    return all(str(publish) < str(cohort.starts) for cohort in press.cohorts if not cohort.is_finished)


def _complain_of_target(name: str, here: list[Target], desk: Desk, place: Place, press: Press) -> None:
    if is_primary(name) or len(here) > 1:
        teams = [target.team.name for target in here] or [press.leaders_team.name]
        desk.complain(
            place,
            say("『{name}』がどのチームのものか分かりません。", name=name),
            say(
                "「チーム名/チャネル名」と書いてください。例: {team}/{name}",
                team=teams[-1],
                name=name,
            ),
        )
        return
    if press.cohort_missing:
        return  # the cohort whose channel this may be was complained of already
    known = [target.channel for target in _known(press) if not is_primary(target.channel)]
    known += [f"{target.team.name}/{target.channel}" for target in _known(press)]
    desk.complain(place, say("投稿先『{name}』というチャネルはありません。", name=name), nearest(name, known))


def _known(press: Press) -> Iterator[Target]:
    for team in (press.leaders_team, press.officers_team):
        yield Target(team, PRIMARY)
    for cohort in press.cohorts:
        if cohort.read:
            yield Target(cohort.team, PRIMARY)
            for channel in cohort.channels:
                yield Target(cohort.team, channel.name)
