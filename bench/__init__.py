"""Measurements: how long an import takes, how long pages take when there is much on record, whether pennies are lost."""
