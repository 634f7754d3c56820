"""What this stage writes into papers and tables."""
