"""A post that tells of files: made once they are there, and not without them.

Yielded by the announce job, which runs after the one that puts them there. In all else it is a post.
"""

from dataclasses import dataclass

from m365bot.resources.kinds.file import File
from m365bot.resources.kinds.post import Post
from m365bot.resources.seen import Seen
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Announcement(Post):
    """`files`: what it tells of."""

    files: tuple[File, ...] = ()

    async def see(self, view: View) -> Seen | None:
        """What was posted is posted; else it waits for the files, and is told as withheld until they are there."""
        if found := await super().see(view):
            return found
        missing = [file.title for file in self.files if await view.seen(file) is None]
        words = say("まだ置かれていない資料があるため、投稿しません: {files}", files=say("、").join(missing))
        return Seen("", withheld=words) if missing else None
