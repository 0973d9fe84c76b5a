"""The pictures of a page as they lie in their library: which are there, which are ours, and what the page has to name.

Called by Page. Reads only. What a person put in a picture's place stands on no page of ours: whatever that shows, our words
do not say it.
"""

from collections.abc import Mapping, Sequence

from m365bot.content.sheet import Image
from m365bot.resources.kinds.picture import Picture, image_of
from m365bot.resources.view import View

Placed = Sequence[tuple[int, Picture]]
"""Each with the number of the text below it."""
Above = Mapping[int, Sequence[Image]]
"""Number of a text → what stands above it."""
ABSENT, NOT_OURS = "", "-"  # in place of a picture's id


async def items(view: View, pictures: Placed) -> list[str]:
    """Their ids."""
    found = [await view.seen(picture) for _, picture in pictures]
    return [ABSENT if seen is None else NOT_OURS if seen.withheld else seen.id for seen in found]


async def put(view: View, pictures: Placed) -> list[str]:
    """The same right after they were written, when the library may not show them yet."""
    found = zip(pictures, await items(view, pictures), strict=True)
    return [item or str(view.memo(picture.key).get("id") or "") for (_, picture), item in found]


async def images(view: View, pictures: Placed) -> Above:
    """Left out is what is not ours, and what the service does not name."""
    found: dict[int, list[Image]] = {}
    for (number, picture), item in zip(pictures, await items(view, pictures), strict=True):
        if item != NOT_OURS and (image := await image_of(view, picture)):
            found.setdefault(number, []).append(image)
    return found


def words(pictures: Placed) -> Mapping[int, Sequence[str]]:
    """Number of a text → what is read out for the pictures above it."""
    found: dict[int, list[str]] = {}
    for number, picture in pictures:
        found.setdefault(number, []).append(picture.chart.alt)
    return found
