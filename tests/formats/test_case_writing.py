"""The empty workbook tells where to begin."""

import io

import openpyxl
import pytest

from severalty.formats.case_writing import template

pytestmark = pytest.mark.engine_only


def test_the_guide_of_the_whole_workbook_names_sheets_that_it_has() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()), read_only=True)
    lines = [str(row[0]) for row in book["Read me"].iter_rows(values_only=True) if row[0]]
    told = lines[lines.index("Where to begin") + 1 :]
    named = [name.strip() for line in told for name in line.split(": ")[1].split(".")[0].split(",")]
    assert len(named) > 30
    assert set(named) <= set(book.sheetnames)
    few = openpyxl.load_workbook(io.BytesIO(template(["contracts"])), read_only=True)
    assert "Where to begin" not in [row[0] for row in few["Read me"].iter_rows(values_only=True)]
