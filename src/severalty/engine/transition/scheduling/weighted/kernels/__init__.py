"""Compiled loops of the weighted search. Each has a plain twin in the tests."""
