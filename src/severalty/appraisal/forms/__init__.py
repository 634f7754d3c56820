"""The forms of this stage, by subject."""
