"""Templates made into text. Everything is escaped but what is marked safe, and letters that nobody sees are shown.

Called by the pages.
"""

from pathlib import Path
from typing import Any

from m365bot import visible
from m365bot.sandbox.words import templates

_FOLDER = Path(__file__).parent / "templates"


def page(name: str, **values: Any) -> str:
    return visible.text(templates.of(_FOLDER).get_template(name).render(values))
