"""A page of a site as Graph has it: found, read, changed, published, and who has to do with it now.

Called by the kinds that keep pages: a team's, the newsletter's. `place` is a site's path below the version root. A page is
known by its name, which the service lets nobody use twice in a site (docs/facts.md 52). Never decides what stands on one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from m365bot.content import sheet
from m365bot.errors import Changed, GraphError, Locked, NotFound, NotReady
from m365bot.programme.names import file_fold
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared import drive
from m365bot.resources.shared.accounts import person_of
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import Sought, View
from m365bot.words import say

SELECT = (
    "id,name,title,description,webUrl,eTag,publishingState,lastModifiedBy,lastModifiedDateTime,createdDateTime,"
    "thumbnailWebUrl,titleArea"
)
KIND = "#microsoft.graph.sitePage"
PUBLISHED, DRAFT = "published", "draft"
LANDS_IN = (
    120.0  # seconds for which a change or a publishing may be under way though nobody waits for its answer
)
UNDER_WAY = (
    "ページの書き込みか公開を頼んだあと、返事がありませんでした。重ねて行わないよう、様子を見ています。"
)
EDITING = "{who} がページを編集しています。公開されるか、編集が取り消されるのを待ちます。次の実行でもう一度行います。"


async def found(view: View, place: str, name: str, known: str) -> Json | None:
    """The page of that name, from the list that all who look in this site share; else by the id that is known.

    A list may not show for a while what was made just now (docs/facts.md 9).
    """
    rows = await listed(view, place)
    same = next((one for one in rows if file_fold(one["name"]) == file_fold(name)), None)
    return same or await by_id(view, place, name, known)


async def listed(view: View, place: str) -> tuple[Json, ...]:
    """All pages of a site, without their content; read once a look."""
    return await view.pages(
        f"pages of {place}", f"{place}/pages/microsoft.graph.sitePage", {"$select": SELECT}
    )


async def by_id(view: View, place: str, name: str, known: str) -> Json | None:
    """The page that is known by its id, if it is there and called so."""
    try:
        page = await read(view, place, known) if known else None
    except NotFound:
        return None
    return page if page and file_fold(page["name"]) == file_fold(name) else None


async def read(view: View, place: str, key: str) -> Json:
    """As it is now, with its content."""
    return await view.graph.read(cast(place, key), query={"$select": SELECT, "$expand": "canvasLayout"})


async def make(tenant: Tenant, place: str, name: str, body: Json) -> Json:
    return await tenant.create("POST", f"{place}/pages", {"@odata.type": KIND, **body, "name": name})


async def change(tenant: Tenant, whose: Sought, place: str, key: str, tag: str, body: Json) -> None:
    """Only while it is as it was seen: whether If-Match counts stands on no page, so it is looked at once more before.

    Raises NotReady while what was asked of just this version may yet land.
    """
    if etag(await read(tenant.view, place, key)) != tag:
        raise Changed(say("計画のあとに、ページを誰かが変えました。"), status=412)
    with _asking(tenant, whose, tag):
        await tenant.write(
            "PATCH", cast(place, key), {"@odata.type": KIND, **body}, headers={"If-Match": tag}
        )


async def publish(tenant: Tenant, whose: Sought, place: str, key: str) -> None:
    """It is read first: a publish right after a write was seen refused (docs/facts.md 109). Raises as `change`."""
    page = await read(tenant.view, place, key)
    if state(page) != PUBLISHED:
        with _asking(tenant, whose, etag(page)):
            await tenant.write("POST", f"{cast(place, key)}/publish")


@contextmanager
def _asking(tenant: Tenant, whose: Sought, tag: str) -> Iterator[None]:
    """Not again while it may be under way: readers would get the same page once more, as another version of it (ADR 116)."""
    left = tenant.view.landing(whose) if tenant.view.memo(whose.key).get("asked") == tag else 0.0
    if left > 0:
        raise NotReady(say(UNDER_WAY), after=left)
    tenant.keep(whose.key, {"asked": tag})
    try:
        yield
    except GraphError:  # an answer: what was refused does not land
        tenant.view.learn(whose.key, asked="")
        raise
    tenant.view.learn(whose.key, asked="")


async def held(view: View, place: str, key: str, error: Locked) -> Locked:
    """In words for an officer."""
    words = say(EDITING, who=await held_by(view, place, key))
    return Locked(words, status=error.status, code=error.code, request_id=error.request_id)


async def held_by(view: View, place: str, key: str) -> str:
    """By whom, where Graph tells; who merely has it open, nobody tells."""
    by = editor(await read(view, place, key))
    return (person_of(view, by) if by else "") or say("だれか")


def cast(place: str, key: str) -> str:
    """Its address: content comes and goes through the cast alone (docs/facts.md 52)."""
    return f"{place}/pages/{key}/microsoft.graph.sitePage"


def etag(page: Json) -> str:
    return str(page.get("eTag") or page.get("@odata.etag") or "")


def state(page: Json) -> str:
    return PUBLISHED if (page.get("publishingState") or {}).get("level") == PUBLISHED else DRAFT


def was_ever_published(page: Json) -> bool:
    """Do readers have any version of it? A version that is not told is not taken for a first draft."""
    version = str((page.get("publishingState") or {}).get("versionId") or "")
    return state(page) == PUBLISHED or not version.startswith("0.")


def editor(page: Json) -> str:
    """The directory's id of the person who has it checked out; empty where that is an app, or nobody."""
    by = (page.get("publishingState") or {}).get("checkedOutBy") or {}
    return str((by.get("user") or {}).get("id") or "")


def is_by(view: View, page: Json) -> bool:
    """Was it this app that changed it last?"""
    return drive.app_of(page.get("lastModifiedBy") or {}) == view.graph.app_id


def is_by_nobody(page: Json) -> bool:
    """Is neither a person nor an app named as who changed it last (docs/facts.md 132)?"""
    by: dict[str, Any] = page.get("lastModifiedBy") or {}
    named = (by.get(whose) or {} for whose in ("user", "application"))
    return not any(one.get("id") or one.get("email") for one in named)


def why_left(view: View, page: Json, edited: str) -> str:
    """Who edits it now, or who did last; `edited` are the words for the latter, `{who}` in them."""
    if by := editor(page):
        return say(EDITING, who=person_of(view, by) or say("設定にない人"))
    last = str(((page.get("lastModifiedBy") or {}).get("user") or {}).get("id") or "")
    return say(edited, who=person_of(view, last) or say("設定にない人"))


def memo(page: Json, content: str) -> Json:
    """What is remembered of one that we wrote: what we gave, and what is stored of it."""
    return {
        "content": content,
        "etag": etag(page),
        "words": sheet.says_now(page),
        "web_url": page["webUrl"],
    }
