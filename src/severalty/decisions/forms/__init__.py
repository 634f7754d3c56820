"""The forms of decisions, by subject."""
