"""What this machine or its database refuses, in words: a full disk, no right to write, a damaged file, a server away.

Called by whatever ends a command, a run or the opening of a database. Says the reason of SQLite and of the operating
system, which names nobody; of PostgreSQL one of ours, for its own words may hold a password or somebody's answer.
"""

from collections.abc import Callable

from m365bot.words import say

_OF_SQLITE = "sqlite3"
_OF_POSTGRESQL = "psycopg"

# What PostgreSQL refuses to a connection that stands, by its code (its manual, appendix A).
_CODES: dict[str, Callable[[], str]] = {
    "42501": lambda: say("データベースの利用者に権限がありません"),
    "25006": lambda: say("データベースが読み取り専用です"),
    "53100": lambda: say("データベースのサーバーの空き容量がありません"),
    "53300": lambda: say("データベースへの接続の数が上限に達しています"),
    "55P03": lambda: say("ほかの処理が終わるのを30秒待ちましたが、終わりませんでした"),
    "57P01": lambda: say("データベースのサーバーが止められました"),
    "57P02": lambda: say("データベースのサーバーが止まりました"),
    "57P03": lambda: say("データベースのサーバーがまだ動き出していません"),
}
_AWAY = (
    "connection refused",
    "starting up",
    "shutting down",
    "起動",
    "シャットダウン",
    "server closed the connection",
    "terminating connection",
    "recovery mode",
)
# What it says to one that has yet to be made: no code comes with that. In English or Japanese, as the server is set.
_WORDS: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
    (
        ("no password supplied", "password authentication failed", "パスワード認証に失敗"),
        lambda: say("データベースの利用者名かパスワードが違います"),
    ),
    (("too many", "remaining connection slots", "接続数"), _CODES["53300"]),
    (("role", "ロール"), lambda: say("その名前の利用者がデータベースにいません")),
    (("permission denied", "拒否されました"), lambda: say("データベースに接続する権限がありません")),
    (("does not exist", "存在しません"), lambda: say("その名前のデータベースがありません")),
    (
        ("pg_hba.conf",),
        lambda: say("データベースのサーバーが、この端末からの接続を許していません(pg_hba.conf)"),
    ),
    (("ssl", "certificate", "tls"), lambda: say("データベースとの暗号化(TLS)ができません")),
    (("resolve", "translate host"), lambda: say("データベースのサーバーの名前が見つかりません")),
    (("timeout", "timed out"), lambda: say("データベースのサーバーから返事がありません")),
    (_AWAY, lambda: say("データベースのサーバーに接続できません。止まっているか、場所が違います")),
)


def words(error: BaseException) -> str:
    """Empty where it is no trouble of the machine's."""
    if isinstance(error, OSError):
        return _of_a_file(error)
    if is_of_database(error):
        return say(
            "データベースを使えません({why})。空き容量、書き込みの権限、接続先を確かめてください。"
            "壊れていれば、控えから戻してください。",
            why=of_database(error),
        )
    return ""


def is_of_database(error: BaseException) -> bool:
    """Is it what a database refused, whichever it is?"""
    return type(error).__module__.startswith("sqlalchemy") and getattr(error, "orig", None) is not None


def of_database(error: BaseException) -> str:
    """Why, as short as may be shown."""
    own = getattr(error, "orig", None) or error
    if type(own).__module__.startswith(_OF_POSTGRESQL):
        return _of_postgresql(own)
    return str(own) if type(own).__module__ == _OF_SQLITE else type(error).__name__


def is_away(error: BaseException) -> bool:
    """Is there no server of PostgreSQL that answers, so that there may be one in a moment?"""
    own = getattr(error, "orig", None) or error
    code = str(getattr(own, "sqlstate", None) or "")
    return code.startswith("57P0") or (not code and _says(own, _AWAY))


def _of_postgresql(error: BaseException) -> str:
    code = str(getattr(error, "sqlstate", None) or "")
    if code in _CODES:
        return _CODES[code]()
    known = (told for words, told in _WORDS if not code and _says(error, words))
    told = next(known, None)
    return told() if told else f"{type(error).__name__} {code}".strip()


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    text = str(error).casefold()
    return any(word in text for word in words)


def _of_a_file(error: OSError) -> str:
    why = error.strerror or type(error).__name__
    if error.filename:
        return say(
            "{path} を扱えません({why})。場所、空き容量、書き込みの権限を確かめてください。",
            path=error.filename,
            why=why,
        )
    return say("この端末で読み書きや接続ができません({why})。", why=why)
