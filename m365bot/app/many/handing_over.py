"""What a city gets when it leaves: one package of its records, in forms that others read too, and of its own files.

Called by leaving. Holds no secret, token or key but the one that makes persons' ids, which lies in the records' backup.
"""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from m365bot import regular
from m365bot.app import backups, stored
from m365bot.app.keeping import LOOKING
from m365bot.errors import M365BotError
from m365bot.instances.folder import Instance, as_its_owner
from m365bot.settings import Settings
from m365bot.words import say, tell

MOST = 4 * 1024**3  # bytes of one file
OWN = ("config", "jobs")  # what the city itself wrote
README = "はじめにお読みください.txt"
BACKUP, SHEETS, DOCUMENT = "records/backup.zip", "records/records.xlsx", "records/records.json"


@dataclass(frozen=True)
class Package:
    """contents: name → sha256, as read from the package once it was closed. missing: what could not be put in, and why."""

    file: Path
    sha256: str
    size: int
    contents: dict[str, str]
    missing: dict[str, str]


def packed(instance: Instance, settings: Settings, out: Path) -> Package:
    """For its owner alone. Raises M365BotError, and nothing remains."""
    try:
        handle = os.open(out, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise M365BotError(
            say("{file} を作れません({why})。何も消していません。", file=out, why=error.strerror)
        ) from error
    try:
        with os.fdopen(handle, "w+b") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            missing, sums = _filled(package, instance, settings)
        contents = _looked_at(out)
        if contents != sums:
            raise M365BotError(say("{file} を確かめられません。何も消していません。", file=out))
    except BaseException:
        with contextlib.suppress(OSError):
            out.unlink()
        raise
    digest, size = regular.digest(out, MOST)
    return Package(out, digest, size, contents, missing)


def _filled(
    package: zipfile.ZipFile, instance: Instance, settings: Settings
) -> tuple[dict[str, str], dict[str, str]]:
    missing: dict[str, str] = {}
    sums: dict[str, str] = {}

    def put(name: str, content: bytes) -> None:
        package.writestr(name, content)
        sums[name] = hashlib.sha256(content).hexdigest()

    put(README, _readme(instance).encode())
    for name, content in _records(instance, settings, missing):
        put(name, content)
    with as_its_owner(instance):
        own = [file for part in OWN for file in sorted((instance.folder / part).rglob("*"))]
    for file in own:
        name = file.relative_to(instance.folder).as_posix()
        if file.is_dir() or "__pycache__" in file.parts:
            continue
        try:
            with as_its_owner(instance):
                content = regular.read(file, MOST, below=instance.folder)
            put(name, content)
        except OSError as error:
            missing[name] = error.strerror or type(error).__name__
    return missing, sums


def _records(instance: Instance, settings: Settings, missing: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """The backup must be had where there are records; sheets need a config that can be read."""
    with as_its_owner(instance):
        if not LOOKING.finds_a_database(settings):
            missing[BACKUP] = say("記録がありません")
            return
        backup = instance.state / "offboard.zip"
        backup.unlink(missing_ok=True)
        backups.backed_up(settings, backup)
        content = backup.read_bytes()
        backup.unlink()
    yield BACKUP, content
    try:
        with as_its_owner(instance):
            exported = _exported(settings)
    except Exception as error:  # whatever is wrong with its config: the backup holds it all
        missing[SHEETS] = missing[DOCUMENT] = (
            str(error) if isinstance(error, M365BotError) else type(error).__name__
        )
        return
    yield from exported.items()


def _exported(settings: Settings) -> dict[str, bytes]:
    """As `m365bot records export` gives them, of all cohorts."""
    from m365bot import visible
    from m365bot.app import configured
    from m365bot.records import export, sheets

    every = [one.key for one in configured.reading(settings).usable().cohorts]
    with stored.records(settings, every) as (kept, programme):
        cohorts = list(programme.cohorts)
        rows = [row for one in cohorts for row in kept.rows_of(one)]
        said, judged = kept.said(cohorts), kept.judged(cohorts, kept.records_of(cohorts, rows))
        document = export.document(rows, programme, said, judged)
        tables = export.sheets(export.table(rows, programme, said), judged)
    return {DOCUMENT: visible.dumps(document).encode(), SHEETS: sheets.to_xlsx(tables)}


def _readme(instance: Instance) -> str:
    return tell(
        "{name} の記録と設定の一式です。\n\n"
        "{backup}   m365bot の控え。`m365bot restore` で、別の m365bot に戻せます\n"
        "{sheets} 回答・時間・修了の表(すべての期)\n"
        "{document} 同じ内容を、ほかのプログラムが読む形で\n"
        "config/ jobs/        設定と手順\n\n"
        "受講者の氏名と回答が入っています。取り扱いに注意してください。\n"
        "Microsoft 365 の側にあるものは、何も変えていません。\n",
        name=instance.name,
        backup=BACKUP,
        sheets=SHEETS,
        document=DOCUMENT,
    )


def _looked_at(file: Path) -> dict[str, str]:
    found = {}
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            found[name] = hashlib.sha256(package.read(name)).hexdigest()
    return found


def digests(folder: Path) -> dict[str, str]:
    """Path → sha256 of every file; of what is none, or cannot be read, what it is."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_dir() and not file.is_symlink():
            continue
        name = file.relative_to(folder).as_posix()
        try:
            found[name] = regular.digest(file, MOST, below=folder)[0]
        except OSError as error:
            found[name] = type(error).__name__
    return found
