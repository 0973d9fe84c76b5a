"""Where answers are: what every source gives, and how a list's columns and items become that."""
