"""What may come about, in days and in pounds: spreads of single figures, and risks that add to them."""
