"""Sources that people edit as they like, for the tests that count what becomes of every line."""
