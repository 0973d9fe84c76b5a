"""Compiles the modules that commands import, where the environment keeps Python from caching bytecode.

Called by set-up (`python -m m365bot.cli.precompile`). All of the environment would take ten times as long.
"""

import compileall
import importlib
import sys
from pathlib import Path

from m365bot.cli import extras
from m365bot.programme import holidays

COMMANDS = ("demo", "check", "jobs", "plan", "run", "runs", "records", "pause", "config", "daemon", "sandbox")
BESIDE = (
    "m365bot.cli.commands.work",
    "m365bot.cli.screen.show",
    "m365bot.cli.log",
    "m365bot.cli.screen.ending",
    "m365bot.cli.screen.usage",
    "m365bot.cli.screen.keyboard",
    "m365bot.runs.schedule_words",
    "m365bot.graph.client",
    "m365bot.database.records",
    "m365bot.app.cabinets",
    "m365bot.database.config_versions",
    "m365bot.editing.cabinet",
    "m365bot.runs.saved",
    "m365bot.runs.daemon",
    "m365bot.runs.engine.nodes",
    "m365bot.runs.deciding",
    "m365bot.app",
    "m365bot.reading.whole",
    "m365bot.reading.quick",
    "ruamel.yaml",
    "openpyxl",
    "xlsxwriter",
    "html.parser",
    "rich.console",
    "rich.progress",
    "m365bot.content.rendering",
    "sqlalchemy.dialects.sqlite",
    "msgraph",
    "alembic.command",
)
OF_EXTRAS = {extras.CONSOLE: ("m365bot.console.app",), extras.SANDBOX: ("m365bot.sandbox.server",)}


def main() -> int:
    """Import everything the commands need, then compile each file that this loaded."""
    installed = (name for extra, names in OF_EXTRAS.items() if extras.is_there(extra) for name in names)
    for name in (*(f"m365bot.cli.commands.{command}" for command in COMMANDS), *BESIDE, *installed):
        importlib.import_module(name)
    holidays.japanese(2026)  # loaded by its file, with the first day that is asked about
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    for file in sorted(file for file in files if file and file.endswith(".py")):
        if Path(file).is_relative_to(sys.prefix) or "m365bot" in Path(file).parts:
            compileall.compile_file(file, quiet=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
