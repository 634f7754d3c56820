"""Pages of the installation: first page, jobs, signing in, people, cases and organisations."""
