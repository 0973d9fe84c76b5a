"""The pictures of the guides, drawn anew: what officers and trainees see, in the practice tenant."""
