"""What this stage asks the tables: the only reads; the viewer comes first."""
