"""What one viewer may read of plans, by subject."""
