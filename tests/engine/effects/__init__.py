"""Chance in pounds and days."""
