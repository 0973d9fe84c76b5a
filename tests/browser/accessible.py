"""What axe-core finds wrong with pages, as their readers have them: light and dark, on a phone and on a desk.

Called by the tests that look at pages of ours in Chromium: give addresses, get complaints in words. axe-core comes with a
package of the development group and is put into the page from this machine, past the page's own rules; nothing is asked of
another site. Besides axe: nothing may stick out at the side, which WCAG 1.4.10 asks at 320 px and no rule of axe sees.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED: Mapping[Literal["light", "dark"], Mapping[str, Any]] = {
    "light": {"type": "tag", "values": STANDARDS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
WIDTHS = {"phone": 360, "desk": 1280}
BETWEEN = 800  # as a tablet, or half a screen: where the page is still laid out for a desk
_RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"


@dataclass(frozen=True)
class Complaint:
    """What of a page is wrong for somebody; `where`: the page, and how it was shown."""

    where: str
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.what}"


def complaints(
    browser: Browser,
    addresses: Iterable[str],
    *,
    cookies: Iterable[Mapping[str, Any]] = (),
    tls_of_ours: bool = False,
) -> list[Complaint]:
    """Of every page in every way of showing it; none: []. cookies: as Playwright takes them, of somebody who signed in."""
    context = browser.new_context(locale="ja-JP", ignore_https_errors=tls_of_ours, reduced_motion="reduce")
    context.add_cookies([dict(one) for one in cookies])  # type: ignore[misc]  # its rows are dicts by name
    page = context.new_page()
    found = [one for address in addresses for one in _everywhere(page, address)]
    context.close()
    return found


def _everywhere(page: Page, address: str) -> Iterator[Complaint]:
    """Loaded once: a page hears of a theme by its styles alone. Those change colours, so that dark asks for these alone.

    Nothing on it may move: a colour on its way from light to dark is neither.
    """
    page.emulate_media(color_scheme="light")
    page.goto(address)
    yield from of_shown(page, address)


def of_shown(page: Page, address: str) -> Iterator[Complaint]:
    """Of a page that is there already, as what comes after a form."""
    page.evaluate(AXE_SCRIPT)
    for theme, rules in ASKED.items():
        page.emulate_media(color_scheme=theme)
        for name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            yield from _of(page, f"{address} ({theme}, {name})", rules)
    for width in (*WIDTHS.values(), BETWEEN):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield Complaint(f"{address} ({width} px)", "sticks out", f"{wide} px wide")


def _of(page: Page, where: str, rules: Mapping[str, Any]) -> Iterator[Complaint]:
    for one in page.evaluate(_RUN, rules)["violations"]:
        for node in one["nodes"]:
            what = f"{' '.join(map(str, node['target']))} {node['failureSummary']}"
            yield Complaint(where, one["id"], what)
