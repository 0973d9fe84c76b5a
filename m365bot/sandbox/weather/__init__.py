"""The tenant's weather: what a real tenant may do or not, each a named value (ADR 29)."""
