"""What this machine or its database refuses, in words: a full disk, no right to write, a damaged file.

Called by whatever ends a command, a run or the opening of a database. Says the reason of SQLite and of the operating
system, which names nobody; of any other database only the kind, for its own words may hold a password.
"""

from m365bot.words import say

_OF_SQLITE = "sqlite3"


def words(error: BaseException) -> str:
    """Empty where it is no trouble of the machine's."""
    if isinstance(error, OSError):
        return _of_a_file(error)
    if type(error).__module__.startswith("sqlalchemy") and getattr(error, "orig", None) is not None:
        return say(
            "データベースを使えません({why})。空き容量、書き込みの権限、接続先を確かめてください。"
            "壊れていれば、控えから戻してください。",
            why=of_database(error),
        )
    return ""


def of_database(error: BaseException) -> str:
    """Why, as short as may be shown."""
    own = getattr(error, "orig", None) or error
    return str(own) if type(own).__module__ == _OF_SQLITE else type(error).__name__


def _of_a_file(error: OSError) -> str:
    why = error.strerror or type(error).__name__
    if error.filename:
        return say(
            "{path} を扱えません({why})。場所、空き容量、書き込みの権限を確かめてください。",
            path=error.filename,
            why=why,
        )
    return say("この端末で読み書きや接続ができません({why})。", why=why)
