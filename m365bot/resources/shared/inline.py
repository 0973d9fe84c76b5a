"""A picture that travels inside a mail and is shown by its HTML as `cid:`.

Made by the job from the mail's face, held by the kinds that mail and by their stored plans. Nothing is sent but the very
bytes that were approved.
"""

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from m365bot import regular
from m365bot.errors import FaultyConfig
from m365bot.resources.ports.graph import Json
from m365bot.words import say

MOST = 3 * 1024 * 1024  # bytes; a request is 4 MB at most, and base64 makes four of three (docs/facts.md 67)


@dataclass(frozen=True)
class Inline:
    """cid: by which the HTML names it. sha256: of its bytes, in hex. data: these in base64, where they stand in no file."""

    cid: str
    name: str
    sha256: str
    path: Path = Path()
    data: str = ""

    @classmethod
    def of(cls, cid: str, name: str, content: bytes) -> "Inline":
        """One that was made, such as a picture scaled or a chart drawn."""
        digest, data = hashlib.sha256(content).hexdigest(), base64.b64encode(content).decode()
        return cls(cid, name, digest, data=data)

    @property
    def stored(self) -> list[str]:
        return [self.cid, self.name, self.sha256, str(self.path), self.data]

    @classmethod
    def of_stored(cls, stored: Sequence[str]) -> "Inline":
        cid, name, digest, path, data = stored
        return cls(cid, name, digest, Path(path), data)

    @property
    def content(self) -> bytes:
        """Raises FaultyConfig where the file is not what it was when the mail was planned."""
        found = base64.b64decode(self.data) if self.data else self._read()
        if hashlib.sha256(found).hexdigest() != self.sha256:
            raise self._changed()
        return found

    def _read(self) -> bytes:
        try:
            return regular.read(self.path, MOST)
        except OSError as error:
            raise self._changed() from error

    def _changed(self) -> FaultyConfig:
        return FaultyConfig(
            say(
                "図『{name}』が読めないか、計画のあとに変わりました。もう一度実行してください。",
                name=self.name,
            )
        )

    @property
    def attachment(self) -> Json:
        """As a message's body has it."""
        return {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": self.name,
            "contentType": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "contentBytes": base64.b64encode(self.content).decode(),
            "contentId": self.cid,
            "isInline": True,
        }
