"""Pages as Graph shows them.

Called by the routes of pages. Decides nothing: state in, JSON out.
"""

from typing import Any

from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.sharepoint.page_library import FOLDER
from m365bot.sandbox.stored.site_page import Edition, SitePage

KIND = "#microsoft.graph.sitePage"
_AREA = {
    "enableGradientEffect": True,
    "imageWebUrl": "",
    "layout": "plain",
    "showAuthor": False,
    "showPublishedDate": False,
    "showTextBlockAboveTitle": False,
    "textAboveTitle": "",
    "textAlignment": "left",
}


def page(lens: Lens, each: SitePage, edition: Edition) -> dict[str, Any]:
    """As the cast to sitePage answers, its content left out."""
    return {
        **base(lens, each, edition),
        "promotionKind": edition.promotion,
        "reactions": {"commentCount": len(each.comments), "likeCount": len(each.likes), "shareCount": 0},
        "showComments": edition.comments,
        "showRecommendedPages": edition.recommended,
        "thumbnailWebUrl": edition.thumbnail,
        "titleArea": {**_AREA, **edition.title_area},
    }


def base(lens: Lens, each: SitePage, edition: Edition) -> dict[str, Any]:
    """As any kind of page answers."""
    site = lens.store.sites[each.site_id]
    return {
        "@odata.type": KIND,
        "@odata.etag": each.e_tag,
        "createdDateTime": each.created,
        "description": edition.description,
        "eTag": each.e_tag,
        "id": each.id,
        "lastModifiedDateTime": each.modified,
        "name": each.name,
        "webUrl": lens.web_url(site, FOLDER, each.name),
        "title": edition.title,
        "pageLayout": each.layout,
        "createdBy": each.created_by,
        "lastModifiedBy": each.modified_by,
        "parentReference": {"siteId": site.id},
        "publishingState": _state(each, edition),
    }


def stat(each: SitePage, since: float) -> dict[str, Any]:
    """How often it was opened since then, and by how many (docs/facts.md pages.readers)."""
    found = [user for at, user in each.views if at >= since]
    return {"access": {"actionCount": len(found), "actorCount": len(set(found))}}


def _state(each: SitePage, edition: Edition) -> dict[str, Any]:
    """A reader's edition is the published one, whatever is being written."""
    if edition is each.published or not each.checked_out_by:
        return {"level": "published", "versionId": f"{each.major}.0"}
    return {"level": "checkout", "versionId": each.version, "checkedOutBy": each.checked_out_by}
