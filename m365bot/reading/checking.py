"""What only `check` looks for: an issue too long for a post, a schedule that never comes, settings that would fail in use.

Called by the composition root. Never asks the network.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from m365bot import regular
from m365bot.content import markdown, post
from m365bot.job import Job
from m365bot.programme import Issue
from m365bot.reading import idle
from m365bot.reading.complaints import Complaint, in_order
from m365bot.reading.encoding import MOST_TEXT
from m365bot.reading.reading import Reading
from m365bot.settings import PLACES, WrongSettings, read
from m365bot.words import say

SETTINGS = "config/settings.toml"
LINK = "https://teams.microsoft.com/l/channel/" + "x" * 150  # as long as a channel's own address


def checked(found: Reading, folder: Path, jobs: Iterable[Job], now: datetime) -> Reading:
    """The same reading with these complaints and remarks beside its own."""
    issues = found.programme.issues if found.programme else ()
    more = [*_too_long(issues, folder), *_wrong_settings(found, folder)]
    idling = idle.remarks(found.programme, jobs, folder, now) if found.programme else ()
    return replace(found, complaints=(*found.complaints, *more), remarks=in_order((*found.remarks, *idling)))


def _too_long(issues: tuple[Issue, ...], folder: Path) -> Iterator[Complaint]:
    for issue in issues:
        html = post.render(issue.title, markdown.to_html(issue.body), marker="dx-000.0", link=LINK)
        if post.is_too_large(html):
            yield Complaint(
                file=str(issue.path.relative_to(folder)),
                line=1,
                column=1,
                words=say("本文が長すぎて投稿できません({size}バイト)。", size=post.size(html)),
                hint=say("約28KBまでです。表や文章を減らすか、号を分けてください。"),
            )


def _wrong_settings(found: Reading, folder: Path) -> Iterator[Complaint]:
    """Only where the form of settings.toml is in order."""
    if any(complaint.file == SETTINGS for complaint in found.complaints):
        return
    try:
        read()
    except WrongSettings as error:
        written = regular.read(folder / SETTINGS, MOST_TEXT)
        lines = written.decode("utf-8-sig").splitlines()
        for name, words in error.wrong.items():
            yield Complaint(SETTINGS, _line_of(name, lines), 1, words)


def _line_of(name: str, lines: list[str]) -> int:
    written = re.compile(rf'(^|[\s{{,"]){PLACES[name][-1]}"?\s*=')
    return next((number for number, line in enumerate(lines, 1) if written.search(line)), 1)
