"""Post each issue of DX通信 at its time, once a person has approved it.

DX通信の各号を、承認のあと、公開時刻に投稿する。
"""

from datetime import datetime, timedelta

from m365bot.content.issue import faces
from m365bot.job import Now, Wanted, job
from m365bot.programme import ON_TIME, Issue, Part, Programme, Target
from m365bot.resources import Channel, General, Post, Team, Unusable, Window

AHEAD = timedelta(days=14)  # approval is asked for in time
BEHIND = timedelta(days=60)  # an edited issue edits its post; older ones are left as they are


@job(title="DX通信の公開", when="at each issue's publish time")
def newsletter(programme: Programme, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.ISSUES))
    for issue in programme.issues:
        if not now - BEHIND <= issue.publish <= now + AHEAD or "teams" not in issue.to:
            continue
        face = faces.posted(issue, programme)
        if face.lacks and issue.until < now:
            continue
        for target in issue.channels:
            yield Post(
                channel_of(target, Team.of(programme, target.team, now.date())),
                post_key=issue.key,
                subject=issue.subject,
                html=face.html,
                sender=programme.service_account,
                window_=Window(opens(issue, programme, now), issue.until, issue.asks_until),
                approve=issue.approve,
                author=programme.find_person(issue.author),
                pictures=face.pictures,
                card=face.card,
            )


def opens(issue: Issue, programme: Programme, now: Now) -> datetime:
    """Its publish time; whoever comes late waits for working hours."""
    on_time = now <= issue.publish + ON_TIME
    return issue.publish if on_time else programme.calendar.next_open(now)


def channel_of(target: Target, team: Team) -> Channel | General:
    return General(team) if target.is_primary else Channel(team, target.channel)
