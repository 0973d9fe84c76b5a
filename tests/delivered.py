"""The reference instance as journeys stand on it: an issue is posted to Teams alone, as most of them are about a post.

Called by the fixture `instance` and by what puts first runs back. The journeys about an issue's faces ask for `every_face`,
and have it as it is delivered.
"""

from pathlib import Path

ALL_STAFF = {
    "displayName": "全職員",
    "mail": "zenshokuin@example.jp",
    "kind": "distribution",
    "members": ["*"],
}
"""The list to which issues are mailed; an office has its own, so the practice tenant has none until it is given."""
EVERY_FACE = b"to: [teams, page, mail, export]"
POSTED = b"to: [teams]"


def content(name: str, data: bytes) -> bytes:
    """Of a file, by its path below config/ or jobs/'s parent."""
    return data.replace(EVERY_FACE, POSTED) if name.startswith("config/newsletter/") else data


def posted_alone(folder: Path) -> None:
    for path in (folder / "config/newsletter").glob("*.md"):
        path.write_bytes(content(f"config/newsletter/{path.name}", path.read_bytes()))


def with_every_face(folder: Path) -> None:
    for path in (folder / "config/newsletter").glob("*.md"):
        path.write_bytes(path.read_bytes().replace(POSTED, EVERY_FACE))
