"""What a judgement costs: reading config/ is nearly all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.editing import fencing
from m365bot.editing.judging import Bench
from m365bot.reading import Reading
from tests.reading.conftest import AFTER, COHORT, HEADER, PEOPLE, PROGRAMME

FILES = {
    "config/programme.yaml": PROGRAMME.encode(),
    "config/forms/after.yaml": AFTER.encode(),
    "config/cohorts/R7/cohort.yaml": COHORT.encode(),
    "config/cohorts/R7/people.csv": PEOPLE.encode(),
}
OFFICER_MORE = (PEOPLE + "谷 桜,s.tani@example.jp,,000104,総務局,,,,,研修担当,班1,,\n").encode()


@pytest.fixture
def read() -> Iterator[list[tuple[bytes, ...]]]:
    """What was read, each time."""
    yield (seen := [])
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"config/cohorts/R7/people.csv": OFFICER_MORE}, id="one more who approves"),
        pytest.param({"config/programme.yaml": b"programme: [\n"}, id="broken"),
        pytest.param({"config/cohorts/R7/people.csv": HEADER.encode()}, id="what others lean on"),
    ],
)
def test_no_content_is_read_twice(
    changed: dict[str, bytes], read: list[tuple[bytes, ...]], tmp_path: Path
) -> None:
    def reads(folder: Path) -> Reading:
        read.append(tuple(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()))
        return reading.read(folder)

    bench = Bench(tmp_path, tmp_path / "workshop", reads)

    verdict = fencing.judged(FILES, {**FILES, **changed}, bench)

    assert verdict.held == {*changed}
    assert len(read) > 1
