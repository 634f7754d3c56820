"""A frozen core goes out with its case and comes back as it was, as a folder and a workbook; a forged one does not."""

from pathlib import Path
from typing import Any

import pytest

from severalty.decisions.models import Core, CoreVersion
from severalty.decisions.queries.cores import look_at
from severalty.engine.tables import TABLES
from severalty.estate import importing
from severalty.estate.queries import bindings
from severalty.formats.case import read_case
from severalty.formats.case_writing import workbook_of, zip_of
from severalty.tenancy.access import operator_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.binding import lookup_for, records_for
from severalty.tenancy.models import Case
from tests.conftest import NOON, TODAY, Cast
from tests.decisions.approving import SECRET, Chamber, make_chamber

WORDS = "North\u00a0pays £52,000.\n=1+1\n\u200bSouth pays “half”, not less."


@pytest.fixture
def chamber(cast: Cast) -> Chamber:
    found = make_chamber(cast, costing=WORDS, exempt_terms=SECRET, exempt_under="3")
    found.freeze()
    found.resolve("north")
    found.amend("south", terms="Notice of 3 months.")
    return found


def rows_of(case: Case) -> dict[str, Any]:
    """Every table of a case, as it is taken away."""
    lookup = lookup_for(operator_for(), case)
    held = {name: [record for _, record in records_for(operator_for(), case, one, lookup)]
            for name, one in bindings().items()}  # fmt: skip
    return {name: held[name] for name in TABLES if held.get(name)}


def test_a_case_that_is_taken_away_brings_its_frozen_cores_back(chamber: Chamber, tmp_path: Path) -> None:
    rows = rows_of(chamber.cast.case)
    file = tmp_path / "case.zip"
    file.write_bytes(zip_of({"key": "copy", "name": "Copy"}, rows))
    there = importing.import_case(source=file, by=operator_for(), at=NOON)
    copies = CoreVersion.objects.filter(item__case=there).order_by("number")
    assert [(one.digest, one.body) for one in copies] == [
        (one.digest, one.body) for one in CoreVersion.objects.filter(item__case=chamber.cast.case).order_by("number")
    ]  # fmt: skip
    copy = Core.objects.get(item__case=there)
    here = look_at(operator_for(), chamber.cast.case, chamber.core.pk, TODAY).position
    assert look_at(operator_for(), there, copy.pk, TODAY).position == here


def test_a_workbook_holds_every_letter_of_it(chamber: Chamber, tmp_path: Path) -> None:
    rows = rows_of(chamber.cast.case)
    file = tmp_path / "case.xlsx"
    file.write_bytes(workbook_of(rows))
    read = read_case(file)
    for table in ("core_versions", "core_exempt_terms"):
        assert [record for _, record in read.tables[table].records] == rows[table]


def test_a_forged_core_is_refused_with_its_sheet_and_row(chamber: Chamber, tmp_path: Path) -> None:
    rows = rows_of(chamber.cast.case)
    changed = zip_of({"key": "copy", "name": "Copy"}, {
        **rows, "core_versions": [one.__class__(**{**vars(one), "body": one.body.replace("£52,000", "£25,000")})
                                  for one in rows["core_versions"]],
    })  # fmt: skip
    file = tmp_path / "case.zip"
    file.write_bytes(changed)
    with pytest.raises(Refused, match=r"\"core_versions\", cell F2: .* expected the digest of the text"):
        importing.import_case(source=file, by=operator_for(), at=NOON)
    assert not CoreVersion.objects.filter(item__case__key="copy").exists()
