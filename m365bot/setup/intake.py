"""An office's own sheet, opened: its cells, its heading, and which column is which.

Called by the command `init`. The file is only read; where it cannot be, its own words say why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from m365bot.errors import ConfigError
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets import sheet
from m365bot.setup import columns, headings
from m365bot.setup.columns import Kinds, Placed
from m365bot.setup.headings import Below
from m365bot.words import say


@dataclass(frozen=True)
class Opened:
    """A sheet whose heading is known."""

    name: str
    below: Below
    placed: tuple[Placed, ...]

    @property
    def columns(self) -> Mapping[str, int]:
        return columns.by_name(self.placed)


def opened(path: Path, kinds: Kinds) -> Opened:
    """Raises ConfigError where it is no sheet or has no heading that is known."""
    notebook = Notebook()
    found = sheet.grid_of(ConfigFile(path.resolve(), path.name, notebook))
    if found is None:
        raise ConfigError(
            "\n".join(f"{path}: {each.words} {each.hint}".strip() for each in notebook.complaints)
        )
    below = headings.found_in(found, kinds.columns)
    if below is None:
        raise ConfigError(f"{path}: {headings.no_heading(kinds.names)}")
    return Opened(path.name, below, columns.placed(below, kinds))


def needs(opened_: Opened, lacking: list[str]) -> None:
    """Raises ConfigError where columns are missing without which nothing can be taken in."""
    if lacking:
        shown = "、".join(
            f"{each.heading.column}『{each.heading.shown}』" for each in opened_.placed if not each.name
        )
        raise ConfigError(
            say(
                "{file}: {names} の列が分かりません。ほかの列: {others}。見出しをこの名前に直してください。",
                file=opened_.name,
                names="、".join(lacking),
                others=shown or "—",
            )
        )
