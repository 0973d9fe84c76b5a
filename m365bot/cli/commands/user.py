"""Who types a command: the operating system's user, nobody having signed in.

Called by the commands that note who did something. The environment (LOGNAME, USER) has no say: anybody may set it.
"""

import os
import pwd


def name() -> str:
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container's user may have no name
        return str(uid)
