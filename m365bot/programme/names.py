"""Names: which ones Teams and SharePoint refuse, and when two names are one.

Called by the readers of channels, materials and people. Rules are those of docs/facts.md 25 and 56 and of
docs/facts.md spo.name, spo.path. Forbidden characters are looked for in the name as written, before any
folding: the full-width twins (: / &) are allowed and reach the tenant as they are.
"""

import re
import unicodedata
from collections.abc import Iterator

from m365bot import visible
from m365bot.words import say

CHANNEL_LENGTH = 50
PATH_LENGTH = 400
NAME_LENGTH = 255
GROUP_LENGTH = 256

_CHANNEL_FORBIDDEN = "~#%&*{}+/\\:<>?|'\","
_FILE_FORBIDDEN = '"*:<>?/\\|'
_RESERVED = {"con", "prn", "aux", "nul", "desktop.ini"}
_CHANNEL_RESERVED = (
    _RESERVED | {"forms", "conin$", "conout$"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}
)
_FILE_RESERVED = _RESERVED | {".lock"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(10)}
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff\u00ad]+")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")

# NFKC folds the Kangxi radicals (U+2F00-2FDF) but few of the supplement (U+2E80-2EFF); these are the
# letters that the supplement's forms stand for (Unicode's EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    dict(
        zip(
            "⺁⺅⺉⺋⺏⺐⺑⺒⺓⺖⺘⺙⺛⺝⺞⺟⺡⺢⺣⺤⺥⺦⺨⺩⺫⺬⺭⺮⺰⺲⺳⺵⺷⺹⺺⺼⺽⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳",
            "厂亻刂㔾尣尢尣巳幺忄扌攵旡月歺母氵氺灬爫爫丬犭王目示礻竹纟罒罓罒羊耂肀月臼虎衤覀西见角𧢲讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟",
            strict=True,
        )
    )
)


def same_letters(text: str) -> str:
    """The text with radicals folded to their letters, variation selectors dropped, and NFKC applied."""
    return unicodedata.normalize("NFKC", _SELECTORS.sub("", text.translate(_RADICALS)))


def person_fold(name: str) -> str:
    """What two spellings of one person's name have in common: letters, without any space."""
    return _SPACES.sub("", same_letters(name)).casefold()


def mail_fold(mail: str) -> str:
    """What two spellings of one sign-in name or address have in common."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", mail)).casefold()


def channel_fold(name: str) -> str:
    """Two channels of a team may not share this."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def file_fold(path: str) -> str:
    """Two files of a folder may not share this (SharePoint compares composed, without case)."""
    return unicodedata.normalize("NFC", path).casefold()


def width_fold(path: str) -> str:
    """Two files that share this look alike to people."""
    return unicodedata.normalize("NFKC", path).casefold()


def channel_faults(name: str) -> Iterator[str]:
    """Why Teams would refuse a channel of this name, one sentence each."""
    yield from _common_faults(name, _CHANNEL_FORBIDDEN, _CHANNEL_RESERVED)
    if ".." in name:
        yield say("「..」は使えません。")
    if name.startswith(("_", ".")):
        yield say("「{start}」で始められません。", start=name[0])
    if _utf16(name) > CHANNEL_LENGTH:
        yield say("{length}文字あります。{most}文字までです。", length=_utf16(name), most=CHANNEL_LENGTH)


def file_faults(name: str) -> Iterator[str]:
    """Why SharePoint would refuse a file or folder of this name, one sentence each."""
    yield from _common_faults(name, _FILE_FORBIDDEN, _FILE_RESERVED)
    if name.startswith("~$"):
        yield say("「~$」で始まる名前は使えません(Office が開いている間だけの作業ファイルです)。")
    if _utf16(name) > NAME_LENGTH:
        yield say("{length}文字あります。{most}文字までです。", length=_utf16(name), most=NAME_LENGTH)


def team_faults(name: str) -> Iterator[str]:
    """Why Entra would refuse a group of this displayName."""
    if _utf16(name) > GROUP_LENGTH:
        yield say("{length}文字あります。{most}文字までです。", length=_utf16(name), most=GROUP_LENGTH)


def nickname_faults(nickname: str) -> Iterator[str]:
    """Why Entra would refuse this mailNickname."""
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+./=?^_`{|}~-]{1,64}", nickname):
        yield say("半角英数字と - _ . で64文字までにしてください。")


def has_emoji(name: str) -> bool:
    """Emoji pass the written rule for channels, but the API refused them (docs/facts.md 25)."""
    return bool(_EMOJI.search(name))


def length(path: str) -> int:
    """Characters as SharePoint and Teams count them (UTF-16 units)."""
    return _utf16(path)


def _common_faults(name: str, forbidden: str, reserved: set[str]) -> Iterator[str]:
    bad = [letter for letter in dict.fromkeys(name) if letter in forbidden]
    if bad:
        yield say("使えない文字 {letters} があります。", letters=" ".join(bad))
    if visible.HIDDEN.search(name) or "\n" in name or "\t" in name:
        yield say("見えない制御文字があります。")
    if not name.strip():
        yield say("名前が空です。")
    elif name != name.strip():
        yield say("先頭か末尾に空白(全角の空白も)があります。")
    if name.endswith("."):
        yield say("「.」で終えられません。")
    if name.strip().casefold() in reserved or "_vti_" in name.casefold():
        yield say("「{name}」は予約された名前です。", name=name)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
