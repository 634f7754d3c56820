"""Compiled loops of the simulation; each has a plain twin in `confidence.plain` that gives the same figures."""
