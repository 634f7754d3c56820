"""The forms of partner packs."""
