import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot.errors import ConfigError, SignInNeeded
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from tests.graph import certificates
from tests.graph.service import Served, Service


@pytest.fixture
def ca_bundle(tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_text(certificates.make("private CA").pem)
    return file


@pytest.fixture
def service(ca_bundle: Path, tmp_path: Path) -> Iterator[Service]:
    key = tmp_path / "key.pem"
    key.write_text(certificates.make("private CA").key_pem)
    with Served(Service(), ssl_certfile=str(ca_bundle), ssl_keyfile=str(key)) as served:
        yield served


async def test_a_private_ca_is_trusted_where_it_is_set(
    connection: Connection, service: Service, ca_bundle: Path
):
    graph = Graph(dataclasses.replace(connection, ca_bundle=ca_bundle))

    assert await graph.read("/me") == {"id": "/me", "value": []}

    await graph.close()


async def test_a_ca_that_nobody_set_is_not_trusted(connection: Connection, service: Service):
    graph = Graph(dataclasses.replace(connection, patience_s=0.1))

    with pytest.raises(SignInNeeded, match="証明書を確かめられません"):
        await graph.read("/me")

    assert not service.seen
    await graph.close()


def test_s13_a_pipe_in_its_place_is_told_and_not_waited_for(connection: Connection, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pem")

    with pytest.raises(ConfigError, match="CA 証明書"):
        Graph(dataclasses.replace(connection, ca_bundle=tmp_path / "pipe.pem"))


def test_a_ca_bundle_that_cannot_be_read_is_a_complaint(connection: Connection, tmp_path: Path):
    with pytest.raises(ConfigError, match="CA 証明書"):
        Graph(dataclasses.replace(connection, ca_bundle=tmp_path / "gone.pem"))
