"""What starts a daemon, systemd's units and the container, names only what there is, and gives it no more than it needs."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from m365bot.cli import entry
from m365bot.runs import alive
from m365bot.settings import Settings, credentials

REPOSITORY = Path(__file__).parents[2]
SYSTEMD = REPOSITORY / "packaging" / "systemd"
ONE, MANY = SYSTEMD / "m365bot.service", SYSTEMD / "m365bot@.service"
ALL = SYSTEMD / "m365bot-instances.service"
DESK = SYSTEMD / "m365bot-console.service"
UNITS = (ONE, MANY, ALL, DESK)
# What a daemon of one instance is told of that, and of its own; a supervisor watches its workers itself.
OF_ONE = {
    *("Description", "Type", "ExecStart", "User", "WorkingDirectory", "StateDirectory", "StateDirectoryMode"),
    *("EnvironmentFile", "LoadCredential", "Environment", "WatchdogSec", "MemoryMax", "TasksMax"),
}
CONTAINER = REPOSITORY / "packaging" / "container"
KNOWN = {f"M365BOT_{name.upper()}" for name in Settings.model_fields}


def directives(unit: Path) -> list[str]:
    return [line for line in unit.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def containerfile() -> str:
    return (CONTAINER / "Containerfile").read_text("utf-8")


def compose() -> Any:
    return yaml.safe_load((CONTAINER / "compose.yaml").read_text("utf-8"))


def test_one_instance_and_many_are_served_alike() -> None:
    alike = [
        line.replace(", instance %i", "").replace("/%i", "").replace("-%i", "") for line in directives(MANY)
    ]

    assert directives(ONE) == alike


def test_the_supervisor_of_many_is_as_fenced_in_but_for_what_it_becomes_and_ends() -> None:
    """Who becomes a folder's owner begins as root; what it may do of that is named."""
    ones, all_of = set(directives(ONE)), set(directives(ALL))

    looser = {line.partition("=")[0] for line in ones - all_of if line.partition("=")[0] not in OF_ONE}
    assert looser == {"CapabilityBoundingSet"}
    assert {line.partition("=")[0] for line in all_of - ones} == {
        *("Description", "Type", "ExecStart", "KillMode", "ReadWritePaths", "TasksMax"),
        *("CapabilityBoundingSet", "SystemCallFilter"),
    }
    assert not [line for line in all_of if "SYS_ADMIN" in line or "SYS_PTRACE" in line]


def test_the_console_is_as_fenced_in_as_the_daemon_but_for_the_files_that_officers_edit() -> None:
    ones, desks = set(directives(ONE)), set(directives(DESK))

    assert {line.partition("=")[0] for line in ones - desks} == {
        *("Description", "Type", "ExecStart", "WatchdogSec", "TimeoutStartSec", "MemoryMax"),
    }
    assert desks - ones == {
        "Description=m365bot, the officers' pages",
        "Type=exec",
        "ExecStart=/opt/m365bot/bin/m365bot console",
        "ReadWritePaths=/srv/m365bot/config",
        "MemoryMax=512M",
    }


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_sets_settings_that_there_are_and_starts_a_command_that_there_is(unit: Path) -> None:
    lines = directives(unit)

    named = {line.split("=")[1] for line in lines if line.startswith("Environment=")}
    (command,) = (line.split()[1] for line in lines if line.startswith("ExecStart="))
    assert named - {"PYTHONDONTWRITEBYTECODE"} <= KNOWN
    assert command in entry.COMMANDS
    assert unit is ALL or not [line for line in lines if re.match(r"User=(root|0)?$", line)]


@pytest.mark.parametrize("unit", [ONE, MANY, DESK], ids=lambda unit: unit.name)
def test_a_units_secrets_have_the_names_that_settings_look_for(unit: Path) -> None:
    (prefix,) = (
        line.split("=")[1].split(":")[0] for line in directives(unit) if line.startswith("LoadCredential=")
    )

    # systemd names each file of a folder <ID>_<file>
    assert {f"{prefix}_{name.upper()}" for name in (*credentials.FILES, *credentials.VALUES)} <= KNOWN


@pytest.mark.parametrize("unit", [ONE, MANY], ids=lambda unit: unit.name)
def test_the_watchdog_waits_for_more_than_one_sign_of_life(unit: Path) -> None:
    (minutes,) = re.findall(r"^WatchdogSec=(\d+)min$", unit.read_text("utf-8"), re.MULTILINE)

    assert int(minutes) * 60 >= 3 * alive.EVERY


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/m365bot/bin/m365bot", "/bin/true")
        (tmp_path / unit.name).write_text(text)

    for name in ("m365bot.service", "m365bot@shiomi.service", ALL.name, DESK.name):
        said = subprocess.run(
            ["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True, check=False
        )
        assert (said.returncode, said.stderr) == (0, "")


def test_the_image_runs_as_nobody_special_and_holds_no_secret() -> None:
    text = containerfile()

    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^COPY (?!--from=build)(\S+)", text, re.MULTILINE) == ["dist/"]
    assert not re.search(r"(?i)secret=|password=|token=", text)
    assert (REPOSITORY / ".dockerignore").read_text().split()[-2:] == ["*", "!dist"]


def test_the_image_sets_settings_that_there_are_and_starts_a_command_that_there_is() -> None:
    text = containerfile()

    assert set(re.findall(r"(M365BOT_\w+)=", text)) <= KNOWN
    assert re.search(r'^CMD \["(\w+)"\]$', text, re.MULTILINE)[1] in entry.COMMANDS  # type: ignore[index]  # it is there
    assert f"{credentials.FOLDER}=/run/secrets" in text
    assert f"/var/lib/m365bot/{alive.FILE} -mmin -3" in text


def test_the_example_hands_over_secrets_that_settings_look_for_and_lets_nothing_be_written() -> None:
    service = compose()["services"]["m365bot"]

    targets = {one["target"] for one in service["secrets"]}
    secret = {f"M365BOT_{name.upper()}" for name in (*credentials.FILES, *credentials.VALUES)}
    assert targets <= secret
    assert set(service["environment"]) <= KNOWN - secret
    assert service["read_only"] is True
    assert all(volume.endswith(":ro") or volume.startswith("state:") for volume in service["volumes"])
    assert {one["source"] for one in service["secrets"]} <= set(compose()["secrets"])
