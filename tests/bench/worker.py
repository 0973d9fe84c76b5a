"""Runs one job of an instance again and again, in a process of its own, and says how many seconds that took.

Started by the measurement of many instances: `python -m tests.bench.worker CITY COUNT`. It begins once a line comes in.
"""

import os
import sys
import time
from pathlib import Path

from tests.bot import Bot


def main() -> None:
    city, count = Path(sys.argv[1]), int(sys.argv[2])
    os.chdir(city)
    os.environ |= {"M365BOT_INSTANCE": str(city), "M365BOT_STATE_DIR": str(city / "state")}
    bot = Bot(city / "state")
    bot.says("plan", "provision", "--cohort", "R7")  # everything is loaded, and signed in
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.monotonic()
    for _ in range(count):
        bot.says("run", "provision", "--cohort", "R7", "--json")
    sys.stdout.write(f"{time.monotonic() - began}\n")


if __name__ == "__main__":
    main()
