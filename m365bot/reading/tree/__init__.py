"""YAML with places, as nodes of our own. The library for it ends here."""
