"""Forms that came without standing: too late, from a page of before, without a session. Nothing typed is lost or done twice.

Called by the threshold and the signing pages. What came too late is kept with the visit that ended, until its person
is back.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from m365bot.console.door import showing, ways
from m365bot.console.door.body import Form
from m365bot.console.entrance import Door
from m365bot.words import later, say

CSRF, HELD = "csrf", "held"  # fields of forms that are the door's own
_MOST = 512 * 1024  # letters that are kept
LABELS = {"reason": later("理由"), "kessai": later("決裁番号"), "text": later("内容"), "at": later("日時")}
"""What people type, as they know it; other fields of a form are the pages' own."""


def sent(request: Request, form: Form) -> dict[str, Any]:
    """As it is kept and sent again."""
    path = ways.own(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    fields = [[name, value.replace("\0", "")] for name, value in form.without(CSRF, HELD)]
    return {"path": path, "fields": fields, "files": form.files}


def is_small(kept: Mapping[str, Any]) -> bool:
    return sum(len(name) + len(value) for name, value in kept["fields"]) <= _MOST


def kept(request: Request, door: Door) -> Response:
    """It lies here until its person has signed in again."""
    words = say(
        "時間がたったため、サインインが切れていました。送ろうとした内容は取ってあります。何もまだ行っていません。"
    )
    return showing.page(request, door, "kept.html", 401, words=words, next_page=ways.HELD)


def unknown(request: Request, door: Door, form: Mapping[str, Any]) -> Response:
    """Nobody is known: it stays in the page that is shown."""
    words = say(
        "サインインしていないか、切れています(ブラウザーがクッキーを受け取らない設定でも、こうなります)。"
        "送ろうとした内容は、この画面に残っています。何もまだ行っていません。"
    )
    return _again(request, door, form, words, 401, signs_in=True)


def stale(request: Request, door: Door, form: Mapping[str, Any]) -> Response:
    """Known, but by another page than of this session."""
    words = say(
        "この画面を開いたあとで、サインインし直しています。念のため、送る内容を確かめてください。何もまだ行っていません。"
    )
    return _again(request, door, form, words, 403)


def waiting(request: Request, door: Door, form: Mapping[str, Any]) -> Response:
    """Back again, with what was kept."""
    words = say("おかえりなさい。サインインが切れる前に送ろうとした内容です。まだ行っていません。")
    return _again(request, door, form, words, 200, held=True)


def done_already(request: Request, door: Door) -> Response:
    words = say("この内容は、もう送ってあるか、取りやめています。二度は行いません。")
    return showing.page(request, door, "told.html", 409, words=words)


def foreign(request: Request, door: Door) -> Response:
    words = say(
        "ほかのサイトのページから送られた内容か、古い画面のものなので、受け取りませんでした。何も行っていません。"
    )
    return showing.page(request, door, "told.html", 403, words=words)


def _again(
    request: Request,
    door: Door,
    form: Mapping[str, Any],
    words: str,
    status: int,
    *,
    signs_in: bool = False,
    held: bool = False,
) -> Response:
    path = ways.own(str(form["path"]))
    fields = [(str(name), str(value)) for name, value in form["fields"]]
    return showing.page(
        request,
        door,
        "again.html",
        status,
        words=words,
        path=path,
        back=urlsplit(path).path,
        fields=fields,
        typed=[(say(LABELS[name]), value) for name, value in fields if name in LABELS and value.strip()],
        others=[(name, value) for name, value in fields if name not in LABELS and value.strip()],
        files=bool(form.get("files")),
        signs_in=signs_in,
        held=held,
    )
