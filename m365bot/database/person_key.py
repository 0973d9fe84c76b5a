"""The key of persons' ids: kept with the instance in the database, so that every machine has the same.

Called by app. Instances that began earlier have it in a file of their state folder: it is taken over from there, and
no new one is made while that file exists. The file stays as it was.
"""

import secrets
from pathlib import Path

from m365bot.database.instances import StoredInstance
from m365bot.errors import ConfigError
from m365bot.words import say

SIZE = 32  # bytes
NONE = b""


def looked_up(own: StoredInstance, file: Path) -> bytes:
    """Without a trace; NONE on a new instance. Raises ConfigError."""
    return own.person_key() or (_in(file) if file.is_file() else NONE)


def kept(own: StoredInstance, file: Path) -> bytes:
    """From now on the same. Raises ConfigError."""
    return own.keep_person_key(lambda: _in(file) if file.is_file() else secrets.token_bytes(SIZE))


def _in(file: Path) -> bytes:
    key = file.read_bytes()
    if len(key) < SIZE:
        raise ConfigError(
            say(
                "{file} が壊れています({size}バイト)。控えから戻してください。"
                "作り直すと、これまでの記録がだれのものか分からなくなります。",
                file=file,
                size=len(key),
            )
        )
    return key
