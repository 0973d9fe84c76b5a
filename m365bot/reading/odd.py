"""What stands in config/ and is neither file nor folder: links, pipes, devices. None of it is ever read.

Called once for the whole of config/, and by whatever opens a file.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from m365bot import regular
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.words import say

MOST_FILES = 20_000


def look_for(instance: Instance) -> None:
    """Complain of each; names that begin with a dot are some program's own."""
    for count, path in enumerate(_all_of(instance.folder / "config")):
        if found := regular.oddity(path):
            complain_of(found, instance.file(path))
        if count > MOST_FILES:
            file = instance.config("")
            file.complain(
                file.at(),
                say("ファイルが{most}個を超えています。", most=MOST_FILES),
                say("使わないファイルを、このフォルダーの外に移してください。"),
            )
            return


def complain_of(found: str, file: ConfigFile) -> None:
    name = file.path.name
    if found == "link":
        file.complain(
            file.at(),
            say("『{name}』はほかの場所を指すリンク(ショートカット)です。読みません。", name=name),
            say("リンクではなく、ファイルそのものを置いてください。"),
        )
    else:
        file.complain(
            file.at(),
            say("『{name}』はふつうのファイルではありません({what})。読みません。", name=name, what=found),
            say("config/ から外してください。"),
        )


def _all_of(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *sorted(files)):
            if not name.startswith("."):
                yield Path(base) / name
