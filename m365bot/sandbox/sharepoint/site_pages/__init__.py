"""Pages of sites: made, read, changed, published, deleted."""
