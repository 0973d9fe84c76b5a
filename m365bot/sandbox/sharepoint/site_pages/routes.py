"""Pages of a site (docs/facts.md 52, 109).

Registered with the router on import; called by the server. A person reads what was published; an app, and whoever
writes, the newest.
"""

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from m365bot.sandbox.sharepoint import asked, options, pages, permissions, problems
from m365bot.sandbox.sharepoint.drives import names
from m365bot.sandbox.sharepoint.site_pages import as_json, canvas
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.stored.site_page import Edition, SitePage
from m365bot.sandbox.wire import odata_filter
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.routing import operation

_PAGES = "/sites/{site-id}/pages"
_ONE = f"{_PAGES}/{{baseSitePage-id}}"
_CAST = f"{_ONE}/graph.sitePage"
_WRITE = one_of("Sites.ReadWrite.All")
_PUBLISH = one_of(
    "Files.ReadWrite.All Sites.ReadWrite.All",
    person="Files.ReadWrite Files.ReadWrite.All Sites.ReadWrite.All",
)
_LIST = {"$select", "$filter", "$top", "$skiptoken"}
_CHANGE: dict[str, Any] = {
    "title": str,
    "description": str,
    "promotionKind": str,
    "thumbnailWebUrl": str,
    "showComments": bool,
    "showRecommendedPages": bool,
    "titleArea": dict,
    "canvasLayout": canvas.BODY,
}
_NEW: dict[str, Any] = {**_CHANGE, "name": str, "pageLayout": str}
_AREA = {
    "alternativeText",
    "enableGradientEffect",
    "imageWebUrl",
    "layout",
    "serverProcessedContent",
    "showAuthor",
    "showPublishedDate",
    "showTextBlockAboveTitle",
    "textAboveTitle",
    "textAlignment",
}


@operation("GET", _PAGES, slice="sites", needs=permissions.READ_SITES, query=_LIST)
def list_pages(call: Call) -> Reply:
    lens = asked.lens(call)
    rows = [as_json.base(lens, each, edition) for each, edition in _readable(call)]
    return _listed(call, rows, options.BASE_SITE_PAGE, "baseSitePage")


@operation(
    "GET",
    f"{_PAGES}/graph.sitePage",
    slice="sites",
    needs=permissions.READ_SITES,
    query={*_LIST, "$expand"},
)
def list_site_pages(call: Call) -> Reply:
    lens = asked.lens(call)
    readable = _readable(call)
    content = {each.id: _expanded(call, edition) for each, edition in readable}
    rows = [as_json.page(lens, each, edition) for each, edition in readable]
    return _listed(call, rows, options.SITE_PAGE, "sitePage", content)


@operation("POST", _PAGES, slice="sites", needs=_WRITE, body=_NEW)
def make_page(call: Call) -> Reply:
    site, body = asked.site(call), _body(call)
    name = str(body.get("name") or "")
    _check_name(name)
    if site.channel_id:  # it has no library of pages (docs/facts.md pages.channels)
        raise problems.not_found()
    if any(each.name.lower() == name.lower() for each in asked.store(call).pages_of(site)):
        raise problems.name_taken()
    if (body.get("pageLayout") or "article") not in ("article", "home"):
        raise problems.invalid(f"'{body['pageLayout']}' is no layout of a page.")
    made = _new(call, site, name, body)
    asked.store(call).pages[made.id] = made
    return _shown(call, made, made.draft, 201)


@operation("GET", _ONE, slice="sites", needs=permissions.READ_SITES, query={"$select", "$expand"})
def get_page(call: Call) -> Reply:
    """Of any kind, so without what only a sitePage has."""
    if "$expand" in call.query:
        raise problems.invalid(
            "Parsing OData Select and Expand failed: Could not find a property named "
            f"'{call.query['$expand'].partition('(')[0]}' on type 'microsoft.graph.baseSitePage'."
        )
    found, edition = _page(call)
    found.read_at = found.etag
    body = as_json.base(asked.lens(call), found, edition)
    chosen = options.select(body, call.query.get("$select"), options.BASE_SITE_PAGE, "baseSitePage")
    return Reply(200, {**_context(call, found), **chosen}, {"ETag": found.e_tag})


@operation("GET", _CAST, slice="sites", needs=permissions.READ_SITES, query={"$select", "$expand"})
def get_site_page(call: Call) -> Reply:
    """A person who reads what was published counts as a reader."""
    found, edition = _page(call)
    found.read_at = found.etag
    if edition is found.published and call.token.user_id:
        found.opened(call.clock.timestamp(), call.token.user_id)
    return _shown(call, found, edition)


@operation("PATCH", _CAST, slice="sites", needs=_WRITE, body=_CHANGE)
def change_page(call: Call) -> Reply:
    """The whole content or none of it; only what is given changes."""
    found, _ = _page(call)
    _check_free(call, found)
    if call.tenant.weather.holds("if_match_honoured"):
        asked.check_match(call, found.e_tag)
    changed = _written(call, deepcopy(found.draft), _body(call))
    found.draft = changed
    found.written(call.stamp, asked.by(call))
    return _shown(call, found, found.draft)


@operation("POST", f"{_CAST}/publish", slice="sites", needs=_PUBLISH)
def publish_page(call: Call) -> Reply:
    """It is checked in first; from now on its readers see it."""
    found, _ = _page(call)
    _check_free(call, found)
    if not call.tenant.weather.holds("page_published_unread") and found.read_at != found.etag:
        raise problems.page_changed()
    found.publish(call.stamp, asked.by(call))
    return Reply(204)


@operation("DELETE", _ONE, slice="sites", needs=_WRITE)
def delete_page(call: Call) -> Reply:
    found, _ = _page(call)
    _check_free(call, found)
    del asked.store(call).pages[found.id]
    return Reply(204)


