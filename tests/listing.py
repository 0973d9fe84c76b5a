"""A list of answers as its owners handle it: items mended and deleted, columns made, by plain HTTP against Graph.

Called by journeys. Shares no code with m365bot.
"""

import json
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.sight import Sight


@dataclass(frozen=True)
class Listing:
    """One list of the officers' site; cells are named by what people see."""

    sight: Sight
    name: str

    @cached_property
    def path(self) -> str:
        site = self.sight.get(f"/groups/{self.sight.team('dx-office').id}/sites/root")["id"]
        lists = self.sight.all(f"/sites/{site}/lists")
        return next(f"/sites/{site}/lists/{one['id']}" for one in lists if one["displayName"] == self.name)

    @property
    def columns(self) -> list[dict[str, Any]]:
        return self.sight.all(f"{self.path}/columns")

    def key(self, shown: str) -> str:
        """Of the first column of that name, as fields have it."""
        name = next(str(one["name"]) for one in self.columns if one["displayName"] == shown)
        return f"OData_{name}" if name.startswith("_") else name

    def number_of(self, mail: str) -> str:
        """What person columns of the site call somebody."""
        site = self.path.partition("/lists/")[0]
        users = self.sight.all(f"{site}/lists/users/items?$expand=fields")
        return next(str(one["id"]) for one in users if one["fields"]["UserName"] == mail)

    def mend(self, item: int, **cells: object) -> None:
        fields = {self.key(shown): cell for shown, cell in cells.items()}
        self.asks("PATCH", f"{self.path}/items/{item}/fields", fields)

    def delete(self, item: int) -> None:
        self.asks("DELETE", f"{self.path}/items/{item}", None)

    def add_column(self, shown: str, **facets: object) -> None:
        self.asks("POST", f"{self.path}/columns", {"name": shown, "displayName": shown, **facets})

    def add_item(self, fields: dict[str, object]) -> None:
        """By the list's own keys."""
        self.asks("POST", f"{self.path}/items", {"fields": fields})

    def asks(self, method: str, path: str, body: dict[str, object] | None) -> None:
        self.sight.sandbox.advance(1.1)
        token = self.sight._token
        request = urllib.request.Request(
            self.sight.sandbox.graph_url + path,
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
