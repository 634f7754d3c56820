"""Dated plans from scheduling problems: list scheduling, search, constraint programming, bounds."""