@operation("GET", f"{_CAST}/webParts", slice="sites", needs=permissions.READ_SITES)
def list_parts(call: Call) -> Reply:
    _, edition = _page(call)
    value = list(canvas.parts_of(edition.canvas))
    return Reply(200, {**asked.context(call, "Collection(webPart)"), "value": value})


# What is meant


def _page(call: Call) -> tuple[SitePage, Edition]:
    """By id; a person finds no page that was never published, unless it is their own."""
    site = asked.site(call)
    found = asked.store(call).pages.get(call.params["baseSitePage-id"].lower())
    edition = _edition(call, found) if found and found.site_id == site.id else None
    if found is None or edition is None:
        raise problems.not_found()
    return found, edition


def _edition(call: Call, each: SitePage) -> Edition | None:
    if call.app_only or _is_by(call, each.checked_out_by):
        return each.draft
    return each.published


def _is_by(call: Call, who: dict[str, dict[str, str]]) -> bool:
    return bool(who) and (who.get("user") or {}).get("id") == call.token.user_id


def _readable(call: Call) -> list[tuple[SitePage, Edition]]:
    """What is new is missing for moments."""
    found = [(each, _edition(call, each)) for each in asked.store(call).pages_of(asked.site(call))]
    return [(each, said) for each, said in found if said and call.tenant.passed(each.listed_at)]


def _check_free(call: Call, found: SitePage) -> None:
    """423 while somebody edits it, or has it checked out (docs/facts.md 109)."""
    held = found.edited_by or found.checked_out_by
    if held and held.get("user", {}).get("id", "") != (call.token.user_id or ""):
        raise problems.page_in_use()


def _check_name(name: str) -> None:
    if not name.lower().endswith(".aspx") or len(name) == len(".aspx"):
        raise problems.invalid("A page needs a name that ends in .aspx.")
    if why := names.refused(name, at_root=False):
        raise problems.bad_name(why)


# What is written


def _body(call: Call) -> dict[str, Any]:
    body = asked.body(call)
    kind = str(body.get("@odata.type") or "").lstrip("#")
    if kind != "microsoft.graph.sitePage":
        raise problems.invalid("The body must say '@odata.type': '#microsoft.graph.sitePage'.")
    if body.get("promotionKind") not in (None, "page", "newsPost"):
        raise problems.invalid(f"'{body['promotionKind']}' is no promotionKind.")
    for name in body.get("titleArea") or {}:
        if name not in _AREA and "@" not in name:
            raise problems.invalid(f"The property '{name}' does not exist on type 'titleArea'.")
    return body


def _new(call: Call, site: Site, name: str, body: dict[str, Any]) -> SitePage:
    by = asked.by(call)
    return SitePage(
        id=asked.store(call).guid(),
        site_id=site.id,
        name=name,
        created=call.stamp,
        modified=call.stamp,
        created_by=by,
        modified_by=by,
        layout=body.get("pageLayout") or "article",
        draft=_written(call, Edition(title=name.removesuffix(".aspx")), body),
        listed_at=call.tenant.listed_at(),
        checked_out_by=by,
    )


def _written(call: Call, edition: Edition, body: dict[str, Any]) -> Edition:
    if edition.promotion == "newsPost" and body.get("promotionKind") == "page":
        raise problems.invalid("A page that is news cannot be made a page again.")
    edition.title = body.get("title") or edition.title
    edition.description = body.get("description", edition.description) or ""
    edition.promotion = body.get("promotionKind") or edition.promotion
    edition.thumbnail = body.get("thumbnailWebUrl", edition.thumbnail) or ""
    edition.comments = body.get("showComments", edition.comments)
    edition.recommended = body.get("showRecommendedPages", edition.recommended)
    edition.title_area = {**edition.title_area, **(body.get("titleArea") or {})}
    if body.get("canvasLayout") is not None:
        edition.canvas = canvas.stored(body["canvasLayout"], asked.store(call).guid)
    return edition


# What is shown


def _context(call: Call, found: SitePage) -> dict[str, Any]:
    return asked.context(call, f"sites('{found.site_id}')/pages/$entity")


def _shown(call: Call, found: SitePage, edition: Edition, status: int = 200) -> Reply:
    body = as_json.page(asked.lens(call), found, edition)
    chosen = options.select(body, call.query.get("$select"), options.SITE_PAGE, "sitePage")
    shown = {**_context(call, found), **chosen, **_expanded(call, edition)}
    return Reply(status, shown, {"ETag": found.e_tag})


def _expanded(call: Call, edition: Edition) -> dict[str, Any]:
    content = edition.canvas or {"horizontalSections": []}
    wanted = options.expands(call.query.get("$expand"), ("canvasLayout", "webParts"))
    return {
        expand.name: content if expand.name == "canvasLayout" else list(canvas.parts_of(edition.canvas))
        for expand in wanted
    }


def _listed(
    call: Call,
    rows: list[dict[str, Any]],
    known: frozenset[str],
    kind: str,
    content: Mapping[str, dict[str, Any]] = MappingProxyType({}),
) -> Reply:
    if text := call.query.get("$filter"):
        try:
            wanted = odata_filter.parsed(text, ("name", "title", "promotionKind", "pageLayout"))
        except odata_filter.BadFilter as problem:
            raise problems.invalid(f"Invalid filter clause: {problem}") from problem
        rows = [row for row in rows if wanted.test(row)]
    some, links = pages.page(call, rows, asked.store(call).settings.pages_page)
    chosen = call.query.get("$select")
    value = [{**options.select(row, chosen, known, kind), **content.get(row["id"], {})} for row in some]
    return Reply(200, {**asked.context(call, f"{kind}s"), **links, "value": value})
