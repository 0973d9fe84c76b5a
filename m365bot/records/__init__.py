"""What trainees did: the raw row kept, the row normalised, quarantine with reasons. Pure rules."""
