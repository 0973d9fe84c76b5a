"""Tell a channel that a session's materials are there: one post for a session, after the files, in working hours.

各回の資料を置いたあと、その回のチャネルに一度だけ知らせる(`announce: true` の回)。
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from m365bot.content import released
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Material, Part, Programme, Session
from m365bot.resources import Announcement, Channel, ChannelFolder, File, Folder, Team, Unusable, Window


@job(title="資料公開のお知らせ", when="weekdays 08:45", missed="run late within 8 hours")
def announce(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.MATERIALS, cohort))
    for session in cohort.sessions:
        own = [each for each in cohort.materials if each.session.key == session.key and is_out(each, now)]
        here = [each for each in own if each.channel == own[0].channel]
        window = window_of(programme, session, here, now) if session.announce and here else None
        if window is None:
            continue
        channel = Channel(Team.of(programme, cohort.team, now.date()), here[0].channel)
        yield Announcement(
            channel,
            post_key=f"materials-{cohort.key}-{session.key}",
            subject=released.subject(session),
            html=released.html(cohort, session, here),
            sender=programme.service_account,
            window_=window,
            files=tuple(file_of(channel, each) for each in here),
        )


def is_out(material: Material, now: datetime) -> bool:
    return material.release <= now and (material.withdraw is None or now < material.withdraw)


def window_of(
    programme: Programme, session: Session, materials: Sequence[Material], now: datetime
) -> Window | None:
    """From the first release on until its last round begins; never in quiet hours. None: it is too late."""
    first = programme.calendar.next_open(min(each.release for each in materials))
    opens = programme.calendar.next_open(max(now, first))
    closes = max(session.last_starts, programme.calendar.closing(first.date()))
    return Window(opens, closes) if opens <= closes else None


def file_of(channel: Channel, material: Material) -> File:
    folder: ChannelFolder | Folder = ChannelFolder(channel)
    for name in PurePosixPath(material.relative).parent.parts:
        folder = Folder(folder, name)
    return File.of(folder, PurePosixPath(material.relative).name, material.source, material.below)
