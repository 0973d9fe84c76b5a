"""The door to an issue's faces, for jobs: what reads Markdown is loaded with the first issue, and not with every command.

Called by the newsletter's job. A face's own module says what it is.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from m365bot.programme import recruiting

if TYPE_CHECKING:
    from m365bot.content.chart import Chart
    from m365bot.content.issue.export import ExportFace
    from m365bot.content.issue.mail import MailFace
    from m365bot.content.issue.manuscript import Manuscript
    from m365bot.content.issue.page import PageFace
    from m365bot.content.issue.posted import Posted
    from m365bot.content.issue.teams import TeamsFace
    from m365bot.programme import Issue, Programme


def manuscript(issue: "Issue", programme: "Programme") -> "Manuscript":
    """What is written in it, with its pictures and charts, and the way to apply where one is open when it goes out.

    Where `no_figures` names something, a chart cannot be drawn (its cohort is finished and not read any more): what
    was published before is better left as it is.
    """
    from m365bot.content.issue import application, manuscript

    pictures = {each.name: each for each in issue.pictures}
    body = application.added(issue.body, recruiting.open_at(programme, issue.publish))
    return manuscript.read(body, pictures, charts(issue, programme))


def charts(issue: "Issue", programme: "Programme") -> Mapping[str, "Sequence[Chart]"]:
    """Those that it asks for and that can be drawn, as things stand at its publish time."""
    from m365bot.content.issue import figures, manuscript

    return figures.of(manuscript.charts_in(issue.body), programme, issue.publish)


def page(written: "Manuscript", title: str) -> "PageFace":
    from m365bot.content.issue import page

    return page.of(written, title)


def mail(written: "Manuscript", issue: "Issue", programme: "Programme") -> "MailFace":
    from m365bot.content.issue import mail, masthead

    return mail.of(written, masthead.of(issue, programme))


def export(written: "Manuscript", issue: "Issue", programme: "Programme") -> "ExportFace":
    from m365bot.content.issue import export, masthead

    return export.of(written, masthead.of(issue, programme))


def posted(issue: "Issue", programme: "Programme", written: "Manuscript | None" = None) -> "Posted":
    """What a post of it holds: HTML, or a card where the issue asks for one. written: its manuscript, where it was read."""
    from m365bot.content.issue import posted

    return posted.of(written or manuscript(issue, programme), issue.post)


def teams(written: "Manuscript") -> "TeamsFace":
    from m365bot.content.issue import teams

    return teams.of(written)
