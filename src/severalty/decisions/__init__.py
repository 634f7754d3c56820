"""Papers in preparation, papers that are frozen, and what councils say of their own part before it is shared."""
