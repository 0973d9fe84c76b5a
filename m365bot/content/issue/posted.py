"""What a post of an issue is made of: HTML as an approver reads it, and the card that is sent instead where one is wanted.

Called by the newsletter's job through `faces`, and by whoever asks whether what was posted is what is written now.
"""

from dataclasses import dataclass

from m365bot.content import post
from m365bot.content.issue import card, images, teams
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Manuscript


@dataclass(frozen=True)
class Posted:
    """`card` is its JSON, empty where the HTML is sent; `pictures` are those of what is sent. `lacks`: the charts that
    cannot be drawn (any more): what was published with them is better left as it is.
    """

    html: str
    pictures: tuple[Picture, ...] = ()
    card: str = ""
    lacks: tuple[str, ...] = ()

    def fingerprint(self, subject: str) -> str:
        """As the Post resource has it."""
        pictures = map(images.fingerprint, self.pictures)
        return post.fingerprint(post.said(subject, self.html, pictures=pictures, card=self.card))


def of(written: Manuscript, kind: str = "html") -> Posted:
    """kind: html or card, as an issue's `post` says."""
    face = teams.of(written)
    if kind != "card":
        return Posted(face.html, face.pictures, lacks=written.no_figures)
    made = card.of(written)
    return Posted(face.html, made.pictures, made.content, written.no_figures)
