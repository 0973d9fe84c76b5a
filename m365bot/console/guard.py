"""Between an address and its page: who may go there, what is handed to the page, and words for whatever it raises.

Made by app for each way. A page runs in a worker thread, so that one that waits for the database holds up nobody.
"""

import os
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from m365bot import clock, machine
from m365bot.app.desks import Desk
from m365bot.console import entrance, following, headers, rendering, roles, sending
from m365bot.console.asked import Asked, Followed, Framed, Handed, Sent, Shown
from m365bot.console.entrance import Door
from m365bot.console.following import Gallery
from m365bot.console.frame import Frame
from m365bot.console.routes import Way
from m365bot.console.visitor import Visitor
from m365bot.errors import ConfigError, ConfigFaulty, DatabaseUnusable, GuardStopped, M365BotError
from m365bot.runs.deciding import MOST_TYPED
from m365bot.words import say

log = structlog.get_logger("m365bot.console")

TYPED = ("reason", "kessai")

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(way: Way, desk: Desk, door: Door, gallery: Gallery) -> Endpoint:
    """gallery: who looks on at what moves. Raises KeyError for a way that nobody is named for."""
    may = roles.MAY[way.name]

    async def serve(request: Request) -> Response:
        visitor = getattr(request.state, "visitor", None)
        frame = Frame(request, door, visitor, way.name)
        if visitor is None:
            return door.asks_in(request) or _alone(frame, entrance.nobody(), 401)
        if not visitor.is_any_of(may):
            return _alone(frame, say("あなたの役割では、この画面は使えません。"), 403)
        if sending.is_too_large(request):
            words = say(
                "送られたファイルが大きすぎます(10 MB まで)。要らない行や図を削ってから、もう一度送ってください。"
            )
            return _alone(frame, words, 413)
        asked = await _asked(way, request, desk, visitor)
        if words := _too_long(asked):
            return _alone(frame, words, 400)
        return await _answered(way, asked, frame, gallery)

    return serve


def _too_long(asked: Asked) -> str:
    """Of what people type, for the record: said before any page does anything with it."""
    if all(len(asked.form.get(name, "")) <= MOST_TYPED for name in TYPED):
        return ""
    return say(
        "理由と決裁番号は、{most}字までで書いてください。前の画面に戻ると、書いた内容が残っています。まだ何も行っていません。",
        most=MOST_TYPED,
    )


async def _asked(way: Way, request: Request, desk: Desk, visitor: Visitor) -> Asked:
    form = FormData()
    if request.method == "POST":
        form = await request.form(max_files=way.files, max_fields=way.fields)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    upload = await sending.upload_of(form)
    await form.close()
    return Asked(
        desk=desk,
        visitor=visitor,
        now=clock.asked(),
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        form={name: value.strip() for name, value in typed.items()},
        typed=typed,
        upload=upload,
    )


async def _answered(way: Way, asked: Asked, frame: Frame, gallery: Gallery) -> Response:
    try:
        answer = await run_in_threadpool(_made, way, asked, frame, gallery)
    except M365BotError as error:
        return _alone(frame, _words(error, asked.visitor), _status(error))
    except Exception as error:
        if words := machine.words(error):  # the database is away, the disk is full
            log.warning("page.refused", page=way.name, error=type(error).__name__)
            return _alone(frame, words, 503)
        whole = "M365BOT_DEBUG" in os.environ  # what is raised may hold personal data
        log.error("page.broke", page=way.name, error=type(error).__name__, exc_info=whole)
        words = say("思わぬエラーです({kind})。運用の担当者に知らせてください。", kind=type(error).__name__)
        return _alone(frame, words, 500)
    return answer


def _made(way: Way, asked: Asked, frame: Frame, gallery: Gallery) -> Response:
    """The page, as it goes out: templates too are made in the worker's thread."""
    answer = way.page(asked)
    if isinstance(answer, Followed):
        still = partial(frame.door.still, frame.request)
        return following.stream(answer, gallery, asked.visitor.account, still)
    if isinstance(answer, Handed):
        return sending.handed(answer)
    if isinstance(answer, Framed):
        return HTMLResponse(answer.html, headers=headers.FRAMED)
    if isinstance(answer, Sent):
        return RedirectResponse(_address(answer), 303)
    return HTMLResponse(rendered(answer, frame, asked.desk), answer.status)


def rendered(shown: Shown, frame: Frame, desk: Desk) -> str:
    known = desk.known().programme
    named = {"programme": known.name if known else "", "zone": known.timezone if known else None}
    return rendering.page(shown.template, {**frame.values(), **named, **shown.values})


def _words(error: M365BotError, visitor: Visitor) -> str:
    """What is wrong in config/ is for those who may read it."""
    if isinstance(error, ConfigFaulty) and not visitor.is_any_of(roles.MAY["settings"]):
        return say("設定に不備があるため、この画面はいま使えません。研修担当に知らせてください。")
    return str(error)


def _address(sent: Sent) -> str:
    joint = "&" if "?" in sent.to else "?"
    return f"{sent.to}{joint}said={quote(sent.said)}" if sent.said else sent.to


def _status(error: M365BotError) -> int:
    if isinstance(error, DatabaseUnusable):
        return 503
    return 409 if isinstance(error, ConfigError | GuardStopped) else 500


def _alone(frame: Frame, words: str, status: int) -> Response:
    """A page that says one thing, and the way back."""
    values = {**frame.values(), "programme": "", "zone": None, "words": words}
    return HTMLResponse(rendering.page("alone.html", values), status)
