"""Rules of decisions."""
