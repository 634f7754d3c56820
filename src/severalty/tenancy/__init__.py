"""Who takes part, who may see what, who did what: organisations, people, items, holdings, audit, jobs."""
