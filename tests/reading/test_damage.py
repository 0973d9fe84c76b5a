"""Whatever is done to the files, reading them ends with complaints or none, never with an exception."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import drawn

from .conftest import FILES, Instance

SCRAPS = [
    "{",
    "}",
    "[",
    ":",
    "\n",
    "#",
    '"',
    "@",
    "：",
    "\u3000",
    "99999999999",
    "-1",
    "2025-02-30",
    "9999-12-31",
    "\t",
    "&a",
    "\x00",
]


@drawn(40)
@given(
    damage=st.lists(
        st.tuples(
            st.sampled_from(sorted(FILES)), st.integers(0, 2000), st.integers(0, 12), st.sampled_from(SCRAPS)
        ),
        min_size=1,
        max_size=3,
    )
)
def test_no_damage_to_the_files_makes_reading_raise(damage) -> None:
    with TemporaryDirectory() as folder:
        instance = Instance(Path(folder))
        for file, position, length, scrap in damage:
            text = instance.path(file).read_bytes().decode("utf-8", "surrogateescape")
            position %= len(text) + 1
            damaged = text[:position] + scrap + text[position + length :]
            instance.path(file).write_bytes(damaged.encode("utf-8", "surrogateescape"))

        reading = instance.read()

    assert all(complaint.file.startswith("config/") for complaint in reading.complaints)
