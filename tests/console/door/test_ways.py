"""Where somebody may be sent on to: a page of ours as it was asked for, and nowhere else."""

import pytest

from m365bot.console.door import ways


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "//[",
        ),
        *(
            "/\t/evil.example",
            "/\r\nSet-Cookie: x=1",
            "http:evil",
            "",
            "evil",
            "/sign-out",
            "/sign-in",
            "/sign-in/go",
            "///x",
        ),
        *("/" + "x" * 2000, "/sign-in?next=/", "/static/../x"),
    ],
)
def test_what_leads_elsewhere_or_back_to_the_door_is_the_first_page(wanted: str) -> None:
    assert ways.own(wanted) == "/"
    assert ways.sign_in(wanted) == "/sign-in?next=%2F"


@pytest.mark.parametrize("wanted", ["/", "/runs/r1?x=1&y=二", "/sign-in/held", "/" + "x" * 1999, "/signs"])
def test_a_page_of_ours_is_gone_on_to(wanted: str) -> None:
    assert ways.own(wanted) == wanted


def test_it_is_handed_on_as_one_value() -> None:
    assert ways.sign_in("/runs?x=1&next=//evil") == "/sign-in?next=%2Fruns%3Fx%3D1%26next%3D%2F%2Fevil"
