"""The officers' desk in a browser: see, understand, decide and trigger, without a terminal.

Called by `m365bot console`. Pages read the books and config/ by app, and write rows; a daemon carries them out. Nothing
here asks Microsoft Graph. app: the routes of `routes` behind a door; pages: one file a page; templates and static beside.
"""
