"""The leak walker: what it plants, where it walks, what it compares."""
