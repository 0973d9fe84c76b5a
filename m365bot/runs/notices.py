"""What the office hears of runs: what waits or went wrong at once, the rest in one digest a business morning.

A job of our own beside those of the instance: the schedule and `m365bot run notices` start it, and the daemon after each
run that left something to tell (`told`). It is a run of its own: whatever becomes of a notice, the run it tells of stays as
it is. Names nobody, and never tells of its own runs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from m365bot import visible
from m365bot.content.html import escape
from m365bot.errors import M365BotError
from m365bot.job import Job, Now, Wanted
from m365bot.journal import Run, Trigger
from m365bot.journal.version import Version
from m365bot.programme import Programme
from m365bot.resources import Channel, General, Team
from m365bot.resources.bounds import Window
from m365bot.resources.kinds.notice import Notice
from m365bot.runs import alive, holding, matters, standing, starter
from m365bot.runs.asked import Asked
from m365bot.runs.matters import Matter
from m365bot.runs.office import Office
from m365bot.words import say, telling

NAME = "notices"
CONFIG = "config-source"  # as pulling remembers it
REMEMBERED = (Notice.IN_KEY, alive.MEMORY, CONFIG)  # in which keys what it asks for is remembered
LASTS = timedelta(hours=1)
LOOKED_AT = 500  # newest runs
OPEN_FOR = timedelta(days=7)  # a notice that could not be posted for so long says nothing new any more
MOST = 20  # matters of one digest, told one by one
log = structlog.get_logger()


@dataclass(frozen=True)
class Known:
    """What was told and is not resolved, as name → title; keys of all notices there were."""

    open: Mapping[str, str]
    posts: frozenset[str]

    @classmethod
    def of(cls, memory: Mapping[str, Mapping[str, Any]]) -> "Known":
        keys = [key for key in memory if Notice.IN_KEY in key]
        memos = [memory[key] for key in keys]
        titles: dict[str, str] = {}
        times: Counter[str] = Counter()
        for memo in memos:
            for name, _, title in (told.partition(" ") for told in memo.get("tells", ())):
                titles[name] = title
                times[name] += 1
            times.subtract(memo.get("resolves", ()))
        posts = frozenset(key.rpartition(Notice.IN_KEY)[2] for key in keys)
        return cls({name: title for name, title in titles.items() if times[name] > 0}, posts)


def job(
    lately: Callable[[int], Iterable[Run]],
    memory: Callable[[], Mapping[str, Mapping[str, Any]]],
    titles: Mapping[str, str],
    held: Callable[[], Iterable[Version]] = lambda: (),
) -> Job:
    """lately: of the newest runs those there may be something to tell of, the newest first; what they planned is not asked
    for. memory: of REMEMBERED. titles: of jobs, by name. held: changes to config/ that are not in force.
    """

    def notices(programme: Programme, now: Now) -> Wanted:
        if programme.notices is None:
            return
        runs = [run for run in lately(LOOKED_AT) if run.job != NAME]
        with telling():  # two who look on in two languages would edit one post back and forth
            posts = list(_all(programme, now, runs, memory(), titles, list(held())))
        yield from posts

    return Job(NAME, say("研修担当へのお知らせ"), "weekdays 08:45", "run late within 8 hours", notices)


def _all(
    programme: Programme,
    now: datetime,
    runs: Sequence[Run],
    memory: Mapping[str, Mapping[str, Any]],
    titles: Mapping[str, str],
    held: Iterable[Version],
) -> Iterator[Notice]:
    known = Known.of(memory)
    yield from _absences(programme, now, alive.remembered(memory), known, titles)
    expired = [run for run in runs if run.has_expired]
    yield from _posts(
        programme, now, standing.of(runs, programme), expired, known, titles, held=held, memory=memory
    )


async def told(opened: Callable[[], AbstractAsyncContextManager[Office]]) -> bool:
    """Whether what there is to tell, if anything, could be told."""
    try:
        async with opened() as office:
            return await _told(office)
    except M365BotError as error:
        log.warning("notices.failed", error=type(error).__name__)
        return False


async def _told(office: Office) -> bool:
    """Where nothing is to be said just now, there is no run that says so."""
    now = office.now(None)
    wanted = office.wanted(office.job(NAME), None, now)
    if not any(one.window and one.window.opens <= now for one in wanted):
        return True
    asked = Asked(NAME, None, now, Trigger.SCHEDULE, patience=holding.PATIENCE)
    return all(run.exit == 0 for run in await starter.run(office, asked))


def _absences(
    programme: Programme,
    now: datetime,
    absences: Iterable[alive.Absence],
    known: Known,
    titles: Mapping[str, str],
) -> Iterator[Notice]:
    """Once each: the daemon was gone, and did not do what was due meanwhile."""
    for absence in absences:
        key = f"notice-away-{absence.until:%Y%m%dT%H%M}"
        if key in known.posts or now - absence.until > OPEN_FOR:
            continue
        zone = programme.timezone
        subject = say("常駐の m365bot が止まっていました")
        when = say(
            "{since:%Y-%m-%d %H:%M} ごろから {until:%Y-%m-%d %H:%M} まで",
            since=absence.since.astimezone(zone),
            until=absence.until.astimezone(zone),
        )
        missed = [
            say("その間の予定: {job} {count}回", job=titles.get(job, job), count=count)
            for job, count in absence.missed.items()
        ]
        todo = say("どうなったかは `m365bot runs list` と `m365bot status` で見られます。")
        yield _notice(programme, now, key, subject, _list([when, *missed, todo]), tells=())


def _posts(
    programme: Programme,
    now: datetime,
    found: standing.Standing,
    expired: Iterable[Run],
    known: Known,
    titles: Mapping[str, str],
    held: Iterable[Version],
    memory: Mapping[str, Mapping[str, Any]],
) -> Iterator[Notice]:
    at_once = [
        *(matters.waiting(one, titles) for one in found.waiting),
        *(matters.troubled(one, titles) for one in found.troubled),
        *map(matters.held, held),
        *_not_fetched(memory, now),
    ]
    for matter in at_once:
        if matter.name not in known.open:
            yield _alone(programme, now, matter)
    not_run = [matters.not_run(one, titles) for one in found.not_run]
    new = [one for one in not_run if one.name not in known.open]
    still = {one.name for one in (*at_once, *not_run)}
    resolved = {name: title for name, title in known.open.items() if name not in still}
    over = [one for one in (matters.expired(run, titles) for run in expired) if one.name in resolved]
    key = f"notice-day-{now:%Y%m%d}"
    if (new or resolved) and key not in known.posts and programme.calendar.is_business_day(now.date()):
        yield _digest(programme, now, key, new, over, resolved)


def _not_fetched(memory: Mapping[str, Mapping[str, Any]], now: datetime) -> Iterator[Matter]:
    """What lasts for some looks: a network that is away for a minute is nobody's business."""
    last = memory.get(CONFIG, {})
    if last.get("why") and last.get("at"):
        since = datetime.fromisoformat(last["at"])
        if now - since > LASTS:
            yield matters.not_fetched(str(last["why"]), since)


