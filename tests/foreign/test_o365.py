"""python-o365, unmodified: files small and large go up, by one request and by an upload session."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from O365 import Account
from O365.utils.token import MemoryTokenBackend

from tests.foreign.served import Served

_numbers = count(1)


@pytest.fixture
def drive(served: Served) -> Iterator[Any]:
    """The documents of a fresh team."""
    app = served.app("o365")
    account = Account(
        (app.id, app.secret),
        auth_flow_type="credentials",
        tenant_id=served.tenant_id,
        token_backend=MemoryTokenBackend(),
    )
    assert account.authenticate()
    name = f"o365-{next(_numbers)}"
    served.seed(groups=[{"displayName": name, "mailNickname": name, "owners": [served.account]}])
    groups = served.control("GET", "/state")["groups"]
    group = next(key for key, each in groups.items() if each["mail_nickname"] == name)
    found = account.connection.get(f"https://graph.microsoft.com/v1.0/groups/{group}/drive").json()
    yield account.storage().get_drive(found["id"])
    account.connection.session.close()


def test_a_file_above_four_megabytes_goes_up_in_pieces(drive: Any, tmp_path: Path) -> None:
    source = tmp_path / "講義.bin"
    source.write_bytes(os.urandom(11 * 1024 * 1024))

    made = drive.get_root_folder().upload_file(source)

    assert made.size == source.stat().st_size
    assert made.download(tmp_path, name="back.bin")
    assert (tmp_path / "back.bin").read_bytes() == source.read_bytes()


def test_a_small_file_goes_up_at_once_and_its_name_may_be_refused(drive: Any, tmp_path: Path) -> None:
    source = tmp_path / "手引.txt"
    source.write_text("手引", "utf-8")
    root = drive.get_root_folder()

    made = root.upload_file(source)
    renamed = root.upload_file(source, upload_in_chunks=True, conflict_handling="rename")

    assert (made.name, renamed.name) == ("手引.txt", "手引 1.txt")
