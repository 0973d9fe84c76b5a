"""Teams: teams and their people, channels, tabs, posts."""
