"""Japan's public holidays, by the holidays library.

Called by the calendar alone.
"""

import importlib.util
import sys
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import holidays


def japanese(year: int) -> dict[date, str]:
    """Day → the holiday's Japanese name."""
    return dict(_japan()(years=year, language="ja").items())


@cache
def _japan() -> Any:
    """The library's class, loaded by its file: its package imports 250 countries first, which takes longer than all else."""
    file = Path(holidays.__file__).parent / "countries" / "japan.py"
    spec = importlib.util.spec_from_file_location("m365bot.japan", file)
    if spec is None or spec.loader is None or not file.is_file():
        return partial(holidays.country_holidays, "JP")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Japan
