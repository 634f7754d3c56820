"""What one viewer may read of dispositions, by subject."""
