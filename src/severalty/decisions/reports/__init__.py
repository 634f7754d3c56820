"""Papers put together: what officers wrote and what the stages fill in, as one document."""
