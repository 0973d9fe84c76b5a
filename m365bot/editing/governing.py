"""What of config/ guards against one person alone, and who lets a change of it pass that came by a page or from SharePoint.

Called by fencing. Pure. One table, FENCES: whatever widens who decides, or lets out what nobody decides, waits for a second
person; what only the machine's own people know stays with the operator. Whoever writes the folder on the machine is the
operator, and is asked nothing. Every key of config/ that is in no fence is named, with its reason, in the test beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from m365bot.content.issue import faces
from m365bot.programme import Issue, Programme, recruiting
from m365bot.programme.issues import PAGE
from m365bot.programme.names import mail_fold
from m365bot.programme.people import Period, Role
from m365bot.reading import Complaint
from m365bot.words import later, say

PROGRAMME = "config/programme.yaml"
_PROGRAMME = re.compile(re.escape(PROGRAMME))
_PEOPLE = re.compile(r"config/(?:programme\.yaml|cohorts/[^/]+/(?:cohort\.yaml|people\.(?:csv|xlsx)))")
_ISSUES = re.compile(
    r"config/(?:newsletter/[^/]+\.md|forms/[^/]+\.yaml|programme\.yaml|cohorts/[^/]+/cohort\.yaml)"
)

MOST = 20  # of them are named
Terms = Sequence[tuple[str, Period]]
Weaker = Callable[[Programme, Programme], bool]


class By(Enum):
    """Who lets it pass. APPROVER: one of today, who had no hand in it. MACHINE: the operator, in the folder itself."""

    APPROVER = "approver"
    MACHINE = "machine"


@dataclass(frozen=True)
class Fence:
    """name: as config/ calls it; words: what a change of it would do. files: where it is written, or made by what is.
    which: whom or what that is about, where it can be named: a long difference may hide it.
    """

    name: str
    by: By
    words: str
    is_weaker: Weaker
    files: re.Pattern[str]
    which: Callable[[Programme, Programme], Sequence[str]] = lambda before, after: ()

    def stands_in(self, file: str) -> bool:
        return self.files.fullmatch(file) is not None


def _more_approve(before: Programme, after: Programme) -> bool:
    return bool(_new_approvers(before, after))


def _more_officers(before: Programme, after: Programme) -> bool:
    return bool(_new_officers(before, after))


def _unapproved(before: Programme, after: Programme) -> bool:
    """Also another word in one: nobody reads it before it goes out."""
    return bool(_alone_now(before, after))


def _alone_now(before: Programme, after: Programme) -> Sequence[str]:
    known = {one.number: _said(one, before) for one in before.issues if not one.approve}
    new = [one for one in after.issues if not one.approve and known.get(one.number) != _said(one, after)]
    return [say("第{number}号", number=one.number) for one in new]


def _said(issue: Issue, programme: Programme) -> object:
    """All of it but where the folder lies, and what stands in it that is written elsewhere: the way to apply while
    applications are open, and what the bars of its charts are called. How long those are, timetable and hours tell.
    """
    own = [(name, getattr(issue, name)) for name in issue.__slots__ if name != "path"]
    forms = [(one.title, one.url, one.due) for one in recruiting.open_at(programme, issue.publish)]
    drawn = [chart for shown in faces.charts(issue, programme).values() for chart in shown]
    bars = [(chart.title, [bar.label for bar in chart.bars]) for chart in drawn]
    return own, forms, bars, programme.newsletter_site if PAGE in issue.to else ""


def _another_programme(before: Programme, after: Programme) -> bool:
    return before.name != after.name


def _another_organisation(before: Programme, after: Programme) -> bool:
    return before.organisation != after.organisation


def _unheard(before: Programme, after: Programme) -> bool:
    """The office hears of what waits and of what is held in one place: not there, or elsewhere, it does not."""
    was, now = before.notices, after.notices
    return was is not None and (now is None or now.channel != was.channel)


def _louder(before: Programme, after: Programme) -> bool:
    """Nobody is written to outside them: longer, by another clock, or on holidays too."""
    was, now = before.calendar, after.calendar
    is_longer = now.opens < was.opens or now.closes > was.closes
    return is_longer or now.timezone != was.timezone or now.holidays != was.holidays


def _elsewhere(before: Programme, after: Programme) -> bool:
    return before.officers_team != after.officers_team


def _wider_guards(before: Programme, after: Programme) -> bool:
    names = ("members_removed", "recipients", "files_replaced")
    return any(after.guards.of(name) > before.guards.of(name) for name in names)


def _weaker_approvals(before: Programme, after: Programme) -> bool:
    unverified = after.unverified_approvals and not before.unverified_approvals
    return unverified or after.approvals_expire != before.approvals_expire


def _alone(before: Programme, after: Programme) -> bool:
    return after.single_officer and not before.single_officer


def _another_account(before: Programme, after: Programme) -> bool:
    return mail_fold(before.service_account.mail) != mail_fold(after.service_account.mail)


def _other_domains(before: Programme, after: Programme) -> bool:
    return set(before.domains) != set(after.domains)


FENCES: Sequence[Fence] = (
    Fence(
        "approvers",
        By.APPROVER,
        later("承認できる人が増えるか、期間が延びます"),
        _more_approve,
        _PEOPLE,
        lambda before, after: _new_approvers(before, after),
    ),
    Fence(
        "officers",
        By.APPROVER,
        later("研修担当が増えるか、期間が延びます"),
        _more_officers,
        _PEOPLE,
        lambda before, after: _new_officers(before, after),
    ),
    Fence(
        "approve: false",
        By.APPROVER,
        later("承認を待たずに投稿される号があります"),
        _unapproved,
        _ISSUES,
        _alone_now,
    ),
    Fence(
        "notices",
        By.APPROVER,
        later("研修担当へのお知らせの行き先が変わるか、なくなります"),
        _unheard,
        _PROGRAMME,
    ),
    Fence(
        "programme",
        By.APPROVER,
        later("読む人が差出人として見る、研修の名前が変わります"),
        _another_programme,
        _PROGRAMME,
        lambda before, after: (after.name,),
    ),
    Fence(
        "organisation",
        By.APPROVER,
        later("読む人が差出人として見る、組織の名前が変わります"),
        _another_organisation,
        _PROGRAMME,
        lambda before, after: (after.organisation,),
    ),
    Fence("working_hours", By.APPROVER, later("人に送らない時間が短くなります"), _louder, _PROGRAMME),
    Fence("officers_team", By.APPROVER, later("個人の記録を置くチームが変わります"), _elsewhere, _PROGRAMME),
    Fence("guards", By.MACHINE, later("一度に変えてよい数が増えます"), _wider_guards, _PROGRAMME),
    Fence("approvals", By.MACHINE, later("承認の数え方が変わります"), _weaker_approvals, _PROGRAMME),
    Fence("single_officer", By.MACHINE, later("起案した人が自分で承認できます"), _alone, _PROGRAMME),
    Fence("service_account", By.MACHINE, later("投稿するアカウントが変わります"), _another_account, _PEOPLE),
    Fence("domains", By.MACHINE, later("どこまでが庁内の人かが変わります"), _other_domains, _PROGRAMME),
)
"""What is guarded, and by whom."""


def may_matter(file: str) -> bool:
    """Could a change of it take one of them away?"""
    return any(one.stands_in(file) for one in FENCES)


def weaker(before: Programme | None, after: Programme | None) -> tuple[Fence, ...]:
    """None where nothing takes effect; all where nobody can tell what held before."""
    if after is None:
        return ()
    return tuple(one for one in FENCES if before is None or one.is_weaker(before, after))


def fault(fences: Iterable[Fence]) -> Complaint:
    """What whoever changed what is the operator's is told."""
    words = say(
        "{keys} は、だれが承認できるかなどの決まりなので、ここからは変えられません。",
        keys=say("、").join(one.name for one in fences),
    )
    return Complaint(PROGRAMME, 1, 1, words, say("運用担当に、設定のフォルダーで変えるよう頼んでください。"))


