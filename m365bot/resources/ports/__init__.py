"""What kinds need of Graph, records and memory; graph/ and database/ serve it."""
