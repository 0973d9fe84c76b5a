"""`m365bot` and `python -m m365bot`."""

import gc
import os
import sys

# Commands live for a second and import much: collecting garbage meanwhile costs a twentieth of the start.
gc.set_threshold(100_000)

from m365bot.cli import entry  # noqa: E402 - after the line above


def main() -> None:
    """Run a command and leave at once: taking a thousand modules apart would cost a sixth of a quick one's time."""
    code = entry.main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read us has gone
        code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
