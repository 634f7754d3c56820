"""Everything that changes plans, by subject."""
