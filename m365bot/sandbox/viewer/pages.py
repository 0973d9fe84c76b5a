"""The pages: choose a person, their teams, and a channel's posts, files and people.

Called by the router. Each reads what it shows and hands it to a template; none decides who may see what.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from m365bot.sandbox.running import Place, Running
from m365bot.sandbox.viewer import (
    cast,
    files,
    identity,
    letters,
    links,
    looking_back,
    people,
    posts,
    problems,
    rendering,
    shared,
    site_pages,
    talks,
    things,
    times,
    tour,
    trail,
    visit,
)
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.graph import Graph, Refused, path
from m365bot.sandbox.viewer.inner import Answer
from m365bot.sandbox.viewer.looking_back import LookingBack
from m365bot.sandbox.viewer.tour import Step
from m365bot.sandbox.viewer.visit import Visit
from m365bot.sandbox.words import word

Endpoint = Callable[[Request], Awaitable[Response]]
Shown = Callable[[Visit], Awaitable[Response]]

# What the pages of a channel may not be: a file that is shown must not run anything.
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"

# A mail's own styles are kept; it stands in a frame of the page, as if it were of another site.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def looking(app: Running, show: Shown) -> Endpoint:
    """A page as the person of `as`; without one, or where nobody has that name, the list to choose from."""

    async def endpoint(request: Request) -> Response:
        back = looking_back.of(app, request)
        place = back.place(app)
        if not request.query_params.get("as"):
            return await choose(place, back, request, walk=tour.steps(place, back, trail.of(app, back.day)))
        try:
            begun = await visit.begun(place, back, trail.of(app, back.day), request)
        except identity.NoSuchPerson as problem:
            return await choose(place, back, request, missing=str(problem))
        except Refused as problem:
            return _alone(problem)
        try:
            return await show(begun)
        except Refused as problem:
            return begun.trouble(problems.of(problem))

    return endpoint


def in_channel(show: Shown) -> Shown:
    """A page about the channel of the path."""

    async def shown(begun: Visit) -> Response:
        at = await visit.within(begun)
        if at.team is None or at.channel is None:
            return at.trouble(problems.of_words(problems.NO_CHANNEL))
        try:
            return await show(at)
        except Refused as problem:
            return await _channel_page(at, "trouble.html", "", trouble=problems.of(problem))

    return shown


async def choose(
    place: Place, back: LookingBack, request: Request, *, missing: str = "", walk: Sequence[Step] = ()
) -> Response:
    """The people of the tenant; `walk` for who is here for the first time."""
    words, department = request.query_params.get("q", ""), request.query_params.get("department", "")
    try:
        graph = Graph(place, identity.token(place, identity.service_account(place)))
        everybody = await people.everybody(graph)
    except identity.NoSuchPerson:
        return _alone(Refused(401))
    except Refused as problem:
        return _alone(problem)
    html = rendering.page(
        "choose.html",
        people=people.matching(everybody, words, department),
        departments=people.departments(everybody),
        total=len(everybody),
        words=words,
        department=department,
        missing=missing,
        walk=walk,
        to=Addresses("", back.on),
        back=back,
        cast=cast.of(place, request),
        address_of=lambda person: Addresses(person.sign_in, back.on).home(),
    )
    return HTMLResponse(html, 404 if missing else 200)


async def home(at: Visit) -> Response:
    return at.page("home.html", not_ready=[word(one) for one in problems.NOT_READY])


async def mail(at: Visit) -> Response:
    """The person's own; who has no mailbox is told so."""
    folder = at.request.query_params.get("folder", "inbox")
    folder = folder if folder in letters.FOLDERS else "inbox"
    try:
        found = await letters.lying_in(at.graph, folder)
    except Refused as problem:
        words = problems.NO_MAILBOX if problem.code == "MailboxNotEnabledForRESTAPI" else None
        return at.trouble(problems.of(problem, words))
    return at.page("mail.html", letters=found, folder=folder, folders=letters.FOLDERS)


async def mail_face(at: Visit) -> Response:
    """One designed mail, for the frame that shows it: its own styles and pictures, and nothing that runs or is loaded."""
    html = await letters.face_of(at.graph, at.request.path_params["message"])
    return HTMLResponse(html, headers={"Content-Security-Policy": _MAIL_POLICY})


async def mail_words(at: Visit) -> Response:
    """The same mail for who reads without HTML."""
    return at.page(
        "mail_words.html", letter=await letters.words_of(at.graph, at.request.path_params["message"])
    )


async def chats(at: Visit) -> Response:
    return at.page("chats.html", talks=await talks.of(at.graph, at.person.id, lambda url: url))


async def works(at: Visit) -> Response:
    """What was done on a day, and what of it the person sees."""
    day = trail.wanted(at.trail, at.request.query_params.get("day", ""))
    shown = [await things.of(at.graph, at.to, at.teams, work) for work in at.trail.on(day)]
    return at.page("works.html", day=day, day_words=times.of_day(day), shown=shown)


