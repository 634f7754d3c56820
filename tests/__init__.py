"""The tests of Severalty."""
