"""What one viewer may read of costs, of who pays, and of what is compared."""
