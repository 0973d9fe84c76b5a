"""One file of config/ being read, under the name an officer knows it by, and where to note what is wrong.

Called by every reader. Never opens the file: `encoding` does.
"""

from dataclasses import dataclass
from pathlib import Path

from m365bot.programme.faults import Part
from m365bot.reading.complaints import Column, Notebook, Place
from m365bot.words import say


@dataclass(frozen=True)
class ConfigFile:
    """`lines_above` stand above the part being read (front matter stands below its own ---)."""

    path: Path
    name: str
    notebook: Notebook
    lines_above: int = 0

    @property
    def below(self) -> Path:
        """config/, below which nothing that is read may be a link; where config/ itself lies is the operator's."""
        return self.path.parents[self.name.count("/") - 1] if "/" in self.name else self.path.parent

    def at(self, line: int = 1, column: Column = 1) -> Place:
        return Place(self.name, line + self.lines_above, column)

    def affords(self, work: int) -> bool:
        """Whether the budget of this reading has that much left for the file; a complaint where it has not."""
        budget = self.notebook.budget
        if not budget.take(self.name, work):
            self.complain(
                self.at(),
                say("config/ の全体が大きすぎるため、『{name}』は読みません。", name=self.path.name),
                say(
                    "大きいもの: {files}。要らない行やファイルを消すか、config/ の外に移してください。",
                    files=say("、").join(budget.largest),
                ),
            )
            return False
        return True

    def complain(self, place: Place, words: str, hint: str = "", part: Part | None = None) -> None:
        self.notebook.complain(place, words, hint, part)

    def remark(self, place: Place, words: str, hint: str = "") -> None:
        self.notebook.remark(place, words, hint)


@dataclass(frozen=True)
class Instance:
    """The instance's folder: names its files as officers know them."""

    folder: Path
    notebook: Notebook

    def file(self, path: Path) -> ConfigFile:
        return ConfigFile(path, path.relative_to(self.folder).as_posix(), self.notebook)

    def config(self, name: str) -> ConfigFile:
        """A file by its name below config/."""
        return self.file(self.folder / "config" / name)
