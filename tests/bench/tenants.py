"""Many practice tenants in one process, each with a provisioned cohort; told by one JSON line where they answer.

Started by the measurement of many instances: `python -m tests.bench.tenants FILE COUNT`. A line `throttle N` on standard
input has the first tenant answer everything with 429 and N seconds; `free` has it answer again.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from m365bot.sandbox.server import Sandbox


def main() -> None:
    file, count = Path(sys.argv[1]), int(sys.argv[2])
    with ExitStack() as stack:
        tenants = []
        for number in range(count):
            own = file.with_name(f"tenant-{number}.json")
            own.write_bytes(file.read_bytes())
            tenants.append(stack.enter_context(Sandbox(state=own, record=False)))
        sys.stdout.write(json.dumps([one.env for one in tenants]) + "\n")
        sys.stdout.flush()
        for line in sys.stdin:
            word, _, seconds = line.strip().partition(" ")
            then = {"status": 429, "retry_after": int(seconds or 0)}
            tenants[0].faults([{"match": "* *", "then": then}] if word == "throttle" else [])


if __name__ == "__main__":
    main()
