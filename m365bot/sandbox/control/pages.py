"""What people do to pages in the browser: open one for editing, write in it, publish it.

Called by the control API (POST /control/pages). Never by a route of Graph.
"""

from copy import deepcopy
from typing import Any

from m365bot.sandbox.clock import iso
from m365bot.sandbox.control.forms import site_named
from m365bot.sandbox.sharepoint.site_pages import canvas
from m365bot.sandbox.stored.drive import Identity
from m365bot.sandbox.stored.site_page import SitePage
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem

_KNOWN = {"site", "page", "by", "editing", "title", "text", "publish", "read", "like", "comment"}


def act(tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    """{site: url or team name, page: name or title, by: sign-in name} and what they do → {page, version}.

    editing: true while they have it open (others' writes are 423), false when they close it. title, text (HTML, a
    section of its own at the end): what they write. publish: false keeps it a draft of theirs; true is the default.
    read: true where they open it as readers do; like: true or false; comment: what they say below it.
    """
    for name in sorted(set(body) - _KNOWN):
        raise GraphProblem(400, "invalidRequest", f"'{name}' is not known here.")
    page, by = _page(tenant, body), _person(tenant, str(body.get("by") or ""))
    if "editing" in body:
        page.edited_by = by if body["editing"] else {}
    if "title" in body or "text" in body:
        _write(tenant, page, body, by)
    _react(tenant, page, body, by["user"]["id"])
    tenant.changes += 1
    return {"page": page.id, "version": page.version}


def _react(tenant: Tenant, page: SitePage, body: dict[str, Any], who: str) -> None:
    if body.get("read"):
        page.opened(tenant.clock.timestamp(), who)
    if "like" in body:
        others = [each for each in page.likes if each != who]
        page.likes = [*others, who] if body["like"] else others
    if body.get("comment"):
        page.comments.append(str(body["comment"]))


def _write(tenant: Tenant, page: SitePage, body: dict[str, Any], by: Identity) -> None:
    at = iso(tenant.clock.timestamp())
    page.draft = deepcopy(page.draft)
    page.draft.title = str(body.get("title") or page.draft.title)
    if "text" in body:
        section = {"columns": [{"webparts": [{"innerHtml": str(body["text"])}]}]}
        sections = [*page.draft.canvas.get("horizontalSections", ()), section]
        page.draft.canvas = canvas.stored({**page.draft.canvas, "horizontalSections": sections}, tenant.guid)
    page.written(at, by)
    if body.get("publish", True):
        page.publish(at, by)


def _page(tenant: Tenant, body: dict[str, Any]) -> SitePage:
    wanted = str(body.get("page") or "").lower()
    for each in tenant.sites.pages_of(site_named(tenant, body.get("site"), "")):
        if wanted in (each.name.lower(), each.draft.title.lower(), each.id):
            return each
    raise GraphProblem(404, "itemNotFound", f"There is no page '{body.get('page')}'.")


def _person(tenant: Tenant, name: str) -> Identity:
    person = tenant.user(name)
    if person is None:
        raise GraphProblem(404, "itemNotFound", f"There is nobody called '{name}'.")
    return {"user": {"id": person.id, "displayName": person.display_name}}
