"""What one viewer may read of risks, by subject."""
