"""`m365bot` and `python -m m365bot`."""

import sys

from m365bot.cli import commands


def main() -> None:
    sys.exit(commands.main())


if __name__ == "__main__":
    main()
