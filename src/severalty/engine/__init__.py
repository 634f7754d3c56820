"""Pure rules: records in, records out; nothing here knows of files, tables or the clock."""
