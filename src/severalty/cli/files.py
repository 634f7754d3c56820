"""`severalty import`, `export` and `template`: records in and out of files."""

from typing import Any


def add_files(subparsers: Any) -> None:
    """Add the commands for files."""
