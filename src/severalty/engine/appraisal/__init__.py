"""Which option, what it costs and who pays: rules."""
