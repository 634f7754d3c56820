"""What things cost and who pays."""
