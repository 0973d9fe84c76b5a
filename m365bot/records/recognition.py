"""Whether a post of a cohort's figures was sent from these records, or from ones that are lost or newer than this copy.

Called by the kind of such posts. Pure. A marker decides where there is one. Teams may strip it (docs/facts.md 97), and a
post is edited within its week, so that its subject alone tells nothing: then what it says is held against what was
noted before each post left, and against what the service made of that; only where nothing is known of its words, the
moment of its last edit decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from m365bot.records.editions import Edition

LATE = timedelta(
    hours=1
)  # an edit of ours may leave so long after it was noted; clocks need not agree to the second
NOTED = "said"  # under which it is remembered beside a post's id what the service made of its words


@dataclass(frozen=True)
class Shown:
    """A post as it stands in the channel. words: a digest of what it says; empty where it was deleted.

    edited: None where it never was.
    """

    id: str
    marker: str | None
    subject: str
    words: str
    edited: datetime | None


Memo = Mapping[str, Any]
"""What is remembered of one of our posts: its id, its digest, and what the service made of its words."""


def newest_of(subject: str, editions: Sequence[Edition]) -> Edition | None:
    same = [one for one in editions if one.subject == subject and one.at]
    return max(same, key=lambda one: str(one.at), default=None)


def is_known(shown: Shown, editions: Sequence[Edition], memo: Memo) -> bool:
    """memo: of the post of the newest edition of this subject."""
    if shown.marker:
        return any(one.marker == shown.marker for one in editions)
    newest = newest_of(shown.subject, editions)
    if newest is None:
        return False
    if shown.words and any(one.words == shown.words for one in editions):
        return True
    if memo.get("id") and memo["id"] != shown.id:
        return False
    if shown.words and (kept := said(newest, memo)):
        return kept == shown.words
    return shown.edited is None or (newest.at is not None and shown.edited <= newest.at + LATE)


def said(newest: Edition, memo: Memo) -> str:
    """What the service made of the newest edition's words; empty where that is not known."""
    kept = memo.get(NOTED) or {}
    is_told = is_of(newest, memo) and kept.get("of") == memo.get("digest")
    return str(kept.get("words", "")) if is_told else ""


def is_of(edition: Edition, memo: Memo) -> bool:
    """Is what is remembered of the post of this edition, and of none before it?"""
    return Edition.marker_of(edition.key, str(memo.get("digest", ""))) == edition.marker


def may_be_learned(shown: Shown, newest: Edition, memo: Memo) -> bool:
    """Of a known post: is what it says what the service made of the newest edition, and was that not noted yet?"""
    is_the_post = bool(memo.get("id")) and memo["id"] == shown.id and shown.marker is None
    return is_the_post and bool(shown.words) and is_of(newest, memo) and not said(newest, memo)


def noted(digest: str, words: str) -> dict[str, Any]:
    """To be remembered beside the post's id: of the text of this digest, the service made these words."""
    return {NOTED: {"of": digest, "words": words}}
