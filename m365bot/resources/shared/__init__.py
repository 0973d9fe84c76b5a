"""What several kinds share: who a person is, what a drive holds, when two files are one, what people are in."""
