"""What a person is told where the installation's database does not answer, or has not the tables of this version."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from severalty.cli.exits import WrongInput
from severalty.cli.tables import is_up_to_date

_WHERE = "the database that SEVERALTY_DATABASE_URL names"
_BEHIND = "The database of this installation lacks tables that this version needs; run severalty migrate first."


def on_database(run: Callable[[Any], int], args: Any) -> int:
    """Run a command on the database. Raises WrongInput where it cannot be reached, or lacks tables."""
    try:
        return int(run(args))
    except (DatabaseError, InterfaceError) as fault:
        words = _words(fault)
        if not words:
            raise
        raise WrongInput(words) from fault


def _words(fault: Exception) -> str:
    """Why a command could not use the database; nothing where the database is as it should be."""
    if connection.in_atomic_block:
        return ""
    try:
        return "" if is_up_to_date() else _BEHIND
    except (DatabaseError, InterfaceError):
        reason = " ".join(str(fault).split())
        return f"There is no answer from {_WHERE}: {reason} Check the address, and that the server runs."
