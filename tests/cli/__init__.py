"""Tests of severalty.cli."""
