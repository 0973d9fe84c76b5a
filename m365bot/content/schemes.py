"""Which kinds of address may stand in a text. Called by links and html."""

SCHEMES = frozenset({"https", "http", "mailto"})
