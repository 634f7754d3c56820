"""Everything that changes partner packs."""
