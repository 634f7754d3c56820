"""Guards: rules of the house that are read from the code itself."""
