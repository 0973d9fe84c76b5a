"""How often a page was opened: the analytics of its item in the site's library of pages (docs/facts.md pages.readers).

Registered with the router on import. An item is named by its unique id, which is the page's. Others have no figures here.
"""

from m365bot.sandbox.sharepoint import asked, page_library, problems
from m365bot.sandbox.sharepoint.site_pages import as_json
from m365bot.sandbox.stored.site_page import SitePage
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.routing import operation

_ALL = "/sites/{site-id}/lists/{list-id}/items/{listItem-id}/analytics"
_NAMES = "Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"
_READ = one_of(_NAMES, person=f"Files.Read Files.ReadWrite {_NAMES}")
_WEEK = 7 * 86_400.0


@operation("GET", _ALL, slice="sites", needs=_READ)
def get_analytics(call: Call) -> Reply:
    """Both are null here: whoever wants figures asks for one of them (microsoft-graph-docs#12928)."""
    _page(call)
    return Reply(200, {**asked.context(call, "itemAnalytics"), "allTime": None, "lastSevenDays": None})


@operation("GET", f"{_ALL}/allTime", slice="sites", needs=_READ)
def get_all_time(call: Call) -> Reply:
    return _stat(call, 0.0)


@operation("GET", f"{_ALL}/lastSevenDays", slice="sites", needs=_READ)
def get_last_seven_days(call: Call) -> Reply:
    return _stat(call, call.clock.timestamp() - _WEEK)


def _stat(call: Call, since: float) -> Reply:
    found = _page(call)
    known = call.tenant.weather.holds("page_views")
    shown = as_json.stat(found, since) if known else {"access": None}
    return Reply(200, {**asked.context(call, "itemActivityStats/$entity"), "id": "", **shown})


def _page(call: Call) -> SitePage:
    site = asked.site(call)
    found = asked.store(call).pages.get(call.params["listItem-id"].lower())
    if call.params["list-id"].lower() != page_library.key(site) or found is None or found.site_id != site.id:
        raise problems.not_found()
    return found
