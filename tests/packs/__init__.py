"""Tests of partner packs."""
