"""What a session names: groups, a course, instructors, a channel.

Called by the reader of sessions.
"""

from collections.abc import Iterable

from m365bot.programme.channels import is_primary
from m365bot.programme.names import channel_fold, person_fold
from m365bot.programme.people import Person
from m365bot.reading.complaints import nearest
from m365bot.reading.files.channels import resembles_refused
from m365bot.reading.files.year import Year
from m365bot.reading.tables import Listing, Table
from m365bot.words import say


def groups_of(entry: Table, year: Year) -> tuple[str, ...]:
    """The 班 that a round is for, as the roster spells them."""
    wanted = entry.get("for")
    if not isinstance(wanted, Listing):
        return ()
    known = {channel_fold(group): group for group in year.groups}
    if not known and year.roster_is_whole:
        _complain_of_no_groups(year)
        return ()
    found = []
    for group, place in wanted.placed():
        if channel_fold(group) in known:
            found.append(known[channel_fold(group)])
        elif not year.roster_may_name(group):
            year.file.complain(
                place, say("班『{group}』には誰もいません。", group=group), nearest(group, year.groups)
            )
    return tuple(found)


def _complain_of_no_groups(year: Year) -> None:
    year.file.complain(
        year.roster_at,
        say("名簿に班が1つも書かれていません。日程には班に分かれた回があります。"),
        say("「班」の列に、日程と同じ名前(班1 など)を書いてください。"),
    )


def _complain_of_no_instructors(year: Year) -> None:
    year.file.complain(
        year.roster_at,
        say("名簿に講師が1人もいません。日程には講師のいる回があります。"),
        say("講師の行を入れ、「役割」の列に「講師」と書いてください。"),
    )


def course_of(table: Table, year: Year) -> str:
    """The key of its 科目, which may be named by its title too."""
    key: str = table.get("course", "")
    known = {course.key: course.key for course in year.courses}
    titles = {channel_fold(course.title): course.key for course in year.courses}
    if not key or key in known:
        return key
    if channel_fold(key) in titles:
        return titles[channel_fold(key)]
    year.file.complain(
        table.at("course"),
        say("科目 '{key}' はありません。", key=key),
        nearest(key, [*known, *(c.title for c in year.courses)]),
    )
    return ""


def instructors_of(table: Table, year: Year) -> Iterable[Person]:
    """Those of its instructors who are on the roster."""
    wanted = table.get("instructors")
    if not isinstance(wanted, Listing):
        return
    if wanted and not year.instructors and year.roster_is_whole:
        _complain_of_no_instructors(year)
        return
    for mail, place in wanted.placed():
        person = year.directory.find(mail) or _by_name(mail, year)
        if person is not None and person.id in year.instructors:
            yield person
        elif year.roster_may_name(mail):
            continue  # the line that is wrong may be this person's
        elif person is not None:
            year.file.complain(
                place,
                say("『{mail}』は {roster} で講師になっていません。", mail=mail, roster=year.roster_name),
                say("{roster} に、役割を「講師」とする行を足してください。", roster=year.roster_name),
            )
        else:
            year.file.complain(
                place,
                say("講師『{mail}』は {roster} にいません。", mail=mail, roster=year.roster_name),
                nearest(mail, [each.mail for each in year.instructors.values()]),
            )


def _by_name(name: str, year: Year) -> Person | None:
    same = [person for person in year.instructors.values() if person_fold(person.name) == person_fold(name)]
    return same[0] if len(same) == 1 else None


def channel_of(table: Table, year: Year, course: str) -> str | None:
    """The channel it is held by way of: named, or the only one of its course."""
    name = table.get("channel")
    if name is None:
        own = [channel.name for channel in year.channels if course and channel.course == course]
        return own[0] if len(own) == 1 else None
    if is_primary(name):
        return str(name).strip()
    same = [channel.name for channel in year.channels if channel_fold(channel.name) == channel_fold(name)]
    if same:
        return same[0]
    if year.may_be_of_group(name) or resembles_refused(name, year.channels):
        return None
    year.file.complain(
        table.at("channel"),
        say("チャネル『{name}』は channels にありません。", name=name),
        nearest(name, [channel.name for channel in year.channels]),
    )
    return None
