"""Sites: found, shown, there from the start."""
