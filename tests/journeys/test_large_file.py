"""A recording of 60 MB: its connection is cut off in the middle, and the run that sends it killed once."""

from collections import Counter
from pathlib import Path

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bench import process
from tests.bench.upload import KICKOFF, MIB, RELEASED, RUN, SIZE, file_in, killed_at, pieces, stored
from tests.bot import Bot, writes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # five runs on a machine that may be busy

IN_ONE_GO = 1.1  # of its size: what was cut off and what was under way when it was killed are sent again


@pytest.mark.fair_weather("the harsh one withholds files for a day, and what is sent is the same")
def test_every_byte_is_right_once_and_few_are_sent_twice(bot: Bot, tenant: Sandbox, instance: Path) -> None:
    bot.run("provision", at=KICKOFF)
    usual = process.run(*RUN)  # all the small ones
    content = file_in(instance)
    tenant.faults([{"match": "PUT /_upload/*", "nth": 9, "then": {"receive": MIB}}])
    before = len(tenant.log())

    killed_at(tenant, 20)
    went_on = process.run(*RUN)
    sent = pieces(tenant)
    again = bot.run("distribute", at=RELEASED)

    assert stored(tenant) == [content]
    assert sum(row["received"] for row in sent) <= IN_ONE_GO * SIZE
    assert went_on.peak - usual.peak <= 40
    written = Counter(one.partition(" ")[0] for one in writes(tenant.log()[before:]) if "_upload" not in one)
    assert written == {"POST": 1}  # the one session
    assert went_on.document["counts"]["create"] == 1
    assert again["status"] == "nothing_to_do"
