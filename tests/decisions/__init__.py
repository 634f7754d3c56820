"""Tests of papers: who reads them, what freezes, what councils say of their own part."""
