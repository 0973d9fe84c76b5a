"""The library in which a site's pages lie, as lists are shown.

Called by the routes of lists and of pages. It is no list of the store: nobody makes or changes it.
"""

import uuid
from typing import Any

from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.stored.sharepoint import Site

FOLDER = "SitePages"
TEMPLATE = "webPageLibrary"
_NAMESPACE = uuid.UUID("5a1e0f52-7d1f-4a55-8a0b-506167657300")


def of_site(lens: Lens, site: Site) -> dict[str, Any]:
    return {
        "createdDateTime": site.created,
        "description": "",
        "id": key(site),
        "lastModifiedDateTime": site.created,
        "name": FOLDER,
        "webUrl": lens.web_url(site, FOLDER),
        "displayName": "サイトのページ",
        "parentReference": {"siteId": site.id},
        "list": {"contentTypesEnabled": True, "hidden": False, "template": TEMPLATE},
    }


def key(site: Site) -> str:
    """Its id."""
    return str(uuid.uuid5(_NAMESPACE, site.id))
