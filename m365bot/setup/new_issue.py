"""The next issue's manuscript beside the others: front matter as the last one had it, text empty or out of a Word file.

Called by the command `newsletter new`. Writes over nothing: two that begin at once get two numbers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from m365bot import reading as config
from m365bot import regular
from m365bot.content.word import reader
from m365bot.content.word.reader import Draft
from m365bot.errors import ConfigError
from m365bot.programme import Programme
from m365bot.reading import Complaint
from m365bot.setup.yaml_text import text_of, writer
from m365bot.words import say, tell

FOLDER = "config/newsletter"
_LARGEST = 1024 * 1024  # bytes of a manuscript that is looked at for its number
_NUMBER = re.compile(r"^number\s*[::]\s*(\d{1,6})", re.MULTILINE)
_MASTHEAD = re.compile(r"\s*(?:DX通信\s*)?第\s*\d{1,6}\s*号(?:[\s:\uff1a・]+|$)")
_CARRIED = ("late", "to", "audience", "approve")
_AHEAD = 5  # business days: time to write it, and to have it approved
_OCLOCK = time(9, 0)
_TRIES = 20
_HEAD = (
    "yaml-language-server: $schema=../../schemas/issue.json\n"
    "DX通信の1号分。公開の日時(publish)と宛先(audience)を確かめてください。"
)


@dataclass(frozen=True)
class NewIssue:
    """What was made. remarks: what was not taken over as it was. complaints: what `check` says of it."""

    number: int
    path: Path
    pictures: tuple[Path, ...]
    remarks: tuple[str, ...]
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True)
class Source:
    """An issue's text as somebody brings it."""

    name: str
    data: bytes


def source_of(path: Path) -> Source:
    """Raises ConfigError, in words for whoever named the file."""
    try:
        return Source(path.name, regular.read_own(path, reader.MOST))
    except regular.TooLarge as error:
        most = error.most >> 20
        raise ConfigError(
            say("{file} は大きすぎます({most} MB まで)。", file=path.name, most=most)
        ) from error
    except OSError as error:
        why = error.strerror or say("ファイルではありません")
        raise ConfigError(say("{file} を読めません({why})。", file=path, why=why)) from error


def made(
    instance: Path, programme: Programme, now: datetime, *, title: str = "", source: Source | None = None
) -> NewIssue:
    """Raises ConfigError: the Word file cannot be read, or nothing can be written there."""
    folder = instance / FOLDER
    number = max(_numbers(folder), default=0) + 1
    try:
        folder.mkdir(exist_ok=True)
        for each in range(number, number + _TRIES):
            draft = _draft(source, each)
            bare, doubled = _without_masthead(title or draft.title)
            matter = _matter(folder, programme, now, number=each, title=bare)
            paths = _written(folder, _name(each, source, bare if title else ""), matter, draft)
            if paths is not None:
                remarks = (_of_masthead(doubled, each),) if doubled else ()
                return _told(instance, each, paths, (*draft.remarks, *remarks))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(say("{folder} に書き込めません({why})。", folder=FOLDER, why=why)) from error
    raise ConfigError(say("{folder} の中で、空いている番号が見つかりません。", folder=FOLDER))


# ---- what there is --------------------


def _numbers(folder: Path) -> Iterator[int]:
    """Of every file there, by its name and by what it says; also of one that `check` complains of."""
    for path in folder.glob("*") if folder.is_dir() else ():
        if found := re.match(r"\d{1,6}", path.name):
            yield int(found[0])
        if path.suffix == ".md" and (written := _NUMBER.search(unicodedata.normalize("NFKC", _text(path)))):
            yield int(written[1])


def _text(path: Path) -> str:
    try:
        return regular.read(path, _LARGEST).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _carried(folder: Path, programme: Programme) -> Mapping[str, Any]:
    """Where the last issue went, and how, as its file says it."""
    last = max(programme.issues, key=lambda issue: issue.number, default=None)
    parts = re.split(r"^---[ \t]*$", _text(last.path), maxsplit=2, flags=re.MULTILINE) if last else ()
    if len(parts) < 3:
        return {"audience": {"channels": list(_first_channel(programme))}, "approve": True}
    found = writer().load(parts[1]) or {}
    return {key: found[key] for key in _CARRIED if key in found}


def _first_channel(programme: Programme) -> Iterable[str]:
    """Of what runs; else nothing, and `check` asks for it."""
    return [channel.name for cohort in programme.unfinished[:1] for channel in cohort.channels[:1]]


# ---- what is made --------------------


def _draft(source: Source | None, number: int) -> Draft:
    if source is None:
        return Draft("", tell("ここに本文を書きます。") + "\n")
    try:
        return reader.draft(source.data, called=f"{number:03}")
    except reader.Refused as refused:
        raise ConfigError(f"{source.name}: {refused.words} {refused.hint}") from refused


def _without_masthead(title: str) -> tuple[str, str]:
    """The title without the name and number that every face sets before it; what was left out."""
    found = _MASTHEAD.match(title)
    return (title[found.end() :], found[0].strip()) if found else (title, "")


def _of_masthead(doubled: str, number: int) -> str:
    return say(
        "題名の「{doubled}」は外しました。題名の前には「DX通信 第{number}号」が自動で付きます。",
        doubled=doubled,
        number=number,
    )


def _matter(folder: Path, programme: Programme, now: datetime, *, number: int, title: str) -> str:
    today = now.astimezone(programme.timezone).date()
    day = programme.calendar.business_days(today, _AHEAD)
    last = max(programme.issues, key=lambda issue: issue.number, default=None)
    at = last.publish.astimezone(programme.timezone).time() if last else _OCLOCK
    officers = programme.officers_on(today)
    values = {
        "number": number,
        "title": title or tell("題名を書いてください"),
        "author": officers[0].mail if officers else "",
        "publish": f"{day:%Y-%m-%d} {at:%H:%M}",
        **_carried(folder, programme),
    }
    return f"---\n{text_of(values, head=_HEAD)}---\n"


def _name(number: int, source: Source | None, title: str) -> str:
    """`014-app-lending`, of what is written in ASCII; a name in Japanese is in front matter, not on disks of all kinds."""
    words = re.findall(r"[a-z0-9]+", (title or Path(source.name).stem if source else title).lower())
    return "-".join([f"{number:03}", *words])[:60].rstrip("-")


def _written(folder: Path, name: str, matter: str, draft: Draft) -> list[Path] | None:
    """The manuscript and its pictures, or None where one of them is there already: then nothing is."""
    files = [(picture.name, picture.data) for picture in draft.pictures]
    done: list[Path] = []
    try:
        for each, data in [*files, (f"{name}.md", (matter + draft.markdown).encode())]:
            with (folder / each).open("xb") as file:
                done.append(folder / each)
                file.write(data)
    except BaseException as error:
        for path in done:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            return None
        raise
    return done


def _told(instance: Path, number: int, paths: list[Path], remarks: tuple[str, ...]) -> NewIssue:
    *pictures, path = paths
    own = path.relative_to(instance).as_posix()
    found = config.read(instance)
    complaints = tuple(each for each in found.complaints if each.file == own)
    return NewIssue(number, path, tuple(pictures), remarks, complaints)
