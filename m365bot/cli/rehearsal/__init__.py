"""A whole season in the practice tenant, day by day: who acts when, what the jobs make of it, whether it came out right."""
