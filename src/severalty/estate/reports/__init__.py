"""What leaves the estate: whole cases, and what it tells in papers."""
