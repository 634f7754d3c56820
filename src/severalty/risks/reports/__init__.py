"""What this stage writes into papers and change reports."""
