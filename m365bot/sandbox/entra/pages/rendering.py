"""The sign-in pages as HTML. Everything is escaped, nothing runs, and forms lead here or to the app's own address.

Called by the pages of this package.
"""

from pathlib import Path
from typing import Any

from m365bot import visible
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.words import templates

_FOLDER = Path(__file__).parent / "templates"

# Forms also lead on to the app's address, which browsers hold against the same rule.
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self' {to}; base-uri 'none'; frame-ancestors 'none'"
)


def page(template: str, *, status: int = 200, leads_to: str = "", **values: Any) -> Page:
    """`leads_to` is the origin that a form of it may send the browser to."""
    html = visible.text(templates.of(_FOLDER).get_template(template).render(values))
    headers = {
        "Content-Security-Policy": _POLICY.format(to=leads_to),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # with none at all, browsers send forms as from nowhere
    }
    return Page(status, html, headers)
