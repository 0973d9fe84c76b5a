"""Query options of sites, drives and lists."""

import pytest

from m365bot.sandbox.sharepoint import options
from m365bot.sandbox.sharepoint.options import DRIVE_ITEM, Expand
from m365bot.sandbox.wire.problems import GraphProblem

BODY = {"@odata.context": "c", "id": "1", "name": "a", "size": 3, "@microsoft.graph.downloadUrl": "u"}


def selected(wanted: str | None) -> set[str]:
    return set(options.select(BODY, wanted, DRIVE_ITEM, "driveItem"))


def test_without_a_choice_everything_is_shown() -> None:
    assert selected(None) == selected("") == set(BODY)


def test_only_what_is_chosen_is_shown_and_the_context_stays() -> None:
    assert selected("id, Size") == {"@odata.context", "id", "size"}


def test_the_address_of_the_content_has_two_names() -> None:
    assert "@microsoft.graph.downloadUrl" in selected("id,content.downloadUrl")
    assert "@microsoft.graph.downloadUrl" not in selected("id")


def test_a_property_that_no_such_thing_has_is_refused_by_name() -> None:
    with pytest.raises(GraphProblem, match=r"'colour' on type 'microsoft\.graph\.driveItem'") as caught:
        selected("id,colour")

    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, []),
        ("fields", [Expand("fields")]),
        ("fields($select=a, b)", [Expand("fields", ("a", "b"))]),
        ("fields(select=a)", [Expand("fields", ("a",))]),
        ("fields,children", [Expand("fields"), Expand("children")]),
    ],
)
def test_what_is_to_be_expanded_is_read(text: str | None, found: list[Expand]) -> None:
    assert options.expands(text, ("fields", "children")) == found


@pytest.mark.parametrize("text", ["versions", "fields($top=3)"])
def test_another_expansion_is_refused(text: str) -> None:
    with pytest.raises(GraphProblem):
        options.expands(text, ("fields",))


def test_a_page_has_the_size_that_is_asked_for() -> None:
    assert (options.top({}, 200), options.top({"$top": ""}, 200), options.top({"$top": "1"}, 200)) == (
        200,
        200,
        1,
    )


@pytest.mark.parametrize("text", ["0", "-1", "x", "１", "1.5"])
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(GraphProblem, match="top"):
        options.top({"$top": text}, 200)
