"""Programs that work out again, in their own way and with nothing of m365bot's, what it says."""
