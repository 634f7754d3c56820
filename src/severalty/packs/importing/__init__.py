"""Partner packs that were given: looked at, brought in, and taken back."""
