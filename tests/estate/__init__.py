"""Tests of severalty.estate."""
