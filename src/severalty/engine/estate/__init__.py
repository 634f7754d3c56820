"""What there is, who shares it and how well it is known: records and rules that several stages use."""
