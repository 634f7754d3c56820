"""What plans write into papers and pictures."""
