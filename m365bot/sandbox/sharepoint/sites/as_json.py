"""Sites as Graph shows them.

Called by the routes of sites and groups.
"""

from typing import Any

from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.stored.sharepoint import Site


def site(lens: Lens, each: Site) -> dict[str, Any]:
    """docs/facts.md 46: id is hostname, collection, web."""
    shown = {
        "createdDateTime": each.created,
        "description": "",
        "id": each.id,
        "lastModifiedDateTime": each.created,
        "name": each.name,
        "webUrl": lens.web_url(each),
        "displayName": each.title,
        "siteCollection": {"hostname": lens.store.settings.hostname},
    }
    return shown if each.path else {**shown, "root": {}}


def site_in_all(lens: Lens, each: Site) -> dict[str, Any]:
    """As getAllSites lists it."""
    return {**site(lens, each), "isPersonalSite": False}
