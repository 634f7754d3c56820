"""Hostile and broken files are refused in a sentence, or survived, without filling the memory."""

import gzip
import io
import struct
import zipfile

import openpyxl
import pytest
from tests.formats.workbooks import HEAD, sheet_xml, text_cell, workbook, zipped

from severalty.formats.cmdb import read_cmdb
from severalty.formats.limits import Limits
from severalty.formats.ocds import read_published
from severalty.formats.problems import Unreadable
from severalty.formats.recognise import refuse_at_once
from severalty.formats.sheets import read_book

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DTD = f'{HEAD}<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
ROWS = f"<row>{text_cell('A1', 'Name')}{text_cell('B1', 'Cost')}</row><row>{text_cell('A2', 'Desk')}</row>"


def refusal(data: bytes, name: str = "file.xlsx", limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_book(data, name, limits=limits or Limits())
    return str(caught.value)


def bomb(size: int) -> bytes:
    """A workbook whose sheet is `size` blanks: a few kilobytes packed."""
    out = io.BytesIO(workbook(sheet_xml(ROWS)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/big.xml", "w") as member:
        member.write(b"<a>")
        for _ in range(size // 1_000_000):
            member.write(b" " * 1_000_000)
    return out.getvalue()


def declared_smaller(data: bytes, name: str) -> bytes:
    """The same zip with a false unpacked size for one member in its directory."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    return data[: at + 24] + struct.pack("<I", 100) + data[at + 28 :]


def test_the_plain_workbook_is_read():
    assert read_book(workbook(sheet_xml(ROWS)), "x").sheets[0].rows[0].cells[0] == "Desk", (
        "the harmless twin is refused"
    )


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\x00" * 5000, "empty"),
        (OLD, "old .xls"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (gzip.compress(b"a,b\n" * 1000, mtime=0)[:-20], "damaged"),
        (bytes(range(256)) * 20, "not text"),
        (zipped({"word/document.xml": "<x/>"}), "Word"),
        (zipped({"xl/workbook.bin": b"x"}), ".xlsb"),
        (zipped({"a.txt": "x"}), "packed archive"),
        (zipped({"../../etc/x": "x"}), "member path"),
        (zipped({"/etc/x": "x"}), "member path"),
        (workbook(sheet_xml(ROWS, before=DTD)), "document type"),
        (workbook(sheet_xml("<row><c>")), "broken XML"),
        (workbook(sheet_xml("<row><c r='XFD1048576'><v>1</v></c></row>")), "1,048,576 rows"),
        (workbook(sheet_xml("<row><c r='xfd1'><v>1</v></c></row>")), "16,384 columns"),
        (workbook(sheet_xml(ROWS))[:-30], "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(data, word):
    assert word in refusal(data), "the refusal does not say what is wrong with the file"


def test_doubled_members_are_refused():
    data = zipped({"xl/workbook.xml": "<x/>", "XL/Workbook.xml": "<y/>"})
    assert "two members" in refusal(data), "two members of one name may show a reader something else"


def test_bombs_are_refused_before_they_are_unpacked():
    assert "packed to less" in refusal(bomb(100_000_000)), "a member packed a thousandfold is unpacked"


def test_false_sizes_in_the_directory_are_found():
    data = declared_smaller(bomb(3_000_000), "xl/big.xml")
    assert "larger than the directory" in refusal(data), "the size in the directory is believed"


def test_repeated_shared_texts_are_counted_before_they_are_written_out():
    shared = f'{HEAD}<sst xmlns="x"><si><t>{"a" * 30_000}</t></si></sst>'
    cells = "".join(f'<row><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2_001))
    data = workbook(sheet_xml(cells), {"xl/sharedStrings.xml": shared})
    assert "more text" in refusal(data, limits=Limits(text_bytes=20_000_000)), "repeated texts fill the memory"


def test_a_sheet_behind_a_pictures_name_is_followed():
    rels = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="media/a.png"/></Relationships>'
    )
    far = sheet_xml("<row><c r='XFD1048576'><v>1</v></c></row>")
    members = {"xl/media/a.png": far, "xl/_rels/workbook.xml.rels": rels, "xl/workbook.xml": "<workbook/>"}
    assert "1,048,576 rows" in refusal(zipped(members)), "a sheet hides behind another kind's name"


def test_repeated_cells_of_an_open_document_are_counted():
    space = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>a</text:p>'
        "</table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    content = (
        f'<office:document-content {space}><table:table table:name="T">{row}</table:table></office:document-content>'
    )
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
    assert "1,048,576 rows" in refusal(data), "repeated cells fill the memory"


def test_encrypted_open_documents_ask_for_a_copy_without_password():
    data = zipped({"mimetype": "x", "content.xml": "??", "META-INF/manifest.xml": "<m><encryption-data/></m>"})
    assert "password" in refusal(data), "an encrypted .ods is not named as such"


def test_limits_name_the_cell_or_the_sheet():
    long = read_book(b"Name,Note\nDesk," + b"x" * 40_000 + b"\n", "l.csv").problems
    assert "B2" in str(long[0]), "a cell that is too long is not named"
    assert "32,767" in str(long[0]), "a cell that is too long is not named"
    many = read_book(b"a,b\n" + b"1,2\n" * 30, "r.csv", limits=Limits(rows=20))
    assert "more rows" in str(many.problems[0]), "rows without end are read"
    assert len(many.sheets[0].rows) == 19, "rows without end are read"
    assert "at most 0 MB" in refusal(b"a,b\n", limits=Limits(file_bytes=2)), "a file that is too large is read"


def test_too_many_sheets_are_refused():
    book = openpyxl.Workbook()
    for _ in range(4):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    assert "5 sheets" in refusal(out.getvalue(), limits=Limits(sheets=3)), "sheets without end are read"


def test_null_characters_and_open_quotes_are_survived():
    book = read_book(b'Name,Note\nDe\x00sk,1\n"open,2\nlost,3\n', "q.csv")
    assert book.sheets[0].rows[0].cells[0] == "Desk", "a null character ends the reading"
    assert any("never closed" in str(problem) and problem.row == 3 for problem in book.problems), (
        "an open quote is silent"
    )


@pytest.mark.parametrize("text", [b"hello\n", b"this is\nno workbook\n", b"key,name\n"])
def test_a_text_without_a_table_is_no_workbook_whatever_its_name_says(text):
    assert "found a text file that is no workbook" in refusal(text, "contracts.xlsx")
    assert read_book(text, "contracts.csv").sheets, "Nothing says that it is a workbook."


def test_the_content_decides_not_the_ending():
    assert read_book(b"Name,Cost\nDesk,1\n", "lies.xlsx").sheets[0].rows, "a .csv called .xlsx is refused"
    assert read_book(workbook(sheet_xml(ROWS)), "lies.csv").sheets[0].name == "Data", "an .xlsx called .csv is refused"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"releases": [' + b"1" * 6000 + b"]}",
        b'{"releases": [{"ocid": ',
        b'{"a": "\xff\xfe"}',
        b"{}",
        b'"text"',
        gzip.compress(b"[" + b" " * 2_000_000, mtime=0),
    ],
)
def test_broken_notices_are_refused(data):
    with pytest.raises(Unreadable):
        read_published(data, "n.json", limits=Limits(unpacked_bytes=1_000_000))


@pytest.mark.parametrize(
    "data", [b"<a>", b"<a/>", (DTD + "<x>&b;</x>").encode(), b'<?xml version="1.0" encoding="x-no"?><a/>']
)
def test_broken_models_are_refused(data):
    with pytest.raises(Unreadable):
        read_cmdb(data, "m.xml")


@pytest.mark.parametrize(("name", "wanted"), [("plan.xml", "MS Project"), ("notices.json", "JSON"), ("a.csv", ".csv")])
def test_a_picture_by_another_name_is_mended_as_its_name_promises(name: str, wanted: str) -> None:
    with pytest.raises(Unreadable, match="found a picture") as told:
        refuse_at_once(b"\x89PNG\r\n\x1a\n", name)
    assert wanted in str(told.value)
    assert ("csv" in str(told.value)) == name.endswith("csv"), "Who brings in a plan is told to make a spreadsheet."
