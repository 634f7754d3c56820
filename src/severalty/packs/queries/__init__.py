"""What one viewer may read of partner packs, and of what is on record beside them."""
