"""Partner packs as files: the same bytes each time, and every byte that is altered is found and named."""

import io
import json
import zipfile

import pytest

from severalty.formats.pack import (
    ANSWER_COLUMNS,
    ANSWERS,
    LIMITS,
    MANIFEST,
    SIGNATURE,
    Envelope,
    PackAnswer,
    Party,
    csv_bytes,
    member_of,
    pack_file,
    zipped,
)
from severalty.formats.pack_signing import Signer, fingerprint, is_fingerprint_of
from severalty.formats.pack_verify import checked, verify_pack
from severalty.formats.problems import Unreadable

pytestmark = pytest.mark.engine_only

ENVELOPE = Envelope(
    Party("thornton", "Thornton"), Party("north", "North Thornton"), Party("south", "South Thornton"),
    "2026-11-26T10:00:00+00:00", "Severalty 0.1.0", illustrative=True,
)  # fmt: skip
COLUMNS = ("key", "name", "annual_cost")
ROWS = (("C-1", "Payroll", "1200.00"), ("C-2", "Desk, shared", "63000.00"), ("C-3", "Two\nlines", ""))
ANSWER = PackAnswer("a" * 64, "contracts", "C-9", "b" * 64, "disputed", "=1+1 is no reason", "2026-11-25")
SIGNER = Signer("secret", "thornton", "north")


def made(envelope: Envelope = ENVELOPE, signer: Signer = SIGNER) -> bytes:
    tables = {"contracts": (COLUMNS, ROWS), "posts": (COLUMNS, ()), ANSWERS: (ANSWER_COLUMNS, (ANSWER.cells(),))}
    return pack_file(envelope, tables, signer.sign)[0]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_member(name: str, body: bytes | None) -> bytes:
    held = members(made()) | ({name: body} if body is not None else {})
    if body is None:
        del held[name]
    return zipped(held)


def test_the_same_content_gives_the_same_bytes_and_reads_as_it_was_written() -> None:
    assert made() == made()
    verdict = checked(made(), "north.pack")
    assert verdict.unchanged
    assert verdict.rows["contracts"] == ROWS
    assert verdict.manifest.row_count == len(ROWS)
    assert verdict.manifest.table("posts") is None, "An empty table must not show, not even as nought rows."
    assert dict(verdict.facts)["Case"] == "Thornton (thornton)"
    assert Party("trial", "Thornton (trial)").words == "Thornton (trial)", "The key is said twice."
    assert verdict.answers == (ANSWER,), "A reason that a spreadsheet would run comes back without its mark."


def test_the_signature_is_of_the_one_who_signed() -> None:
    verdict = verify_pack(made(), "north.pack", fingerprint(SIGNER.key).upper())
    assert verdict.unchanged
    assert "that you named" in verdict.sentence
    other = Signer("another secret", "thornton", "north")
    assert other.key != SIGNER.key
    verdict = verify_pack(made(signer=other), "north.pack", fingerprint(SIGNER.key))
    assert not verdict.unchanged, "A pack under another key than the one that was told was let through."
    assert not is_fingerprint_of("", SIGNER.key)


@pytest.mark.slow
def test_every_altered_byte_is_found() -> None:
    data = made()
    for at in range(len(data)):
        altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            verdict = verify_pack(altered, "north.pack")
        except Unreadable:
            continue
        assert not verdict.unchanged, f"Byte {at} was altered and nobody noticed."


