"""Ports of this machine, for those who have to be told theirs before they listen.

Called by fixtures. Below those that the kernel gives to whoever asks for any or calls somebody: between the choice and the
start, and while somebody starts anew, nobody comes by one of these by chance.
"""

import random
import socket
from contextlib import suppress

_LIKELY = range(20_000, 32_000)
_drawn = random.SystemRandom()  # Hypothesis gives every worker the same seed


def free() -> int:
    """One that nobody listens on."""
    while True:
        port = _drawn.choice(_LIKELY)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
