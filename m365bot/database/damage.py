"""What the tables hold as text, written and read; a value that is none is told as damage, in words.

Called by this package only. Never says what stands there: it may be somebody's answer.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic_core import PydanticSerializationError, from_json, to_json

from m365bot.errors import M365BotError
from m365bot.words import say

T = TypeVar("T")


def json_of(text: str | bytes) -> Any:
    """Raises M365BotError."""
    try:
        return from_json(text)
    except ValueError:
        return _slowly(text)


def text_of(value: Any) -> str:
    """As JSON: a hundred thousand answers are written and read in a tenth of the time that the standard library takes."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:  # half a letter, such as a list may hold
        return json.dumps(value)


def _slowly(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise _told() from error


def memo_of(text: str | bytes, shape: Callable[[Mapping[str, Any]], T]) -> T:
    """What a memo tells, in the shape of whoever reads it. Raises M365BotError where it does not hold that."""
    memo = json_of(text)
    try:
        if isinstance(memo, dict):
            return shape(memo)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _told() from error
    raise _told()


def moment_of(text: str) -> datetime:
    """Raises M365BotError."""
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise _told() from error


def _told() -> M365BotError:
    return M365BotError(
        say(
            "データベースの中の記録が壊れています(手で書き換えられたか、ファイルが傷んでいます)。"
            "控えから戻してください。`m365bot runs verify` で、実行と承認の記録が無事かが分かります。"
        )
    )
