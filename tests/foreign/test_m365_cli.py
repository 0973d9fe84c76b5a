"""@pnp/cli-microsoft365, as npm gives it: `make m365-cli` brings it and runs this, which is no part of `make test`."""

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.foreign.conftest import OURS
from tests.foreign.served import Served

OWNER, OTHER = "y.okada@example.jp", "a.hasegawa@example.jp"
Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def cli(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """Signed in by a secret, with a home of its own, and without its telemetry, which goes elsewhere."""
    home = tmp_path_factory.mktemp("home")
    settings = home / ".config" / "configstore" / "cli-m365-config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"disableTelemetry": True}))
    names = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "CLIMICROSOFT365_NOUPDATE": "1"}

    def run(*words: str) -> Any:
        command = [str(OURS), *words, "--output", "json"]
        done = subprocess.run(
            command, env=os.environ | names, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    app = served.app("m365 cli")
    secret = ("--authType", "secret", "--appId", app.id, "--secret", app.secret, "--tenant", served.tenant_id)
    run("login", *secret)
    return run


def test_a_team_a_channel_and_a_person_are_added_by_the_program_itself(cli: Cli, served: Served) -> None:
    cli("teams", "team", "add", "--name", "CLI team", "--description", "x", "--ownerUserNames", OWNER)
    served.passes(60)
    channel = cli("teams", "channel", "add", "--teamName", "CLI team", "--name", "climicro")
    cli("entra", "m365group", "user", "add", "--groupName", "CLI team", "--userNames", OTHER)

    state = served.control("GET", "/state")
    (group,) = [each for each in state["groups"].values() if each["display_name"] == "CLI team"]
    people = {state["users"][key]["upn"] for key in group["members"]}
    assert channel["id"] in state["teams"][group["id"]]["channels"]
    assert people == {OWNER, OTHER}
