"""The control API: what is done to the sandbox from outside Graph, by tests, operators and people at their desks."""
