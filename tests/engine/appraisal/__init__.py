"""Rules of cost."""
