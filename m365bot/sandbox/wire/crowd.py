"""How many requests are in one mailbox at once: four of an app, inner ones of a batch counted together.

Asked by the gateway (docs/facts.md 108). Knows who is inside only by the id of the outer request.
"""

from dataclasses import dataclass, field

from m365bot.sandbox.settings import Settings
from m365bot.sandbox.wire.problems import GraphProblem


@dataclass
class Crowd:
    """By app and mailbox, the outer requests that are inside."""

    settings: Settings
    _inside: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def enter(self, app: str, mailbox: str, outer: str) -> None:
        """429 for the fifth."""
        inside = self._inside.setdefault((app, mailbox), [])
        if self.settings.throttling and len(inside) >= self.settings.mailbox_at_once:
            message = "Application is over its MailboxConcurrency limit."
            raise GraphProblem(429, "ApplicationThrottled", message, headers={"Retry-After": "1"})
        inside.append(outer)

    def leave(self, outer: str) -> None:
        """An outer request is over, and all it carried with it."""
        for key, inside in list(self._inside.items()):
            if outer in inside:
                self._inside[key] = [each for each in inside if each != outer]
        self._inside = {key: inside for key, inside in self._inside.items() if inside}
