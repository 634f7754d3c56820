"""What one viewer may read of partner packs."""
