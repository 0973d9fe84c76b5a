"""What of the operator's environment reaches the workers, and what a worker may say."""

from datetime import timedelta, timezone
from multiprocessing import Pipe

import pytest

from m365bot.errors import ConfigError
from m365bot.instances import environment, processes
from m365bot.instances.ports import Resting
from tests.instances.hands import NOW


def test_what_is_the_machines_goes_along_and_nothing_else_does() -> None:
    given = {
        "PATH": "/bin",
        "https_proxy": "http://proxy",
        "LC_ALL": "ja_JP.UTF-8",
        "M365BOT_LOG": "info",
        "PGPASSWORD": "secret",
        "AWS_SECRET": "secret",
        "HOME": "/root",
    }

    environment.cleaned(given)

    assert sorted(given) == ["LC_ALL", "M365BOT_LOG", "PATH", "https_proxy"]


def test_what_is_one_instances_is_refused_by_name_and_never_shown() -> None:
    with pytest.raises(ConfigError, match="M365BOT_CLIENT_SECRET, M365BOT_DATABASE_URL") as told:
        environment.cleaned(
            {"M365BOT_CLIENT_SECRET": "s3cret", "M365BOT_DATABASE_URL": "postgresql://u:p@h/d"}
        )

    assert "s3cret" not in str(told.value)


def test_a_workers_last_word_comes_across() -> None:
    resting = Resting(NOW.astimezone(timezone(timedelta(hours=9))), ((1, 2),))

    assert processes._read(processes.said(resting)) == resting
    assert processes._read(processes.said(None)) is None


@pytest.mark.parametrize(
    "word",
    [
        b"[1]",
        b'{"until": "2026-04-01T06:00:00", "database": []}',
        b'{"until": 5}',
        b"\x80\x04",
        b'{"until": "soon", "database": []}',
        b'{"until": "2026-04-01T06:00:00Z", "database": 3}',
        b"[" * 4000,
        b"x" * 5000,
    ],
)
def test_nonsense_is_not_believed_and_makes_whoever_hears_it_deaf_to_that_worker(word: bytes) -> None:
    ear, mouth = Pipe(duplex=False)
    process = processes.Process(None, ear)
    mouth.send_bytes(word)
    mouth.send_bytes(processes.said(None))

    assert list(process.heard()) == []
    assert list(process.heard()) == []
