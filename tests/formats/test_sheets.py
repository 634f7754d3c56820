"""Reading spreadsheet-like files: coordinates, texts, encodings and the problems of a file."""

import datetime as dt
import io

import openpyxl
import pytest
from tests.formats.workbooks import zipped

from severalty.formats.day_order import day_order
from severalty.formats.problems import Problem
from severalty.formats.sheets import Headers, read_book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only(data: bytes, name: str = "file.csv"):
    return read_book(data, name).sheets[0]


def test_cells_of_a_workbook_become_text_with_coordinates():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Contracts"
    page["C3"], page["D3"], page["E3"], page["F3"], page["G3"], page["H3"] = "Name", "Ends", "Seats", "Open", "At", "No"
    page["C5"], page["D5"], page["E5"], page["F5"] = "\u00a0Desk\u200b ", dt.date(2025, 3, 31), 12.0, True
    page["G5"], page["H5"] = dt.datetime.fromisoformat("2025-03-31T10:05"), 0.1 + 0.2
    sheet = read_book(saved(book), "c.xlsx").sheets[0]
    assert sheet.header_row is not None, "the header is not found in row 3"
    assert sheet.header_row.number == 3, "the header is not found in row 3"
    assert [row.number for row in sheet.rows] == [5], "blank rows are kept or the row number is shifted"
    assert sheet.rows[0].cells == ("", "", "Desk", "2025-03-31", "12", "yes", "2025-03-31T10:05:00", "0.3"), (
        "a cell's text is not what a person sees"
    )
    assert sheet.letter_of("ends") == "D", "a heading leads to the wrong column"


def test_numbers_keep_their_digits_without_exponent():
    book = openpyxl.Workbook()
    page = book.active
    for row in (("a", "b", "c"), (1e20, 0.000001, "007")):
        page.append(row)
    cells = read_book(saved(book), "n.xlsx").sheets[0].rows[0].cells
    assert cells == ("100000000000000000000", "0.000001", "007"), "a number shows an exponent or a text lost its zeros"


def test_error_cells_and_unsaved_formulas_are_named():
    book = openpyxl.Workbook()
    page = book.active
    page.append(("Name", "Cost"))
    page["A2"], page["B2"] = "Desk", "#REF!"
    page["B2"].data_type = "e"
    page["A3"], page["B3"] = "Line", "=1+1"
    problems = [str(problem) for problem in read_book(saved(book), "e.xlsx").problems]
    assert any("cell B2" in text and "#REF!" in text for text in problems), "an error cell is read in silence"
    assert any("cell B3" in text and "formula" in text for text in problems), (
        "a formula without result is read as blank"
    )


def test_merged_cells_are_noticed():
    book = openpyxl.Workbook()
    page = book.active
    for row in (("Name", "Cost"), ("Desk", 1), ("Line", 2)):
        page.append(row)
    page.merge_cells("A2:A3")
    assert any("A2 to A3" in notice for notice in read_book(saved(book), "m.xlsx").notices), (
        "a merged area goes unnoticed"
    )


def test_all_problems_of_a_header_are_collected():
    book = read_book(b"Name,Cost,name,\nDesk,1,Line,4\n", "h.csv")
    texts = [str(problem) for problem in book.problems]
    assert len(texts) == 2, "not every problem of the header is reported"
    assert "column A" in texts[0], "a doubled heading does not name both columns"
    assert "column C" in texts[0], "a doubled heading does not name both columns"
    assert "D2" in texts[1], "data under no heading is not named"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter):
    text = delimiter.join(("Name", "Note")) + "\n" + delimiter.join(('"a,b;c|d"', "x")) + "\n"
    assert only(text.encode()).rows[0].cells == ("a,b;c|d", "x"), "the delimiter was taken for another"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found(encoding):
    assert only("Name,Cost\nCafé,£5\n".encode(encoding)).rows[0].cells == ("Café", "£5"), "accents are broken"


