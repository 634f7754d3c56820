"""Risks: what may go wrong, how likely and how bad, what is done about it, and what it would do in days and pounds."""
