"""With what things are shown: the store, the address the request came in by, and now.

Made of a call by the routes of sites, drives and lists.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from m365bot.sandbox.stored.sharepoint import SharePoint, Site


@dataclass(frozen=True, slots=True)
class Lens:
    """`origin`: scheme, host and port."""

    store: SharePoint
    origin: str
    now: datetime

    def web_url(self, site: Site, *segments: str) -> str:
        path = quote("/".join(part for part in (site.path, *segments) if part))
        return f"https://{self.store.settings.hostname}/{path}".rstrip("/")
