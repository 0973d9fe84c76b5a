"""Pictures beside an issue: scaled, and nothing of the camera left in them."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Library

from m365bot.content.chart import Chart, bar
from m365bot.content.issue import images
from m365bot.content.issue.images import Drawing
from m365bot.errors import ConfigError
from m365bot.programme.pictures import JPEG, PNG, Image

Made = Callable[[str, Library.Image], Image]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(name: str, pixels: Library.Image, **options: object) -> Image:
        path = tmp_path / name
        pixels.save(path, **options)
        data = path.read_bytes()
        look = images.look(data)
        assert look
        return Image(name, path, sha256(data).hexdigest(), "図", look.width, look.height, look.media)

    return make


def opened(data: bytes) -> Library.Image:
    return Library.open(BytesIO(data))


def test_a_large_one_is_scaled_and_a_small_one_is_left(made: Made) -> None:
    large = made("large.png", Library.new("RGB", (3000, 1500), "#246"))
    small = made("small.png", Library.new("RGB", (40, 30), "#246"))

    assert opened(images.scaled(large, 900)).size == images.shown_size(large, 900) == (900, 450)
    assert opened(images.scaled(small, 900)).size == (40, 30)


def test_the_same_picture_is_the_same_bytes(made: Made) -> None:
    picture = made("a.png", Library.effect_noise((300, 200), 60))

    assert images.scaled(picture, 200) == images.scaled(picture, 200)


def test_where_and_by_what_a_photo_was_taken_stays_behind(made: Made) -> None:
    exif = Library.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # held upright
    exif.get_ifd(0x8825)[1] = "N"
    photo = made("photo.jpg", Library.new("RGB", (400, 200), "#642"), exif=exif, comment=b"secret")  # type: ignore[call-arg]

    data = images.scaled(photo, 900)

    assert (photo.width, photo.height) == opened(data).size == (200, 400)
    assert b"Secret" in photo.path.read_bytes()
    assert b"secret" not in data.lower()
    assert dict(opened(data).getexif()) == {}


def test_the_notes_inside_a_png_stay_behind(made: Made) -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "secret")
    picture = made("a.png", Library.new("RGBA", (40, 30), (1, 2, 3, 4)), pnginfo=notes)  # type: ignore[call-arg]

    data = images.scaled(picture)

    assert b"secret" not in data
    assert opened(data).mode == "RGBA"


def test_a_photo_stays_one_and_all_else_is_png(made: Made) -> None:
    moving = [Library.new("RGB", (30, 20), shade) for shade in ("#000", "#fff")]
    gif = made("a.gif", moving[0], save_all=True, append_images=moving[1:])  # type: ignore[call-arg]
    photo = made("a.jpg", Library.new("CMYK", (30, 20)))

    look = images.look(gif.path.read_bytes())
    assert look
    assert look.frames == 2
    assert (gif.media, opened(images.scaled(gif)).format) == (PNG, "PNG")
    assert (photo.media, opened(images.scaled(photo)).format) == (JPEG, "JPEG")


def test_no_more_comes_of_one_than_is_told_without_making_it(made: Made) -> None:
    bands = [Library.effect_noise((size, size), 90) for size in (500, 500, 500)]
    noise = Library.merge("RGB", bands)

    for picture in (
        made("noise.png", noise),
        made("noise.jpg", noise),
        made("small.png", noise.crop((0, 0, 90, 90))),
    ):
        assert len(images.scaled(picture, 900)) <= images.most_bytes(picture, 900)


def test_a_file_that_changed_meanwhile_is_refused(made: Made) -> None:
    picture = made("a.png", Library.new("RGB", (40, 30)))
    Library.new("RGB", (40, 30), "#fff").save(picture.path)

    with pytest.raises(ConfigError, match=r"a\.png.*変わりました"):
        images.scaled(picture)


def test_a_link_in_its_place_is_refused(made: Made, tmp_path: Path) -> None:
    picture = made("a.png", Library.new("RGB", (40, 30)))
    picture.path.rename(tmp_path / "b.png")
    picture.path.symlink_to(tmp_path / "b.png")

    with pytest.raises(ConfigError, match="開けません"):
        images.scaled(picture)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"png",
        b"<svg onload='x'/>",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypheic",
        b"GIF89a",
    ],
)
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert images.look(data) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_one_that_is_cut_off_is_none(kind: str) -> None:
    file = BytesIO()
    Library.effect_noise((200, 200), 60).save(file, kind)
    data = file.getvalue()

    assert images.look(data)
    assert images.look(data[: len(data) // 2]) is None


def test_a_chart_is_a_picture_like_any_other() -> None:
    drawing = Drawing(Chart("進み具合", "題", (bar("科目", 1, 2, "1 / 2"),)))

    assert opened(images.scaled(drawing, 500)).size == images.shown_size(drawing, 500)
    assert images.suffix(drawing) == ".png"
    assert drawing.alt in images.fingerprint(drawing)
