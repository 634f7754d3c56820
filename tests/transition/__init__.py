"""Tests of what becomes of things."""
