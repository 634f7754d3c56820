"""Files that tests bring into a case: what the importer makes of them is written once, then read as rows."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from django.db import connection

from severalty.estate.importing import import_case
from severalty.tenancy.access import operator_for
from severalty.tenancy.models import (
    Appointment,
    AuditEntry,
    Case,
    Item,
    Membership,
    Organisation,
    Partnership,
)  # fmt: skip
from tests import database

HOME = SimpleNamespace(folder=None)
"""Where rows are kept; set before the first test that has a database."""
BELOW = (Case, Organisation, Partnership, Membership, Appointment)
"""What may stand in the tables before, beside people: it is part of what the rows are made of."""
_KNOWN: set[tuple[int, str]] = {(0, "")}
"""Empty tables, and what they came to with rows that were kept: how many items, and the end of the audit trail."""


def bring_in(case: Case, folder: Path, files: Mapping[str, str], at: datetime) -> None:
    """Lay files into a folder and bring them into a case, as the operator would."""
    about = f'key = "{case.key}"\nname = "{case.name}"\nillustrative = true\n'
    (folder / "case.toml").write_text(about, encoding="utf-8")
    for table, text in files.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    from_folder(folder, at)
    case.refresh_from_db()


def from_folder(folder: Path, at: datetime) -> Case:
    """The case of a folder, brought in as the operator would.

    The importer itself does it where something was recorded before that did not come in here.
    """

    def make() -> int:
        return import_case(source=folder, by=operator_for(), at=at).pk

    about = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    begun = Item.objects.filter(case__key=about["key"]).exists()
    if begun or not connection.in_atomic_block or _stands() not in _KNOWN:
        return Case.objects.get(pk=make())
    laid = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file()}
    below = [list(model.objects.order_by("pk").values_list()) for model in BELOW]
    said = hashlib.sha256(repr((laid, at, below, _stands())).encode()).hexdigest()[:16]
    pk = database.written_once(HOME.folder, f"files-{said}", Path(__file__), make, "tenancy_case")
    _KNOWN.add(_stands())
    return Case.objects.get(pk=pk)


def _stands() -> tuple[int, str]:
    last = AuditEntry.objects.order_by("-number").values_list("digest", flat=True).first()
    return Item.objects.count(), last or ""
