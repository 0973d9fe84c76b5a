"""What could not be taken over as it was, counted, and said to whoever wrote it.

Kept by the reader of one Word file. Never holds the text itself.
"""

from collections import Counter
from collections.abc import Mapping
from enum import Enum

from m365bot.words import later, say


class Note(Enum):
    """In the order in which they are told."""

    LOST_PICTURE = "lost picture"
    DRAWING = "drawing"
    NO_ALT = "no alt"
    OUTSIDE_PICTURE = "outside picture"
    CROPPED = "cropped"
    MERGED = "merged"
    NESTED = "nested"
    BOX = "box"
    STRUCK = "struck"
    HIDDEN = "hidden"
    CHANGES = "changes"
    COMMENT = "comment"
    LINK = "link"
    FORMULA = "formula"
    SYMBOL = "symbol"
    LETTERS = "letters"


_WORDS: Mapping[Note, str] = {
    Note.LOST_PICTURE: later(
        "図 {count}個は、取り込めない形式です。「図として保存」で PNG にし、原稿に書いた名前で置いてください。"
    ),
    Note.DRAWING: later(
        "グラフや図形 {count}個は取り込めません。画面の写しなどを PNG にし、原稿に書いた名前で置いてください。"
    ),
    Note.NO_ALT: later(
        "図 {count}個に説明(代替テキスト)がありません。原稿の ![ ] の中に、見えない人にも伝わる説明を書いてください。"
    ),
    Note.OUTSIDE_PICTURE: later("ほかの場所を指すだけの図 {count}個は、取り込んでいません。"),
    Note.CROPPED: later("トリミングされた図 {count}個は、見えている部分だけを取り込みました。"),
    Note.MERGED: later("結合したセル {count}個をほどきました。表を確かめてください。"),
    Note.NESTED: later("表の中の表 {count}個を、文字にしました。"),
    Note.BOX: later("テキストボックス {count}個の文字を、本文の続きに置きました。"),
    Note.STRUCK: later("取り消し線の文字 {count}か所を除きました。"),
    Note.HIDDEN: later("隠し文字 {count}か所を除きました。"),
    Note.CHANGES: later("変更履歴 {count}か所を、承諾したものとして取り込みました。"),
    Note.COMMENT: later("コメント {count}件は取り込んでいません。"),
    Note.LINK: later("リンク {count}個は、https:// などで始まらないため外し、文字だけを残しました。"),
    Note.FORMULA: later("数式 {count}個を、文字だけで取り込みました。"),
    Note.SYMBOL: later("特別なフォントの記号 {count}個を〓にしました。"),
    Note.LETTERS: later("目に見えない文字 {count}個を除きました。"),
}


class Notes:
    """The count of each."""

    def __init__(self) -> None:
        self._found: Counter[Note] = Counter()

    def add(self, note: Note, count: int = 1) -> None:
        self._found[note] += count

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(say(_WORDS[note], count=self._found[note]) for note in Note if self._found[note])
