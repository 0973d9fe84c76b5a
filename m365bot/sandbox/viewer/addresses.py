"""The viewer's own addresses, each for one person.

Called by pages and templates as `to`.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

ROOT = "/viewer"


@dataclass(frozen=True)
class Addresses:
    """`person` is the sign-in name that every address carries as `as`, `on` the day looked back at, empty for now."""

    person: str
    on: str = ""

    def home(self) -> str:
        return self._as(f"{ROOT}/")

    def people(self) -> str:
        return f"{ROOT}/" + (f"?{urlencode({'on': self.on})}" if self.on else "")

    def mail(self, folder: str = "inbox") -> str:
        return self._as(f"{ROOT}/mail", folder=folder)

    def face(self, message: str) -> str:
        """A designed mail as its reader sees it, in a frame of its own."""
        return self._as(f"{ROOT}/mail/{quote(message, safe='')}")

    def words(self, message: str) -> str:
        """The same without its looks, as a reader without HTML has it."""
        return self._as(f"{ROOT}/mail/{quote(message, safe='')}/words")

    def works(self, day: date | None = None) -> str:
        """What was done on a day; without one on that which is looked at."""
        return self._as(f"{ROOT}/works", **({"day": day.isoformat()} if day else {}))

    def chats(self) -> str:
        return self._as(f"{ROOT}/chats")

    def style(self) -> str:
        return f"{ROOT}/static/viewer.css"

    def icon(self) -> str:
        return f"{ROOT}/static/icon.svg"

    def posts(self, team: str, channel: str, **more: str) -> str:
        return self._as(_channel(team, channel), **more)

    def files(self, team: str, channel: str, path: str = "") -> str:
        return self._as(f"{_channel(team, channel)}/files/{quote(path)}")

    def open(self, team: str, channel: str, path: str) -> str:
        return self._as(f"{_channel(team, channel)}/open/{quote(path)}")

    def members(self, team: str, channel: str) -> str:
        return self._as(f"{_channel(team, channel)}/members")

    def link(self, team: str, channel: str, url: str) -> str:
        """Where an address of Teams or SharePoint leads within the viewer."""
        return self._as(f"{_channel(team, channel)}/link", url=url)

    def site_page(self, team: str, channel: str, page: str) -> str:
        """A page of the team's site, shown within a channel."""
        return self._as(f"{_channel(team, channel)}/page/{quote(page, safe='')}")

    def picture(self, team: str, channel: str, url: str) -> str:
        return self._as(f"{_channel(team, channel)}/picture", url=url)

    def news(self, site: str = "", page: str = "") -> str:
        """What is new on the sites that the person reads, or one page of a site."""
        inner = f"/{quote(site, safe='')}/{quote(page, safe='')}" if site else ""
        return self._as(f"{ROOT}/news{inner}")

    def news_link(self, url: str) -> str:
        """Where an address of SharePoint that stands on a page leads within the viewer."""
        return self._as(f"{ROOT}/news-link", url=url)

    def news_picture(self, site: str, url: str) -> str:
        return self._as(f"{ROOT}/news-picture/{quote(site, safe='')}", url=url)

    def hosted(self, team: str, channel: str, message: str, picture: str) -> str:
        """A picture that lies in a post itself."""
        return self._as(
            f"{_channel(team, channel)}/hosted/{quote(message, safe='')}/{quote(picture, safe='')}"
        )

    def shared(self, drive: str = "", item: str = "") -> str:
        """What was shared with the person alone: all of it, or one file."""
        inner = f"/{quote(drive, safe='')}/{quote(item, safe='')}" if drive else ""
        return self._as(f"{ROOT}/shared{inner}")

    def _as(self, path: str, **more: str) -> str:
        on = {"on": self.on} if self.on else {}
        return f"{path}?{urlencode({'as': self.person, **on, **more}, safe='@')}"


def _channel(team: str, channel: str) -> str:
    return f"{ROOT}/teams/{quote(team, safe='')}/channels/{quote(channel, safe='')}"
