"""The forms of this stage."""
