"""The pictures beside an issue: found, looked at, and complained of where readers would not see them.

Called by the reader of issues. Reads a file's bytes and its first lines, never its points; follows no link.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from m365bot import regular
from m365bot.content.issue import images
from m365bot.programme.pictures import Image
from m365bot.reading.budget import A_FILE
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.words import say

SHOWN = re.compile(r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*(?:<([^>]*)>|([^)\s]+))")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # one letter and a colon are a drive
_KNOWN = {
    b"RIFF": "WebP",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"<svg": "SVG",
    b"<?xml": "SVG",
    b"%PDF": "PDF",
}


def of(line: str, number: int, file: ConfigFile) -> Iterator[Image]:
    """Those that a line shows and that can be shown."""
    for found in SHOWN.finditer(line):
        target, place = found[2] or found[3], file.at(number, found.start() + 1)
        if _ADDRESS.match(target):
            _remark_on_address(target, place, file)
            continue
        if not found[1].strip():
            _complain_of_silence(target, place, file)
        if image := _image(target, place, file):
            yield image


def _remark_on_address(target: str, place: Place, file: ConfigFile) -> None:
    file.remark(
        place,
        say("インターネットの図は載りません。説明の文だけが載ります: {target}", target=target[:200]),
        say("図を保存し、原稿と同じフォルダーに置いて、その名前を書いてください。"),
    )


def _complain_of_silence(target: str, place: Place, file: ConfigFile) -> None:
    file.complain(
        place,
        say("図『{name}』に説明がありません。", name=target),
        say(
            "図が見えない人にも伝わるように、[ ] の中に何の図かを書いてください。例: ![点検アプリの入力画面]({name})",
            name=target,
        ),
    )


def _image(target: str, place: Place, file: ConfigFile) -> Image | None:
    folder = file.path.parent
    path = Path(os.path.normpath(folder / unquote(target).replace("\\", "/")))
    near = say("原稿と同じフォルダーに置き、そこからの名前を書いてください。")
    if not path.is_relative_to(folder) or path == folder:
        file.complain(place, say("図『{name}』は原稿のフォルダーの外にあります。", name=target), near)
        return None
    try:
        found = _read(path, file)
    except regular.TooLarge as error:
        _complain_of_size(target, error, place, file)
    except (OSError, ValueError):  # a name that no file can have, a folder, a link, nothing
        file.complain(place, say("図『{name}』がありません。", name=target), near)
    else:
        return _seen(found, target, path, place, file)
    return None


def _read(path: Path, file: ConfigFile) -> tuple[str, int, images.Look | str]:
    status = path.lstat()
    if regular.what(status.st_mode) == "file" and status.st_size <= images.LARGEST:
        file.affords(A_FILE + status.st_size // 20_000)
    return _looked_at(path, file.below, (status.st_ino, status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=512)
def _looked_at(path: Path, below: Path, _: tuple[int, ...]) -> tuple[str, int, images.Look | str]:
    """sha256, bytes, and what it is; once for each state of a file, since a daemon reads config/ often."""
    data = regular.read(path, images.LARGEST, below=below)
    return hashlib.sha256(data).hexdigest(), len(data), images.look(data) or _kind(data)


def _kind(data: bytes) -> str:
    """What it is instead, where that can be told."""
    if data[4:8] == b"ftyp":
        return "HEIC"
    return next((name for start, name in _KNOWN.items() if data.lstrip().startswith(start)), "")


def _seen(
    found: tuple[str, int, images.Look | str], target: str, path: Path, place: Place, file: ConfigFile
) -> Image | None:
    sha256, size, look = found
    if isinstance(look, str):
        _complain_of_kind(target, look, place, file)
        return None
    if look.width * look.height > images.MOST_POINTS:
        words = say("図『{name}』は点の数が多すぎます(縦×横で5,000万点までです)。", name=target)
        file.complain(place, words, say("写真の大きさを、長い辺で5,000点ぐらいまでに縮めてください。"))
        return None
    if look.frames > 1:
        file.remark(place, say("図『{name}』は動く図です。最初の1枚だけが載ります。", name=target))
    name = unquote(target).replace("\\", "/").removeprefix("./")
    return Image(
        name,
        path,
        sha256,
        alt="",
        width=look.width,
        height=look.height,
        media=look.media,
        size=size,
        below=file.below,
    )


def _complain_of_size(target: str, error: regular.TooLarge, place: Place, file: ConfigFile) -> None:
    file.complain(
        place,
        say(
            "図『{name}』が大きすぎます({size:,} MB)。{most} MB までです。",
            name=target,
            size=-(-error.size // 1024**2),
            most=error.most // 1024**2,
        ),
        say("写真の大きさを、長い辺で5,000点ぐらいまでに縮めてください。"),
    )


def _complain_of_kind(target: str, kind: str, place: Place, file: ConfigFile) -> None:
    words = (
        say("図『{name}』({kind})は載せられません。", name=target, kind=kind)
        if kind
        else say(
            "図『{name}』は図として開けません。途中で切れているか、別の種類のファイルです。", name=target
        )
    )
    file.complain(place, words, say("画像を開き、「名前を付けて保存」で PNG か JPEG にしてください。"))


def each_once(found: Iterator[Image]) -> tuple[Image, ...]:
    """By name; what a picture shows is told where it stands."""
    return tuple({image.name: replace(image, alt="") for image in found}.values())
