"""A picture that travels inside a mail and is shown by its HTML as `cid:`.

Made by Mailing of the pictures that its plan holds: a plan is bound to a file's sha256 and to what a chart says, the bytes
are made when the first letter is drafted, and refused where the file is another by then.
"""

import base64
from dataclasses import dataclass
from functools import cached_property

from m365bot.content.issue import images, mail_look
from m365bot.content.issue.images import Picture
from m365bot.errors import ConfigError, FaultyConfig
from m365bot.resources.ports.graph import Json


@dataclass(frozen=True)
class Inline:
    """cid: by which the HTML names it."""

    cid: str
    picture: Picture

    @property
    def name(self) -> str:
        """Of its file, in ASCII."""
        return f"{self.cid}{images.suffix(self.picture)}"

    @cached_property
    def data(self) -> str:
        """Its bytes in base64. Raises FaultyConfig where the file is not what it was when the mail was planned."""
        try:
            return base64.b64encode(images.scaled(self.picture, mail_look.PICTURE_WIDTH)).decode()
        except ConfigError as error:
            raise FaultyConfig(str(error)) from error

    @property
    def attachment(self) -> Json:
        """As a message's body has it."""
        return {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": self.name,
            "contentType": self.picture.media,
            "contentBytes": self.data,
            "contentId": self.cid,
            "isInline": True,
        }
