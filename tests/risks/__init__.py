"""Tests of the register of risks."""
