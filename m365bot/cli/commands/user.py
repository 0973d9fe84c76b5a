"""Who types a command: the operating system's user, nobody having signed in.

Called by the commands that note who did something.
"""

import getpass
import os


def name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return str(os.getuid())
