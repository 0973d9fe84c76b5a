"""One file a page: functions of what is asked that read, or keep a row, and never know of a web server."""
