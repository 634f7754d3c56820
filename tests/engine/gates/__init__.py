"""Tests of the lattice of meetings."""
