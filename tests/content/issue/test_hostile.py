"""Nothing that acts gets through to any face, whatever an officer pastes."""

import pytest

from tests.content.issue import hostile

WHOLE = {"mail", "export", "preview"}  # documents with a head of their own


def test_there_are_enough_of_them() -> None:
    assert len(hostile.SAMPLES) >= 400


@pytest.mark.parametrize(
    "face",
    [pytest.param(face, marks=[pytest.mark.slow] if face == "preview" else []) for face in hostile.FACES],
)
def test_none_of_them_does_anything_at_any_place(face: str) -> None:
    """The preview lays the others side by side: each has had all of them already."""
    harmed = {
        body: harm
        for body in (hostile.SAMPLES[::5] if face == "preview" else hostile.SAMPLES)
        for html in hostile.FACES[face](body)
        if (harm := hostile.harm_in(html, shell=face in WHOLE))
    }

    assert harmed == {}


@pytest.mark.parametrize("face", hostile.FACES)
def test_what_they_say_stays_to_be_read(face: str) -> None:
    html = "".join(hostile.FACES[face]("前の文\n\n<script>alert(1)</script>\n\n後の文"))

    assert "前の文" in html
    assert "alert(1)" in html
    assert "後の文" in html


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>",
        '<a href="javascript:x">',
        '<a href="https://a@b.example/">',
        '<img src="https://evil.example/x.png">',
        "<p style='background:url(x)'>",
        "a\u202eb",
        "1337",
    ],
)
def test_the_look_itself_sees_harm(html: str) -> None:
    assert hostile.harm_in(html)
