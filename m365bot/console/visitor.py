"""Who sits before the page, as the door made sure of.

Made by the door (`request.state.visitor`); read by the guard and the pages. Pure.
"""

from dataclasses import dataclass

from m365bot.console.roles import Role, Roles


@dataclass(frozen=True)
class Visitor:
    """account, tenant: the directory's ids of who signed in. sign_in_name: as they sign in, in lower case.

    roles: as their token tells them.
    """

    account: str
    tenant: str
    sign_in_name: str
    name: str
    roles: Roles = frozenset()

    def is_any_of(self, roles: Roles) -> bool:
        return bool(self.roles & roles)

    def has(self, role: str) -> bool:
        """For templates: by its name."""
        return Role(role) in self.roles
