"""Lists: columns, rows and what is written into them."""
