"""The project's figures, measured: `make bench`. Never part of the tests."""
