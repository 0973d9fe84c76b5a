"""Publish each issue of DX通信 at its time, once a person has approved it: posts, a page, a mail, a file.

DX通信の各号を、承認のあと、公開時刻に、Teams・ページ・メール・書き出しで公開する。
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from m365bot import resources as make
from m365bot.content.issue import faces
from m365bot.job import Now, Wanted, job
from m365bot.programme import ON_TIME, Issue, Part, Programme, Target
from m365bot.programme.issues import EXPORT, MAIL, PAGE, TEAMS

AHEAD = timedelta(days=14)  # approval is asked for in time
BEHIND = timedelta(days=60)  # an edited issue edits its post and its page; older ones are left as they are
FOLDER = "DX通信"  # in the officers' team


@job(title="DX通信の公開", when="at each issue's publish time")
def newsletter(programme: Programme, now: Now) -> Wanted:
    yield from map(make.Unusable.of, programme.faults_in(Part.ISSUES))
    for issue in programme.issues:
        if now - BEHIND <= issue.publish <= now + AHEAD:
            yield from faces_of(issue, programme, now)
    if any(PAGE in issue.to for issue in programme.issues):
        yield make.BackIssues.of(programme)


def faces_of(issue: Issue, programme: Programme, now: Now) -> Wanted:
    """One resource for each place; all that asks is one matter, by the issue's key."""
    written = faces.manuscript(issue, programme)
    if written.no_figures and issue.until < now:
        return  # a chart of a cohort that is not read any more: what was published stays
    author, window = programme.find_person(issue.author), window_of(issue, programme, now)
    whole: Mapping[str, Any] = {"window_": window, "approve": issue.approve, "author": author}
    posts, page = [], None
    if TEAMS in issue.to:
        face, by = faces.posted(issue, programme, written), programme.service_account
        said: Mapping[str, Any] = {"html": face.html, "pictures": face.pictures, "card": face.card, **whole}
        places = [channel_of(target, programme, now) for target in issue.channels]
        posts = [make.Post(place, issue.key, issue.subject, sender=by, **said) for place in places]
        yield from posts
    if PAGE in issue.to:
        shown, site = faces.page(written, issue.subject), programme.newsletter_site
        page = replace(make.NewsPage.of(shown, site=site, page_key=issue.key), **whole)
        yield from (page.draft, page)
    if MAIL in issue.to and now <= issue.mailed_until:
        mail = make.Mailing.of(faces.mail(written, issue, programme), issue, programme, **whole)
        yield mail
        if issue.resend:
            yield mail.once_more(issue.resend)
    if EXPORT in issue.to:
        officers = make.Team.of(programme, programme.officers_team, now.date())
        folder = make.Folder(make.ChannelFolder(make.General(officers)), FOLDER)
        yield from (
            folder,
            make.IssueFile.to(folder, issue.key, faces.export(written, issue, programme), **whole),
        )
    if posts or page:
        yield make.Readers(issue.key, page, tuple(posts))


def window_of(issue: Issue, programme: Programme, now: Now) -> make.Window:
    """From its publish time on; whoever comes late waits for working hours."""
    on_time = now <= issue.publish + ON_TIME
    opens = issue.publish if on_time else programme.calendar.next_open(now)
    return make.Window(opens, issue.until, issue.asks_until)


def channel_of(target: Target, programme: Programme, now: Now) -> make.Channel | make.General:
    team = make.Team.of(programme, target.team, now.date())
    return make.General(team) if target.is_primary else make.Channel(team, target.channel)
