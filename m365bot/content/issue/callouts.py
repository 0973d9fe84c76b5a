"""Callouts: what is set apart from the text, `::: note 見出し` … `:::`. Called by syntax, the faces and the reader. Pure."""

from dataclasses import dataclass

from m365bot.words import tell

KINDS = {
    "note": ("note", "補足", "お知らせ"),
    "tip": ("tip", "コツ", "ヒント"),
    "important": ("important", "重要"),
    "caution": ("caution", "注意"),
}
"""As it is written, by what it is; the first is the spelling of the guide."""
CHART = ("chart", "グラフ")
_NAMED = {name: kind for kind, names in KINDS.items() for name in names}


@dataclass(frozen=True)
class Callout:
    """`kind`: note, tip, important or caution. `title` is one line of plain words."""

    kind: str
    title: str

    @property
    def label(self) -> str:
        """What it is, for readers."""
        return _labels()[self.kind]

    @property
    def heading(self) -> str:
        """The line above its text."""
        return f"{self.label}: {self.title}" if self.title else self.label


def _labels() -> dict[str, str]:
    return {
        "note": tell("お知らせ"),
        "tip": tell("ヒント"),
        "important": tell("重要"),
        "caution": tell("注意"),
    }


def of(words: str) -> Callout | None:
    """The callout that stands behind `:::`; None where the first word names none."""
    name, _, title = words.strip().replace("\u3000", " ").partition(" ")
    kind = _NAMED.get(name.lower())
    return Callout(kind, title.strip()) if kind else None


def chart(words: str) -> str | None:
    """What `::: chart progress R7` asks for: `progress R7`; None where it is no chart."""
    name, *rest = words.replace("\u3000", " ").split() or [""]
    return " ".join(rest) if name.lower() in CHART else None


def names() -> list[str]:
    """All that may stand behind `:::`."""
    return [*_NAMED, *CHART]
