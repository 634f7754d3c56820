"""The page furniture."""
