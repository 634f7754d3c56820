"""What becomes of each shared thing, for each council that uses it, and what that asks for."""
