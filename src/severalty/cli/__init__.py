"""The `severalty` command."""
