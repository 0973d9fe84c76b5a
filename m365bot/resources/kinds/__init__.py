"""One kind of Microsoft 365 thing a file: what it is, how to see it, compare it, write it."""
