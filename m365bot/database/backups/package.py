"""The one file of a backup: written whole or not at all, and believed only after a look at all of it.

Called by this package. Knows nothing of tables. Whatever it writes is its owner's alone.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from m365bot import regular
from m365bot.database.backups.manifest import FORMAT, Manifest, Unreadable
from m365bot.errors import M365BotError
from m365bot.words import say

DATA, MANIFEST = "m365bot.db", "manifest.json"
MOST_MANIFEST = 100_000  # bytes
CHUNK = 1024 * 1024


class Unusable(M365BotError):
    """A backup that cannot be put back; nothing was changed."""


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder for its owner alone, on the disk where the file will be; gone at the end, whatever happens."""
    made = Path(tempfile.mkdtemp(prefix=".m365bot-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_to_overwrite(file: Path) -> None:
    """Raises M365BotError."""
    if os.path.lexists(file):
        raise M365BotError(
            say("{file} はもうあります。上書きしません。別の名前を指定してください。", file=file)
        )


def pack(data: Path, manifest: Manifest, file: Path) -> None:
    """Raises M365BotError where something stands there, and OSError; then nothing of it remains."""
    packed = data.with_name("packed.zip")
    with _new(packed) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, manifest.to_json())
            archive.write(data, DATA)
        out.flush()
        os.fsync(out.fileno())
    _put(packed, file)


def _put(packed: Path, file: Path) -> None:
    """The name is taken first, so that nobody's file is replaced; from one moment to the next it is whole."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        refuse_to_overwrite(file)
        raise
    try:
        packed.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            file.unlink()
        raise


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def manifest_of(file: Path) -> Manifest:
    """Without a look at its data. Raises Unusable and OSError."""
    with _opened(file) as archive:
        return _manifest(archive, file)


def unpack(file: Path, folder: Path, instance: str, newest_schema: str) -> tuple[Manifest, Path]:
    """Its data, whole and for this instance. Raises Unusable and OSError."""
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        _refuse_foreign(manifest, file, instance)
        _refuse_newer(manifest.schema, newest_schema, file)
        data = folder / DATA
        with _whole(file), archive.open(DATA) as packed, _new(data) as out:
            found = _copied(packed, out, manifest.size)
        if found != manifest.sha256:
            raise damaged(file, say("中身が、作ったときと違います"))
    return manifest, data


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with _regular(file) as handle:
        with _whole(file):
            archive = zipfile.ZipFile(handle)
        with archive:
            yield archive


def _regular(file: Path) -> BinaryIO:
    try:
        return regular.opened(file.resolve())
    except regular.Odd as error:
        raise damaged(file, say("普通のファイルではありません")) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    with _whole(file):
        if sorted(archive.namelist()) != sorted((DATA, MANIFEST)):
            raise damaged(file, say("m365bot の控えではありません"))
        with archive.open(MANIFEST) as member:
            text = member.read(MOST_MANIFEST)
    try:
        manifest = Manifest.from_json(text)
    except Unreadable as error:
        raise damaged(file, say("控えの説明を読めません")) from error
    _refuse_newer(manifest.format, FORMAT, file)
    return manifest


def _copied(packed: IO[bytes], out: BinaryIO, size: int) -> str:
    """Its sum, where it is as long as the manifest says; a made-up file may unpack to anything."""
    digest, left = hashlib.sha256(), size
    while left >= 0 and (chunk := packed.read(CHUNK)):
        left -= len(chunk)
        digest.update(chunk)
        out.write(chunk)
    return digest.hexdigest() if left == 0 else ""


def sum_of(data: Path) -> str:
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """What the library makes of a file that is cut short or was never one. Raises Unusable."""
    try:
        yield
    except (Unusable, OSError):  # what the machine refuses has words of its own
        raise
    except Exception as error:
        raise damaged(file, say("途中で切れているか、控えではありません")) from error


def damaged(file: Path, why: str) -> Unusable:
    return Unusable(
        say(
            "控え {file} は使えません: {why}。何も変えていません。別の控えを使ってください。",
            file=file,
            why=why,
        )
    )


def _refuse_foreign(manifest: Manifest, file: Path, instance: str) -> None:
    if manifest.instance != instance:
        words = say(
            "控え {file} は、別のもの({theirs})の控えです。ここは {ours} です。何も変えていません。"
            "テナントとアプリの設定(M365BOT_TENANT_ID、M365BOT_CLIENT_ID)を確かめてください。",
            file=file,
            theirs=manifest.instance,
            ours=instance,
        )
        raise Unusable(words)


def _refuse_newer(found: int | str, newest: int | str, file: Path) -> None:
    if found > newest:  # type: ignore[operator]  # both are numbers, or both are names of migrations
        words = say(
            "控え {file} は、この m365bot より新しい版のものです({found} > {newest})。何も変えていません。"
            "m365bot を新しくしてから、もう一度行ってください。",
            file=file,
            found=found,
            newest=newest,
        )
        raise Unusable(words)
