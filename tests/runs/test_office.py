"""Who is meant by an address that somebody types: of config, or of whoever was remembered and has left it."""

import pytest

from m365bot.errors import ConfigError
from m365bot.programme import Person
from m365bot.programme.people import Directory
from tests.runs.here import Here

SATO = Person("p1", "佐藤", "sato@example.jp", "m.sato@example.jp")


@pytest.fixture
def known(here: Here) -> Here:
    here.offices = {"directory": Directory((SATO,)), "officers": ()}
    here.books.journals.remember(
        {
            "person:p9": {"id": "oid-9", "upn": "Gone@example.jp"},
            "person:p1": {"id": "oid-1", "upn": "sato@example.jp"},
            "team:x": {"id": "t", "upn": "team@example.jp"},
        }
    )
    return here


@pytest.mark.parametrize(
    ("mail", "who"),
    [
        ("sato@example.jp", "p1"),
        ("M.SATO@example.jp", "p1"),
        (" gone@EXAMPLE.jp ", "p9"),
    ],
)
def test_an_address_is_one_persons(known: Here, mail: str, who: str) -> None:
    assert known.office().person_called(mail) == who


@pytest.mark.parametrize("mail", ["nobody@example.jp", "team@example.jp", "one@example.jp", "", "9"])
def test_nobody_is_taken_for_another(known: Here, mail: str) -> None:
    with pytest.raises(ConfigError, match="名簿にも記録にもありません"):
        known.office().person_called(mail)
