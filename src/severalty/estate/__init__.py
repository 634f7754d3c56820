"""What there is, and who shares it."""
