"""Sign-in pages: plain forms without script, for people and for browsers that tests drive."""
