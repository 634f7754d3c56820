"""Partner packs: what one organisation shares with another as a signed file, and what the other says of it."""
