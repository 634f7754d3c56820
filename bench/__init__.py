"""Measurements: how long imports and pages take when there is much on record, and whether pennies are lost."""
