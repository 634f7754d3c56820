"""Pages of costs and who pays, by subject."""