def test_windows_text_is_read_with_a_notice():
    book = read_book("Name,Cost\nCafé,£5\n".encode("cp1252"), "w.csv")
    assert book.sheets[0].rows[0].cells == ("Café", "£5"), "Windows-1252 text is broken"
    assert any("Windows-1252" in notice for notice in book.notices), "the assumed encoding is not told"


def test_quoted_line_ends_keep_row_numbers_as_seen():
    sheet = only(b'Name,Note\n"two\nlines",x\n\nlast,y\n')
    assert [row.number for row in sheet.rows] == [2, 4], "a line end within quotes shifts the row numbers"
    assert sheet.rows[0].cells[0] == "two\nlines", "a quoted line end is lost"


def test_formulas_in_text_files_stay_text():
    assert only(b'Name,Note\n=1+1,"=HYPERLINK(""x"")"\n').rows[0].cells[0] == "=1+1", "a formula's text was changed"


def test_header_may_be_told():
    data = b"Title,of the sheet\nName,Cost\nDesk,1\n"
    sheet = read_book(data, "t.csv", headers=Headers(rows={"t": 2})).sheets[0]
    assert sheet.headers == ("Name", "Cost"), "the told header row is not used"
    assert sheet.above[0].cells == ("Title", "of the sheet"), "rows above the header are lost"


def test_open_documents_are_read():
    space = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'.replace(
        '"o"', '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    )
    space = space.replace('"t"', '"urn:oasis:names:tc:opendocument:xmlns:table:1.0"')
    space = space.replace('"x"', '"urn:oasis:names:tc:opendocument:xmlns:text:1.0"')
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>" for a, b in ("NC", "D1"))
    table = f'<office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {space}><office:body>{table}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    data = zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
    assert only(data, "t.ods").rows[0].cells == ("D", "1"), "an .ods is not read"


def test_separator_line_is_hidden():
    sheet = only(b"sep=;\r\nName;Cost\r\nDesk;1,5\r\n")
    assert sheet.header_row.number == 1, "a sep= line is read as data"
    assert sheet.rows[0].cells == ("Desk", "1,5"), "a sep= line is read as data"


def test_problem_says_where_what_and_how():
    problem = Problem("Contracts", 14, "C", '"soon"', "a date", "write it as 2025-03-31")
    assert str(problem) == 'Sheet "Contracts", cell C14: found "soon", expected a date; write it as 2025-03-31.'
    assert problem.as_dict()["row"] == 14, "the fields are not in the dictionary"


@pytest.mark.parametrize(
    ("texts", "order", "first"),
    [
        (["03/04/2025", "31/03/2025"], "dmy", "2025-04-03"),
        (["03/04/2025", "03/31/2025"], "mdy", "2025-03-04"),
        (["03/04/2025", "5.6.25"], "dmy", "2025-04-03"),
        (["2025-03-31"], "ymd", "2025-03-31"),
        (["31st March 2025"], None, "2025-03-31"),
        (["Mon 31-Mar-25 10:15"], None, "2025-03-31"),
        (["31/02/2025"], "dmy", None),
        (["rolling"], None, None),
    ],
)
def test_order_of_days_comes_from_the_column(texts, order, first):
    found = day_order(list(enumerate(texts, start=2)), sheet="S", column="D")
    assert (found.order, found.iso(texts[0])) == (order, first), "a date is read in the wrong order"


def test_doubtful_dates_are_told():
    assert "row 2" in (day_order([(2, "03/04/2025")], sheet="S", column="D").notice or ""), "a guess is kept silent"


def test_mixed_orders_name_their_cells():
    cells = [(2, "31/03/2025"), (3, "30/04/2025"), (4, "04/30/2025"), (5, "03/04/2025")]
    found = day_order(cells, sheet="S", column="D")
    assert [problem.row for problem in found.problems] == [4, 5], "cells of a mixed column are not named"
    assert found.iso("03/04/2025") is None, "an ambiguous date of a mixed column is guessed"
    assert found.iso("31/03/2025") == "2025-03-31", "a clear date of a mixed column is refused"
