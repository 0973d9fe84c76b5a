"""Opens an address in the browser of whoever sits at this machine, where there is one.

Called by login. A browser in the terminal itself would take it over and shows no sign-in page: that is no browser.
"""

import os
import sys


def opened(url: str) -> bool:
    """False where nobody would see it: then the address is to be shown."""
    if not _is_there_a_screen():
        return False
    import webbrowser

    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False


def _is_there_a_screen() -> bool:
    named = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in named)
