"""Pages of the estate, by subject."""
