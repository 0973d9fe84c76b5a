"""What became of each face of an issue is counted by what is remembered of it: a mail by those to whom it goes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from m365bot.app import issue_faces
from m365bot.journal.posted import Posted
from m365bot.programme import Issue

AT = datetime(2025, 7, 1, tzinfo=UTC)
MAILING = "mailing:dx-013"


def issue(*to: str) -> Issue:
    return Issue(13, "題", "kenshu@example.jp", AT, timedelta(hours=4), to, (), True, "本文", Path("13.md"))


def counts(**memo: object) -> tuple[int, int, int, int, bool]:
    (face,) = issue_faces.of(issue("mail"), {MAILING: Posted("", AT, memo)}, {}, {})
    return face.planned, face.sent, face.failed, face.unknown, face.is_out


@pytest.mark.parametrize(
    ("memo", "told"),
    [
        (
            {"sent": True, "planned": 5000, "accepted": 5000, "failed": 0, "unclear": 0},
            (5000, 5000, 0, 0, True),
        ),
        ({"planned": 5000, "accepted": 4900, "failed": 90, "unclear": 10}, (5000, 4900, 90, 10, False)),
        ({"sent": True}, (1, 1, 0, 0, True)),
    ],
)
def test_a_mail_is_counted_by_its_readers(
    memo: dict[str, object], told: tuple[int, int, int, int, bool]
) -> None:
    assert counts(**memo) == told


def test_one_that_never_left_is_planned() -> None:
    (face,) = issue_faces.of(issue("mail"), {}, {}, {})

    assert (face.planned, face.sent, face.is_out) == (1, 0, False)


def test_as_a_document_it_tells_counts_and_nobody() -> None:
    memo = {"planned": 5000, "accepted": 4900, "failed": 90, "unclear": 10, "to": "sato@example.jp"}
    (face,) = issue_faces.of(issue("mail"), {MAILING: Posted("", AT, memo)}, {}, {})

    told = dict(issue_faces.to_json(face))

    assert (told["planned"], told["sent"], told["readers"]) == (5000, 4900, None)
    assert "@" not in str(told)
