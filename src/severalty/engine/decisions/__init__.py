"""What is put before those who decide."""
