"""Plans to and from MS Project XML: what has a place there goes there, the rest rides along in fields of our own."""
