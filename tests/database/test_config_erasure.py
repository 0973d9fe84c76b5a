"""Who is erased is erased from old versions of the officers' files too."""

import json

import pytest
from sqlalchemy import Engine, insert

from m365bot.database import erasure, tables
from m365bot.database.books import Books
from m365bot.database.config_versions import StoredVersions
from m365bot.database.memory import upsert
from m365bot.journal.version import Draft, How, State

FILE = "config/cohorts/R7/people.csv"
OLD, NEW = "山田 葵,a.yamada@example.jp\n".encode(), "佐藤 亮,r.sato@example.jp\n".encode()
SPACED = "担当は山田葵さん\n".encode()


@pytest.fixture
def versions(books: Books) -> StoredVersions:
    return StoredVersions(books.engine, books.instance, b"key")


def note(
    versions: StoredVersions, content: bytes | None, *names: str, file: str = FILE, reason: str = ""
) -> None:
    base = versions.history(file)[0].number if versions.history(file) else 0
    draft = Draft(
        file, content, How.FOUND, State.IN_FORCE, reason=reason, base=base, mentions=frozenset(names)
    )
    versions.add([draft])


def forget(books: Books, person: str = "p1") -> None:
    done = {"instance": books.instance, "run_id": "r", "key": f"keptofperson:{person}", "outcome": "made"}
    with books.engine.begin() as connection:
        erasure.forget(connection, books.instance, person)
        connection.execute(insert(tables.results).values(**done, words="", error="", at=""))


def kept(versions: StoredVersions, file: str = FILE) -> list[bytes | None]:
    return [versions.content(one) for one in versions.history(file)]


def test_old_versions_that_name_somebody_go_with_them_and_say_so(
    books: Books, versions: StoredVersions
) -> None:
    note(versions, OLD, "p1", reason="葵さんの異動")
    note(versions, NEW)

    forget(books)

    assert kept(versions) == [NEW, None]
    assert (versions.history(FILE)[1].is_erased, versions.history(FILE)[1].reason) == (True, "")


def test_what_lies_in_the_folder_goes_once_the_officers_change_it(
    books: Books, versions: StoredVersions
) -> None:
    note(versions, OLD, "p1")
    forget(books)
    before = kept(versions)

    note(versions, NEW)

    assert (before, kept(versions)) == ([OLD], [NEW, None])


def test_a_text_that_named_somebody_before_they_were_in_config_goes_by_their_name(
    books: Books, versions: StoredVersions
) -> None:
    issue = "config/newsletter/001.md"
    note(versions, SPACED, file=issue)
    note(versions, b"---\n", file=issue)
    memo = json.dumps({"upn": "a.yamada@example.jp", "name": "山田 葵"})
    with books.engine.begin() as connection:
        upsert(connection, instance=books.instance, key="person:p1", memo=memo)

    forget(books)

    assert kept(versions, issue) == [b"---\n", None]


def test_others_keep_theirs(books: Books, others: Books, versions: StoredVersions) -> None:
    note(versions, OLD, "p1")
    note(versions, NEW, "p2")

    forget(books, "p2")
    forget(others, "p1")

    assert kept(versions) == [NEW, OLD]


def test_versions_of_a_cohort_whose_time_is_over_go(books: Books, versions: StoredVersions) -> None:
    note(versions, OLD)
    note(versions, NEW)

    with books.engine.begin() as connection:
        erasure.expire(connection, books.instance, "R7")

    assert kept(versions) == [NEW, None]


def test_what_was_erased_is_no_fault_of_the_chain_and_a_changed_row_is_one(
    memory: Engine, books: Books, versions: StoredVersions
) -> None:
    note(versions, OLD, "p1")
    note(versions, NEW)
    forget(books)
    whole = books.verdict().fault

    table = tables.config_versions
    with memory.begin() as connection:
        connection.execute(table.update().where(table.c.instance == books.instance).values(who="nobody"))
    fault = books.verdict().fault

    assert whole is None
    assert fault is not None
    assert FILE in fault.words