@in_channel
async def channel_posts(at: Visit) -> Response:
    team, channel = _keys(at)

    def lead(url: str) -> str:
        return at.to.link(team, channel, url) if links.is_inside(url) else url

    start = at.request.query_params.get("from", "")
    picture = partial(links.hosted, at.to, team, channel)
    found = await posts.page(at.graph, team, channel, start, lead=lead, picture=picture)
    return await _channel_page(at, "posts.html", "posts", found=found, later=bool(start))


@in_channel
async def hosted_picture(at: Visit) -> Response:
    """One that lies in a post itself."""
    wanted = at.request.path_params
    where = ("messages", wanted["message"], "hostedContents", wanted["picture"])
    team, channel = _keys(at)
    answer = await at.graph.content(path("teams", team, "channels", channel, *where) + "/$value")
    return sent("picture", answer)


@in_channel
async def channel_files(at: Visit) -> Response:
    inner = at.request.path_params["path"].strip("/")
    try:
        folder = await files.folder(at.graph, *_keys(at))
    except Refused as problem:
        return await _no_folder(at, problem)
    found = await files.entries(at.graph, folder, inner)
    return await _channel_page(at, "files.html", "files", entries=found, crumbs=files.crumbs(inner))


async def _no_folder(at: Visit, problem: Refused) -> Response:
    words = problems.NO_FOLDER if problem.status == 404 else None
    return await _channel_page(at, "trouble.html", "files", trouble=problems.of(problem, words))


@in_channel
async def channel_members(at: Visit) -> Response:
    found = await people.members(at.graph, *_keys(at))
    return await _channel_page(at, "members.html", "members", groups=people.by_role(found), total=len(found))


@in_channel
async def opened_file(at: Visit) -> Response:
    """The bytes of a file: shown where a browser can do so without running anything, else to be saved."""
    inner = at.request.path_params["path"]
    folder = await files.folder(at.graph, *_keys(at))
    return sent(inner.rpartition("/")[2], await files.opened(at.graph, folder, inner))


def sent(name: str, answer: Answer) -> Response:
    """Bytes: shown where a browser runs nothing of them, else to be saved."""
    kind = files.shown_as(answer.headers.get("content-type", ""))
    place = f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": place, "Content-Security-Policy": _FILE_POLICY}
    return Response(answer.body, headers=headers, media_type=kind or "application/octet-stream")


@in_channel
async def site_page(at: Visit) -> Response:
    """A page of the team's site, as its reader sees it."""
    team, channel = _keys(at)

    def lead(url: str) -> str:
        return at.to.link(team, channel, url) if links.is_inside(url) else url

    site = await site_pages.of_team(at.graph, team)
    shown = await site_pages.read(at.graph, site, at.request.path_params["page"], lead)
    return await _channel_page(
        at, "site_page.html", "", shown=shown, picture=lambda url: at.to.picture(team, channel, url)
    )


@in_channel
async def site_picture(at: Visit) -> Response:
    url = at.request.query_params.get("url", "")
    site = await site_pages.of_team(at.graph, _keys(at)[0])
    return sent(url.rpartition("/")[2], await site_pages.picture(at.graph, site, url))


async def shared_files(at: Visit) -> Response:
    return at.page("shared.html", files=await shared.every(at.graph, at.place.tenant, at.person.id))


async def shared_file(at: Visit) -> Response:
    wanted = at.request.path_params
    return sent(*await shared.opened(at.graph, wanted["drive"], wanted["item"]))


@in_channel
async def followed_link(at: Visit) -> Response:
    url = at.request.query_params.get("url", "")
    assert at.team is not None and at.channel is not None  # in_channel sees to it
    place = await links.followed(at.graph, at.to, at.teams, (at.team, at.channel), url)
    if place:
        return RedirectResponse(place, 303)
    trouble = problems.of_words(problems.NOT_HERE)
    return await _channel_page(at, "trouble.html", "", trouble=trouble, url=url)


async def _channel_page(at: Visit, name: str, tab: str, **values: object) -> Response:
    """A template with the channel's tabs above it; without the added ones where they cannot be read."""
    try:
        added = await links.tabs(at.graph, at.to, *_keys(at))
    except Refused:
        added = []
    trouble = values.get("trouble")
    status = trouble.status if isinstance(trouble, problems.Trouble) else 200
    return at.page(name, status=status, tab=tab, tabs=added, **values)


def _keys(at: Visit) -> tuple[str, str]:
    assert at.team is not None and at.channel is not None  # in_channel sees to it
    return at.team.id, at.channel.id


def _alone(problem: Refused) -> Response:
    """A trouble without anything around it."""
    trouble = problems.of(problem)
    return HTMLResponse(rendering.page("alone.html", trouble=trouble, to=Addresses("")), trouble.status)
