"""The newsletter's own site, a communication site that an administrator made: which one it is, by its address in config.

Called by the kinds that keep pages there. Its id is remembered, and only of the site that answers at just that address: a
site that was renamed, or a team's, is nobody's newsletter. Reads only; m365bot makes no site.
"""

from urllib.parse import quote, unquote, urlsplit

from m365bot.errors import Locked, NotFound, NotReady, Permanent
from m365bot.programme import Programme
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared import site_page
from m365bot.resources.view import View
from m365bot.words import say

OPEN_FOR = (
    600.0  # seconds for which a run waits for whoever has a page open; the next goes on, within its window
)
BUSY = "{who} がページを編集しています。編集が終わるのを待ちます。"
OF_TEAMS = "site:"  # under which the sites of teams are remembered
MISSING = (
    "DX通信のサイト {address} が見つかりません。programme.yaml の newsletter_site を確かめるか、テナント管理者に"
    "コミュニケーション サイトの作成を依頼してください。サイトがある場合は、このアプリから見えていません"
    "(Sites.Selected で使うときは、そのサイトへの書き込みの許可も要ります)。"
)
ANOTHER = (
    "newsletter_site の {address} を開くと別のサイト {found} になります。"
    "programme.yaml の newsletter_site をいまのアドレスに直してください。"
)
A_TEAMS = (
    "newsletter_site の {address} は、チーム『{team}』のサイトです。チームの人しか読めないため、DX通信には使いません。"
    "全職員が読めるコミュニケーション サイトのアドレスを書いてください。"
)


def is_asked_for(programme: Programme | None) -> bool:
    """Does config want any page there?"""
    return bool(programme and programme.newsletter_site and any("page" in one.to for one in programme.issues))


def lease(address: str) -> str:
    """What no two runs may work on at once."""
    return f"newssite:{_place(address)}"


async def path(address: str, view: View) -> str:
    """Its path below the version root. Raises NotFound and Permanent, in words."""
    key = f"newssite:{address}"
    if not view.memo(key).get("id"):
        view.learn(key, id=await _found(address, view, key))
    return f"/sites/{view.memo(key)['id']}"


async def page(address: str, view: View, name: str, known: str) -> Json | None:
    """One of its pages, by name. Raises as `path`."""
    await pages(address, view)  # a site that is gone is told as such
    return await site_page.found(view, await path(address, view), name, known)


async def pages(address: str, view: View) -> tuple[Json, ...]:
    """All of them. A site that is not there any more is looked for anew by the next run. Raises as `path`."""
    place = await path(address, view)
    try:
        return await site_page.listed(view, place)
    except NotFound as error:
        view.learn(f"newssite:{address}", id="")
        raise NotFound(say(MISSING, address=address), status=404, code=error.code) from error


async def busy(view: View, place: str, key: str, error: Locked) -> NotReady:
    """Somebody has a page open just now: it passes, and nothing of the page's time is lost by it."""
    words = say(BUSY, who=await site_page.held_by(view, place, key))
    return NotReady(
        words, status=error.status, code=error.code, request_id=error.request_id, patience=OPEN_FOR
    )


async def _found(address: str, view: View, key: str) -> str:
    parts = urlsplit(address)
    where = f"/sites/{parts.hostname}:/{quote(unquote(parts.path).strip('/'))}"
    try:
        site = await view.read(key, where, {"$select": "id,webUrl"})
    except NotFound as error:
        raise NotFound(
            say(MISSING, address=address), status=404, code=error.code, request_id=error.request_id
        ) from error
    _check(address, site, view)
    return str(site["id"])


def _check(address: str, site: Json, view: View) -> None:
    """Nothing is published where fewer, or others, read it than config says."""
    if _place(str(site["webUrl"])) != _place(address):
        raise Permanent(say(ANOTHER, address=address, found=site["webUrl"]))
    for key in (one for one in view.known if one.startswith(OF_TEAMS)):
        if view.memo(key).get("id") == site["id"]:
            raise Permanent(say(A_TEAMS, address=address, team=key.removeprefix(f"{OF_TEAMS}team:")))


def _place(address: str) -> str:
    """Host and path, as SharePoint compares them."""
    parts = urlsplit(address)
    return f"{(parts.hostname or '').casefold()}{unquote(parts.path).rstrip('/').casefold()}"
