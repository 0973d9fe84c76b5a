"""How a command ends that could not do its work: words, an exit status and, asked for JSON, a document.

Called by the command line. Never shows a traceback to an officer.
"""

import json
import os
import sys

import click

INTERRUPTED = 1


def told(error: BaseException, *, as_json: bool) -> int:
    """Say what happened on standard error and, as `{errors: […]}`, on standard output; the exit status."""
    words, code = _words(error)
    sys.stderr.write("".join(f"{line}\n" for line in words))
    if as_json:
        errors = [{"words": line, "error": _kind(error)} for line in words]
        sys.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False, indent=2) + "\n")
    return code


def _kind(error: BaseException) -> str:
    if isinstance(error, click.ClickException):
        return "UsageError"  # its subclasses differ between versions of click
    return "Interrupted" if _is_interrupt(error) else type(error).__name__


def _words(error: BaseException) -> tuple[list[str], int]:
    """One text for each thing that is wrong, and the exit status of design.md §7."""
    from m365bot.errors import M365BotError

    if isinstance(error, click.ClickException):
        from m365bot.cli import usage

        return [usage.words(error)], 2
    if isinstance(error, M365BotError):
        return [str(one) for one in getattr(error, "complaints", ())] or [str(error)], error.exit_code
    if _is_interrupt(error):
        return [_interrupted()], INTERRUPTED
    return [_of_the_machine(error) if isinstance(error, OSError) else _unforeseen(error)], 1


def _is_interrupt(error: BaseException) -> bool:
    return isinstance(error, click.Abort | KeyboardInterrupt)


def _interrupted() -> str:
    from m365bot.words import say

    return say("中断しました。")


def _of_the_machine(error: OSError) -> str:
    """A file or an address that this machine does not give us."""
    from m365bot.words import say

    why = error.strerror or type(error).__name__
    if error.filename:
        return say(
            "{path} を扱えません({why})。場所、空き容量、書き込みの権限を確かめてください。",
            path=error.filename,
            why=why,
        )
    if os.environ.get("M365BOT_CLOCK_URL"):
        return say("M365BOT_CLOCK_URL の時計に接続できません。練習環境が動いているか確かめてください。")
    return say("この端末で読み書きや接続ができません({why})。", why=why)


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
