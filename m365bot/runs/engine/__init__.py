"""The engine: which node does which run, and who goes on when a node is gone. DBOS Transact behind one door.

Called by the daemon alone: importing the library takes two seconds. What it keeps is disposable; the journal alone
says what was done, and what is left to do.
"""
