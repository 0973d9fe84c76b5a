"""Proofs of an issue: what its readers will get, for its author to look at, and as files for a place outside Microsoft 365.

Called by the command line. Reads config/ alone; asks neither the database nor Graph, sends nothing.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from m365bot.app import configured
from m365bot.errors import ConfigError
from m365bot.programme import Issue, Programme
from m365bot.reading import Complaint, WrongConfig
from m365bot.settings import Settings
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.content.issue.masthead import Masthead
    from m365bot.content.issue.preview import Pane

FOLDER = "config/newsletter"


@dataclass(frozen=True)
class Proof:
    """An issue that was found. complaints: what is wrong with its file; it is shown all the same, as far as it goes."""

    issue: Issue
    programme: Programme
    complaints: tuple[Complaint, ...]

    @property
    def head(self) -> "Masthead":
        from m365bot.content.issue import masthead

        return masthead.of(self.issue, self.programme)


def found(settings: Settings, which: str) -> Proof:
    """which: its number, or its file. Raises ConfigError."""
    reading = configured.reading(settings)
    if reading.programme is None:
        raise WrongConfig(reading.complaints)
    path = _path(which, settings)
    issue = next((each for each in reading.programme.issues if _is(each, which, path)), None)
    name = issue.path.name if issue else path.name if path else ""
    complaints = tuple(each for each in reading.complaints if each.file == f"{FOLDER}/{name}")
    if issue is None:
        raise WrongConfig(complaints) if complaints else _unknown(which, path, reading.programme.issues)
    return Proof(issue, reading.programme, complaints)


def _is(issue: Issue, which: str, path: Path | None) -> bool:
    return issue.path.resolve() == path if path else which.isdecimal() and issue.number == int(which)


def _path(which: str, settings: Settings) -> Path | None:
    """The file that is meant: as it is written, or by its name alone."""
    if which.isdecimal():
        return None
    beside = settings.folder / FOLDER / Path(which).name
    return Path(which).resolve() if Path(which).exists() else beside.resolve() if beside.exists() else None


def _unknown(which: str, path: Path | None, issues: Iterable[Issue]) -> ConfigError:
    if path is None and not which.isdecimal():
        return ConfigError(say("{file} がありません。", file=which))
    if path:
        return ConfigError(
            say(
                "{file} は DX通信の原稿ではありません。{folder}/ に置いてください。",
                file=path.name,
                folder=FOLDER,
            )
        )
    known = "、".join(str(each.number) for each in issues) or say("(まだありません)")
    return ConfigError(say("第{number}号はありません。あるのは {known} です。", number=which, known=known))


def preview(proof: Proof) -> str:
    """All its faces side by side, as one HTML file."""
    from m365bot.content.issue import preview

    return preview.of(proof.head, list(panes(proof)))


def panes(proof: Proof) -> Iterable["Pane"]:
    from m365bot.content.issue import export, faces, mail, page, preview, teams

    head, to = proof.head, proof.issue.to
    written = faces.manuscript(proof.issue, proof.programme)
    if "teams" in to:
        yield preview.of_teams(teams.of(written), head)
    if "page" in to:
        yield preview.of_page(page.of(written, head.subject), head)
    if "mail" in to:
        letter = mail.of(written, head)
        yield from (preview.of_mail(letter), preview.of_words(letter))
    if "export" in to:
        yield preview.of_export(export.of(written, head))


def exported(proof: Proof, folder: Path) -> list[Path]:
    """The page and the PDF, as files in a folder. Raises ConfigError where the issue has faults or nothing can be
    written.
    """
    from m365bot.content import pdf
    from m365bot.content.issue import export, faces

    if proof.complaints:
        raise WrongConfig(proof.complaints)
    face = export.of(faces.manuscript(proof.issue, proof.programme), proof.head)
    name = f"dx-{proof.issue.number:03}"
    paths = [written(folder / f"{name}.html", face.html.encode())]
    return [*paths, written(folder / f"{name}.pdf", pdf.of(export.sheet(face)))]


def written(path: Path, data: bytes) -> Path:
    """A file, whole or not at all. Raises ConfigError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(say("{file} に書き込めません({why})。", file=path, why=why)) from error
    return path
