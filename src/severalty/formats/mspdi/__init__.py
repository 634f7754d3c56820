"""MS Project XML (MSPDI): read into records and written back, so that nothing which stood in a file is lost."""
