"""Everything that changes what becomes of things."""
