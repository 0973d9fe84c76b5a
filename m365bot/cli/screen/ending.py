"""How a command ends that could not do its work: words, an exit status and, asked for JSON, a document.

Called by the command line. Never shows a traceback to an officer.
"""

import os

import click

from m365bot.cli.screen import door

INTERRUPTED = 1


def told(error: BaseException, *, as_json: bool) -> int:
    """Say what happened on standard error and, as `{errors: […]}`, on standard output; the exit status."""
    words, code = _words(error)
    for line in words:
        door.err(line)
    if as_json:
        errors = [{"words": line, "error": kind} for line, kind in words.items()]
        door.document({"errors": errors})
    return code


def _words(error: BaseException) -> tuple[dict[str, str], int]:
    """Words → kind of error, for each thing that is wrong; the exit status of docs/operator.md."""
    from m365bot.errors import M365BotError

    if isinstance(error, click.ClickException):
        from m365bot.cli.screen import usage

        return {usage.words(error): "UsageError"}, 2  # its subclasses differ between versions of click
    if isinstance(error, M365BotError):
        return _each(error), error.exit_code
    if _is_interrupt(error):
        return {_interrupted(): "Interrupted"}, INTERRUPTED
    words = _of_the_machine(error) or _unforeseen(error)
    return {words: type(error).__name__}, 1


def _each(error: Exception) -> dict[str, str]:
    """Errors that stand for several say which."""
    kind = type(error).__name__
    complaints = {str(one): kind for one in getattr(error, "complaints", ())}
    return complaints or getattr(error, "unseen", {}) or {str(error): kind}


def _is_interrupt(error: BaseException) -> bool:
    return isinstance(error, click.Abort | KeyboardInterrupt)


def _interrupted() -> str:
    from m365bot.words import say

    return say("中断しました。")


def _of_the_machine(error: BaseException) -> str:
    """A file, an address or a database that this machine does not give us; empty where it is none of them."""
    from m365bot import machine
    from m365bot.words import say

    if isinstance(error, OSError) and not error.filename and os.environ.get("M365BOT_CLOCK_URL"):
        return say("M365BOT_CLOCK_URL の時計に接続できません。練習環境が動いているか確かめてください。")
    return machine.words(error)


def _unforeseen(error: BaseException) -> str:
    """A mistake of ours: the trace goes where its maker can find it, words go to the officer."""
    from m365bot.words import say

    words = say("思わぬエラーで止まりました({kind})。", kind=type(error).__name__)
    if os.environ.get("M365BOT_DEBUG"):
        import traceback

        traceback.print_exception(error)
        return words
    return (
        words
        + "\n"
        + say("運用の担当者に知らせてください(M365BOT_DEBUG=1 をつけて実行すると、詳しい内容が出ます)。")
    )
