"""Measurements: how long imports, pages and appraisals take when there is much on record, and what is exact."""
