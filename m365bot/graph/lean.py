"""msal without the part by which machines of Azure sign in: nobody here does, and it loads requests, which takes 4 MB.

Called by whoever signs in or lets sign in: `from m365bot.graph.lean import msal`. Where msal was loaded before, it is whole.
"""

import sys
from types import ModuleType
from typing import Any

_LEFT_OUT = "msal.managed_identity"


class _Nothing(ModuleType):
    """Whatever is asked of it by name is there, and of no use."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def _loaded() -> Any:
    if "msal" in sys.modules:
        return sys.modules["msal"]
    sys.modules[_LEFT_OUT] = _Nothing(_LEFT_OUT)
    try:
        import msal
    finally:
        del sys.modules[_LEFT_OUT]  # whoever imports it by its own name gets it
    return msal


msal: Any = _loaded()
