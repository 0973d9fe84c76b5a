"""What is sent as a body; a file that changed since it was planned is found before anything leaves."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from m365bot.errors import Permanent
from m365bot.graph import outgoing
from m365bot.resources.ports.graph import Body, FileBody

BYTES = b"x" * 100


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "手引.docx"
    path.write_bytes(BYTES)
    return path


def body(file: Path, *, size: int = len(BYTES), digest: str | None = None) -> FileBody:
    return FileBody(file, size, hashlib.sha256(BYTES).hexdigest() if digest is None else digest)


async def sent_for(body: Body) -> tuple[Any, dict[str, str]]:
    async with outgoing.content(body) as sent:
        return sent


async def test_no_body_has_no_headers() -> None:
    assert await sent_for(None) == (None, {})


async def test_bytes_go_as_they_are_and_json_as_json() -> None:
    assert await sent_for(b"ab") == (b"ab", {"Content-Type": "application/octet-stream"})
    sent, headers = await sent_for({"a": "班"})
    assert (sent.decode() if isinstance(sent, bytes) else sent).replace(" ", "") == '{"a":"班"}'
    assert headers == {"Content-Type": "application/json"}


async def test_a_file_is_sent_as_the_bytes_that_were_looked_at(file: Path) -> None:
    sent, headers = await sent_for(body(file))

    assert (sent, headers) == (BYTES, {"Content-Type": "application/octet-stream"})


async def test_s1_a_link_put_in_a_files_place_before_it_is_sent_is_refused(
    file: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secrets.env"
    secret.write_bytes(BYTES)
    file.unlink()
    file.symlink_to(secret)

    with pytest.raises(Permanent, match="読み込めません"):
        await sent_for(body(file))


@pytest.mark.parametrize("change", [{"size": 3}, {"digest": "0" * 64}])
async def test_a_file_that_changed_is_not_sent(file: Path, change: dict[str, object]) -> None:
    with pytest.raises(Permanent, match=r"手引\.docx.*変わりました"):
        await sent_for(body(file, **change))  # type: ignore[arg-type]


async def test_a_file_whose_digest_nobody_took_is_judged_by_its_size(file: Path) -> None:
    await sent_for(body(file, digest=""))
    with pytest.raises(Permanent, match="変わりました"):
        await sent_for(body(file, size=1, digest=""))


async def test_a_file_that_is_gone_is_told(file: Path) -> None:
    file.unlink()

    with pytest.raises(Permanent, match=r"手引\.docx.*読み込めません"):
        await sent_for(body(file))
