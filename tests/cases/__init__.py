"""The worked examples, read through the engine alone."""
