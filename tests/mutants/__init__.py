"""Small mistakes made on purpose, one at a time: does a fast test see each?"""
