"""Files to records and back: no database, no Django."""
