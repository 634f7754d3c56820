"""The pages of partner packs."""
