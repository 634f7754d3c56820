"""What becomes of each shared thing, for each council that uses it: proposed, answered, agreed, done."""
