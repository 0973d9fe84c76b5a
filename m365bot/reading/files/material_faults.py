"""What is wrong with the files of materials: names that SharePoint refuses, sizes, doubles.

Called by the reader of materials.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from m365bot.programme import names
from m365bot.programme.materials import LARGEST, Material
from m365bot.reading.complaints import Notebook, Place
from m365bot.words import say


def look_for(materials: Sequence[Material], root: Path, site: str, notebook: Notebook) -> None:
    """Complain of names, sizes and doubles of one cohort's materials, each file once."""
    look = _Look(root, site, notebook)
    for material in materials:
        look.at_names(material)
        look.at_file(material)
        look.at_doubles(material)


@dataclass
class _Look:
    """One look through a cohort's materials, and what it has seen so far."""

    root: Path
    site: str
    notebook: Notebook
    _checked: set[Path] = field(default_factory=set)
    _same: dict[tuple[str, str], Material] = field(default_factory=dict)
    _alike: dict[tuple[str, str], Material] = field(default_factory=dict)

    def at_names(self, material: Material) -> None:
        """The file's own name and those of its folders, each once."""
        path = material.source
        for part in reversed(PurePosixPath(material.relative).parts):
            for fault in () if path in self._checked else names.file_faults(part):
                self._complain(path, say("名前『{name}』は SharePoint で使えません。", name=part), fault)
            self._checked.add(path)
            path = path.parent

    def at_file(self, material: Material) -> None:
        for words, hint in (*_long_path(material, self.site), *_odd_size(material)):
            self._complain(material.source, words, hint)

    def at_doubles(self, material: Material) -> None:
        first = self._same.setdefault((material.channel, names.file_fold(material.relative)), material)
        if first.source != material.source:
            self._complain(
                material.source,
                say(
                    "『{name}』と『{other}』は SharePoint で同じ名前です(大小文字か濁点の違いだけ)。",
                    name=material.relative,
                    other=first.relative,
                ),
                say("どちらかの名前を変えてください。"),
            )
            return
        twin = self._alike.setdefault((material.channel, names.width_fold(material.relative)), material)
        if twin.source != material.source:
            self.notebook.remark(
                self._at(material.source),
                say(
                    "『{name}』と『{other}』は全角・半角だけが違います。",
                    name=material.relative,
                    other=twin.relative,
                ),
            )

    def _complain(self, path: Path, words: str, hint: str) -> None:
        self.notebook.complain(self._at(path), words, hint)

    def _at(self, path: Path) -> Place:
        return Place(path.relative_to(self.root).as_posix())


def _long_path(material: Material, site: str) -> Iterator[tuple[str, str]]:
    path = f"/sites/{site}/Shared Documents/{material.channel}/{material.relative}"
    if names.length(path) > names.PATH_LENGTH:
        yield (
            say("SharePoint でのパスが{most}文字を超えます。", most=names.PATH_LENGTH),
            say("フォルダーやファイルの名前を短くしてください。"),
        )


def _odd_size(material: Material) -> Iterator[tuple[str, str]]:
    name, size = material.source.name, material.size
    if size == 0:
        yield (
            say("ファイル『{name}』が空です(0バイト)。", name=name),
            say("元の資料を置き直すか、フォルダーから外してください。"),
        )
    if size > LARGEST:
        yield (
            say(
                "ファイル『{name}』は {size:.1f} GB あります。SharePoint が受け取るのは 250 GB までです。",
                name=name,
                size=size / 1024**3,
            ),
            say("分けるか小さくするか、手で置いてリンクを知らせてください。"),
        )