def told(fences: Iterable[Fence], before: Programme | None, after: Programme | None) -> tuple[str, ...]:
    """What would become of each, for whoever is to let it pass."""
    return tuple(_told(one, one.which(before, after) if before and after else ()) for one in fences)


def _told(fence: Fence, which: Sequence[str]) -> str:
    if not which:
        return say("{what}({key})。", what=say(fence.words), key=fence.name)
    named = say("、").join(dict.fromkeys(which[:MOST]))
    more = say("、ほか{count}", count=len(which) - MOST) if len(which) > MOST else ""
    return say("{what}({key}): {which}", what=say(fence.words), key=fence.name, which=named + more)


def _approvers(known: Programme) -> Terms:
    """As `Programme.approvers_on` has it on any day."""
    named = [(mail_fold(one.person.mail), one.period) for one in known.approvers]
    return named or _officers(known)


def _officers(known: Programme) -> Terms:
    return [*_named(known), *_listed(known)]


def _named(known: Programme) -> Iterator[tuple[str, Period]]:
    return ((mail_fold(one.person.mail), one.period) for one in known.officers)


def _listed(known: Programme) -> Iterator[tuple[str, Period]]:
    """研修担当 of an unfinished cohort's roster."""
    for cohort in known.unfinished:
        for line in cohort.lines:
            if line.role is Role.OFFICER:
                yield mail_fold(line.person.mail), line.period


def _new_approvers(before: Programme, after: Programme) -> Sequence[str]:
    return _new(_approvers(before), _approvers(after))


def _new_officers(before: Programme, after: Programme) -> Sequence[str]:
    return _new(_officers(before), _officers(after))


def _new(before: Terms, after: Terms) -> Sequence[str]:
    """Who of them was nobody before, for some of that time."""
    return [
        mail for mail, term in after if not any(mail == other and _within(term, was) for other, was in before)
    ]


def _within(term: Period, was: Period) -> bool:
    begins = (was.start or date.min) <= (term.start or date.min)
    return begins and (term.end or date.max) <= (was.end or date.max)
