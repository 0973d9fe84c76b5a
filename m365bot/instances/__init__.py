"""Many instances on one machine: which there are, and a process of its own for each that has something to do.

Called by the command line. Reads nothing of what an instance keeps, and loads no job: that is the workers' affair.
"""
