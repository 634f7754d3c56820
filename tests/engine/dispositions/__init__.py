"""What becomes of each shared thing."""
