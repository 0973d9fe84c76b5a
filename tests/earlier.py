"""m365bot in a process of its own, whose clock is ahead by so many seconds: `python -m tests.earlier SECONDS …`.

Called by who shows the reference instance in the middle of its year. Moved are our one clock and APScheduler's, which
goes by the machine's; nothing else of what runs is another than in an office.
"""

import datetime
import sys
from typing import Self

from apscheduler.schedulers import base as schedulers

from m365bot import clock
from m365bot.cli import entry


class _Moved(datetime.datetime):
    """What the scheduler takes for the machine's clock."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Self:
        return super().now(tz) + datetime.timedelta(seconds=clock._Machine.offset)


def main() -> None:
    clock._Machine.offset = float(sys.argv[1])
    schedulers.datetime = _Moved
    sys.exit(entry.main(sys.argv[2:]))


if __name__ == "__main__":
    main()
