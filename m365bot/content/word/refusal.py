"""Why a Word file cannot be taken over, in words for whoever wrote it.

Raised by the modules of word, told by the command. Pure.
"""

from m365bot.words import say


class Refused(ValueError):
    """words: what is the matter. hint: what its author does about it."""

    def __init__(self, words: str, hint: str) -> None:
        super().__init__(f"{words}{hint}")
        self.words = words
        self.hint = hint


def damaged() -> Refused:
    return Refused(
        say("Word ファイルとして読めません(壊れているか、別の種類のファイルです)。"),
        say("Word で開き、「名前を付けて保存」で「Word 文書(*.docx)」にしてください。"),
    )


def old_format() -> Refused:
    return Refused(
        say("古い形式の Word ファイル(.doc)です。"),
        say("Word で開き、「名前を付けて保存」で「Word 文書(*.docx)」にしてください。"),
    )


def locked() -> Refused:
    return Refused(
        say("パスワード(または秘密度ラベルの暗号化)で保護された Word ファイルです。"),
        say("Word で開き、「ファイル」→「情報」→「文書の保護」で保護を外した写しを作ってください。"),
    )


def other_program() -> Refused:
    return Refused(
        say("Word の文書ではありません(Excel や PowerPoint などのファイルのようです)。"),
        say("原稿の Word ファイル(.docx)を選んでください。"),
    )


def too_large(most: int) -> Refused:
    return Refused(
        say("Word ファイルの中身が大きすぎます({most} MB まで)。", most=most >> 20),
        say("要らない図やページを消すか、図を小さくして(「図の圧縮」)、保存し直してください。"),
    )


def too_much() -> Refused:
    return Refused(
        say("Word ファイルの作りが込み入りすぎています。"),
        say("要る部分だけを新しい文書に貼り付けて、保存し直してください。"),
    )


def hostile() -> Refused:
    return Refused(
        say("Word が作らないもの(DTD)を含むファイルです。"),
        say("出所を確かめてください。自分で作った文書なら、Word で開いて保存し直してください。"),
    )
