"""How much one reading of config/ may take, counted in what stands in the files and not by a clock.

Kept by the notebook of a reading, asked by whatever reads a file. The caps of single files bound one file; this bounds an
instance that is full of files just below them. The same files end alike on every machine.
"""

from collections import Counter

MOST = 3_000_000
"""About a microsecond each on a small server: ten cohorts at once with 200 trainees each come to less than half."""

A_FILE = 500
A_NOTE = 60  # a complaint or remark, with its search for the nearest word
A_NODE = 12  # of YAML, those that an alias names again counted again
A_CELL = 20
A_MARK = 30  # of Markdown: what may begin or end a link, a table, an emphasis
A_MATERIAL = 70
SLOWLY = 16  # each letter of YAML that only the thorough library reads

_NAMED = 3


class Budget:
    """What is left, and which files took how much."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self._taken: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    def take(self, file: str, work: int) -> bool:
        """Whether that much was left; if not, nothing is taken."""
        if work > self._left:
            self._refused[file] += work
            return False
        self.note(file, work)
        return True

    def note(self, file: str, work: int) -> None:
        """Work that is done already, and so counts for what comes after it."""
        self._left -= work
        self._taken[file] += work

    @property
    def largest(self) -> list[str]:
        """The files that took most or would have, for whoever has to make config/ smaller."""
        return [name for name, _ in (self._taken + self._refused).most_common(_NAMED)]
