"""Everything that changes decisions, by subject."""
