"""The forms of plans, by subject."""