def test_bytes_put_before_behind_or_taken_away_are_found() -> None:
    data = made()
    for altered in (b"x" + data, data + b"x", data[:-1], data[: len(data) // 2]):
        try:
            assert not verify_pack(altered, "north.pack").unchanged
        except Unreadable:
            continue


def test_an_altered_cell_is_named_with_table_row_and_column() -> None:
    rows = (ROWS[0], ("C-2", "Desk, shared", "36000.00"), ROWS[2])
    verdict = verify_pack(with_member(member_of("contracts"), csv_bytes(COLUMNS, rows)), "north.pack")
    (fault,) = verdict.faults
    assert (fault.sheet, fault.row, fault.column, fault.found) == ("contracts", 3, "annual_cost", "36000.00")
    with pytest.raises(Unreadable, match=r'Sheet "contracts", row 3, annual_cost: found 36000\.00'):
        checked(with_member(member_of("contracts"), csv_bytes(COLUMNS, rows)), "north.pack")


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ((ROWS[0], ROWS[2]), [(3, "nothing")]),
        ((*ROWS, ("C-4", "Put in", "1.00")), [(5, "C-4, Put in, 1.00")]),
        ((ROWS[0], ROWS[0], ROWS[1], ROWS[2]), [(2, "C-1, Payroll, 1200.00")]),
        ((ROWS[1], ROWS[0], ROWS[2]), [(2, "what was signed as row 3"), (3, "what was signed as row 2")]),
        ((), [(2, "nothing"), (3, "nothing"), (4, "nothing")]),
    ],
    ids=["taken out", "put in", "doubled", "exchanged", "emptied"],
)  # fmt: skip
def test_rows_that_come_in_go_or_change_places_are_named(
    rows: tuple[tuple[str, ...], ...], places: list[tuple[int, str]]
) -> None:
    verdict = verify_pack(with_member(member_of("contracts"), csv_bytes(COLUMNS, rows)), "north.pack")
    assert [(one.row, one.found) for one in verdict.faults] == places


def test_a_table_put_in_or_taken_out_is_named() -> None:
    put_in = verify_pack(with_member("tables/posts.csv", b"key\nP-1\n"), "north.pack")
    assert put_in.faults[0].sheet == "tables/posts.csv"
    gone = verify_pack(with_member(member_of("contracts"), None), "north.pack")
    assert (gone.faults[0].sheet, gone.faults[0].expected) == ("contracts", "3 rows")


def test_a_manifest_made_to_fit_altered_rows_has_no_signature() -> None:
    rows = {"contracts": (COLUMNS, (("C-1", "Payroll", "1.00"),))}
    held = members(pack_file(ENVELOPE, rows, Signer("theirs", "x").sign)[0])
    verdict = verify_pack(zipped(held | {SIGNATURE: members(made())[SIGNATURE]}), "north.pack")
    assert "signature that does not fit" in verdict.faults[0].found
    assert verdict.faults[0].sheet == MANIFEST


def test_a_key_has_one_spelling_so_that_it_has_one_fingerprint() -> None:
    held = json.loads(members(made())[SIGNATURE])
    shouted = json.dumps(held | {"key": held["key"].upper()}, sort_keys=True, separators=(",", ":")).encode()
    assert not verify_pack(with_member(SIGNATURE, shouted), "north.pack").unchanged


@pytest.mark.parametrize(
    "data",
    [b"", b"no pack", b"PK\x03\x04", zipped({"contracts.csv": b"key\n"}), zipped({MANIFEST: b"{}", SIGNATURE: b"{}"}),
     zipped({MANIFEST: b"[" * 9_000, SIGNATURE: b"{}"}), with_member(MANIFEST, b"\xff"),
     with_member(MANIFEST, members(made())[MANIFEST].replace(b"2026-11-26T", b"2026-99-99T")),
     with_member(MANIFEST, members(made())[MANIFEST].replace(b"pack-1", b"pack-2")), with_member("../up", b"")],
    ids=["empty", "words", "cut short", "another zip", "empty manifest", "deep", "no text", "no day", "newer",
         "outside"],
)  # fmt: skip
def test_what_is_no_pack_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match="expected"):
        verify_pack(data, "north.pack")


def test_a_huge_file_is_not_read() -> None:
    with pytest.raises(Unreadable, match="20 MB"):
        verify_pack(b"PK\x03\x04" + bytes(LIMITS.file_bytes), "north.pack")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, bytes(LIMITS.unpacked_bytes + 1))
        archive.writestr(SIGNATURE, b"{}")
    with pytest.raises(Unreadable):
        verify_pack(out.getvalue(), "north.pack")