def _alone(programme: Programme, now: datetime, matter: Matter) -> Notice:
    """Its key is of the run it tells of: also a database that forgot it finds the post again."""
    day = matter.at.astimezone(programme.timezone)
    return _notice(
        programme,
        now,
        f"notice-{matter.name}-{day:%Y%m%d}",
        matter.title,
        _list(matter.words),
        tells=(matter,),
    )


def _digest(
    programme: Programme,
    now: datetime,
    key: str,
    new: list[Matter],
    over: list[Matter],
    resolved: Mapping[str, str],
) -> Notice:
    """over: of what is resolved that which only ran out of time."""
    told = [*new, *over]
    parts = [_section(one.title, one.words) for one in told[:MOST]]
    if len(told) > MOST:
        parts.append(_list([say("ほか{count}件", count=len(told) - MOST)]))
    well = [title for name, title in resolved.items() if name not in {one.name for one in over}]
    if well:
        parts.append(_section(say("解決しました"), well))
    subject = say("{day:%Y-%m-%d} のお知らせ", day=now)
    return _notice(programme, now, key, subject, "".join(parts), tells=new, resolves=tuple(resolved))


def _notice(
    programme: Programme,
    now: datetime,
    key: str,
    subject: str,
    html: str,
    tells: Iterable[Matter],
    resolves: tuple[str, ...] = (),
) -> Notice:
    wish = programme.notices
    assert wish is not None  # else nothing is told
    opens = now if wish.any_time else programme.calendar.next_open(now)
    team = Team.of(programme, programme.officers_team, now.date())
    return Notice(
        Channel(team, wish.channel) if wish.channel else General(team),
        post_key=key,
        subject=visible.line(subject),
        html=html,
        sender=programme.service_account,
        window_=Window(opens, opens + OPEN_FOR),
        tells=tuple(f"{one.name} {visible.line(one.title)}" for one in tells),
        resolves=resolves,
    )


def _section(title: str, words: Iterable[str]) -> str:
    return f"<p><b>{_safe(title)}</b></p>{_list(words)}"


def _list(words: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_safe(line)}</li>" for one in words for line in one.splitlines()) + "</ul>"


def _safe(words: str) -> str:
    return escape(visible.line(words))
