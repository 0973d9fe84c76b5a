"""Mailboxes: drafts, what is sent and what arrives, as far as Graph serves them."""
