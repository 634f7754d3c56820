"""What one viewer may read of decisions, by subject."""
