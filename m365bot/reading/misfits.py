"""What is said of values and keys that do not fit their shape.

Called by the shapes alone.
"""

import re
from collections.abc import Iterable

from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.tree.nodes import Entries, Node, Word
from m365bot.words import say

_WIDE_MARKS = "、\uff0c\uff3b\uff3d"


def has_wide_marks(text: str) -> bool:
    """Whether full-width marks stand where a list's own belong."""
    return bool(re.search(f"[{_WIDE_MARKS}]", text))


def complain_of_several(node: Node, file: ConfigFile) -> None:
    """A list or mapping where a single value belongs."""
    one_in_braces = isinstance(node, Entries) and node.in_braces and len(node.pairs) == 1
    file.complain(
        node.place,
        say("ここには1つの値を書きます。{found}があります。", found=node.called),
        say('{ } を文字として書くときは引用符で囲んでください: "{…}"')
        if one_in_braces
        else say("1つだけを、並びにせずに書いてください。"),
    )


def complain_of_other(node: Node, wanted: str, example: str, file: ConfigFile) -> None:
    """Something else than the list or mapping that belongs there."""
    if isinstance(node, Word) and not node.text.strip():
        words = say("値が空です。ここには{wanted}を書きます。", wanted=wanted)
    else:
        words = say("ここには{wanted}を書きます。{found}があります。", wanted=wanted, found=node.called)
    file.complain(node.place, words, example)


def complain_of_marks(node: Node, file: ConfigFile) -> None:
    """A list parted by full-width marks."""
    text = node.text if isinstance(node, Word) else ""
    parts = [part for part in re.split(rf"[{_WIDE_MARKS}\s]+", text) if part]
    file.complain(
        node.place,
        say("「{text}」の区切りが全角です。", text=text),
        say("並びは半角の記号で書いてください: [{parts}]", parts=", ".join(parts)),
    )


def complain_of_double(name: str, place: Place, first: Place, file: ConfigFile) -> None:
    file.complain(
        place,
        say("'{name}' が2回書かれています({line}行目にもあります)。", name=name, line=first.line),
        say("どちらか1つを残してください。"),
    )


def complain_of_unknown(name: str, place: Place, known: Iterable[str], file: ConfigFile) -> None:
    file.complain(place, say("'{name}' という項目はありません。", name=name), _likely(name, known))


def _likely(name: str, known: Iterable[str]) -> str:
    if "：" in name or "\u3000" in name:
        return say("全角の「：」や空白は使えません。半角の「: 」にしてください。")
    if ":" in name:
        return say("コロンの後に半角の空白が要ります。")
    return nearest(name, known)


def complain_of_nothing(name: str, key: Node, value: Word, file: ConfigFile, *, required: bool) -> None:
    """A key without a value, perhaps because # made a comment of it; or with a blank for one, which looks like none."""
    if value.text:
        file.complain(
            value.place,
            say("'{name}' の値が、見えない空白({letter})だけです。", name=name, letter=_named(value.text)),
            say("値を書くか、空白を消してください。"),
        )
        return
    rest = key.rest.lstrip(":").strip() if isinstance(key, Word) else ""
    if rest.startswith("#"):
        file.complain(
            key.place,
            say("'{name}' の値が空です: {rest}", name=name, rest=rest),
            say(
                '「#」から後ろは注釈になります。引用符で囲んでください: {name}: "{rest}"',
                name=name,
                rest=rest,
            ),
        )
    elif required:
        file.complain(key.place, say("'{name}' の値が空です。", name=name), say("値を書いてください。"))


def _named(blanks: str) -> str:
    return say("全角の空白") if "\u3000" in blanks else f"U+{ord(blanks[0]):04X}"


def look_for_lost_rest(name: str, value: Word, file: ConfigFile) -> None:
    """`title: 演習 #2` loses its #2; a comment proper has blanks after its #, or two before it."""
    if value.bare and value.rest.startswith(" #") and not value.rest.startswith(" # "):
        file.complain(
            value.place,
            say("'{name}' の「{rest}」は注釈として捨てられます。", name=name, rest=value.rest.strip()),
            say(
                '引用符で囲んでください: {name}: "{whole}"',
                name=name,
                whole=f"{value.text}{value.rest.rstrip()}",
            ),
        )
