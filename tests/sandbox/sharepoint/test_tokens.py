"""Tokens hold their own facts; only the store that sealed them reads them."""

import random
from datetime import UTC, datetime

from m365bot.sandbox.sharepoint import tokens
from m365bot.sandbox.stored.sharepoint import SharePoint

STORE, OTHER = SharePoint(random.Random(1)), SharePoint(random.Random(2))
NOW = datetime(2025, 6, 13, tzinfo=UTC)
DAY = 86_400


def test_the_facts_come_out_as_they_went_in() -> None:
    assert tokens.opened(STORE, tokens.sealed(STORE, drive="b!x", at=1.5)) == {"drive": "b!x", "at": 1.5}


def test_what_another_store_sealed_or_anybody_changed_is_none() -> None:
    token = tokens.sealed(STORE, drive="b!x")

    assert tokens.opened(OTHER, token) is None
    assert tokens.opened(STORE, token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]) is None
    assert tokens.opened(STORE, "x") is None
    assert tokens.opened(STORE, "") is None


def test_a_token_is_young_until_its_last_day_is_over() -> None:
    assert tokens.is_fresh({"at": NOW.timestamp() - 30 * DAY}, NOW, days=30)
    assert not tokens.is_fresh({"at": NOW.timestamp() - 30 * DAY - 1}, NOW, days=30)
    assert not tokens.is_fresh({}, NOW, days=30)
