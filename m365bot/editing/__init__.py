"""editing: officers' changes to the files of config/, as versions of the same files.

Called by app. What is changed on a page, uploaded, undone or pulled is judged before it is laid into the folder; what
somebody changed in the folder is noticed. A broken change never takes effect: the last good version stays in force. Knows
who keeps versions by a port; never asks Graph.
"""
