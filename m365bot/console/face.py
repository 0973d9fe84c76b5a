"""What readers will see, fit for a page: an allow-list, no styles, links that say where they lead and lead away safely.

Called by pages that preview a text. What comes in was written by people and is trusted with nothing.
"""

import re

from markupsafe import Markup

from m365bot.content import html

_ALIGNED = re.compile(r'<(t[dh]) style="text-align:(left|center|right)"')
_HEADING = re.compile(r"<(/?)h([123])>")
_LINK = re.compile(r"<a href=")


def as_read(written: str) -> Markup:
    """Headings stand below those of the page, which has three floors of its own."""
    clean = _ALIGNED.sub(r'<\1 class="to-\2"', html.clean(written))
    clean = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 3}>", clean)
    # Nothing but what the allow-list leaves gets here; the page's own rules refuse scripts and styles besides.
    return Markup(_LINK.sub('<a rel="noopener noreferrer" target="_blank" href=', clean))  # noqa: S704
