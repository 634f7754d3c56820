"""Decision packs: the same bytes each time, every alteration found and named, and the paper made again from them."""

import hashlib
import json
from dataclasses import replace
from functools import cache

import pytest
from tests.formats.papers import paper
from tests.formats.test_documents import plain_template
from tests.formats.test_exempt_parts import MARKER, SALT, insides, private
from tests.formats.test_pack import members

from severalty.formats.decision_pack import LIMITS, Contents, Making, decision_pack
from severalty.formats.decision_rebuild import rebuild
from severalty.formats.decision_verify import DecisionVerdict, is_decision_pack, verify_decision
from severalty.formats.pack import zipped
from severalty.formats.paper_json import digest_of
from severalty.formats.papers import Rendition
from severalty.formats.problems import Unreadable
from severalty.formats.trail_rows import TrailRow, TrailRun, trail_faults

COLUMNS = ("key", "name", "amount")
ROWS = {
    "cost_lines": (COLUMNS, (("keep", "Keep", "52000.00"), ("split", "Divide", "61000.00"))),
    "resolutions": (COLUMNS, (("R-1", "Agreed", ""),)),
}
HOUSE = plain_template()
MAKING = Making("Northmere Borough Council", "2026-11-26T10:00:00+00:00", "Severalty 0.1.0")


def chain(*bodies: str, number: int = 7, before: str = "0" * 64) -> TrailRun:
    """Rows of a trail with these bodies; a blank one is withheld."""
    rows, previous = [], before
    for place, body in enumerate(bodies):
        digest = hashlib.sha256((SALT + (body or "withheld")).encode()).hexdigest()
        previous = hashlib.sha256(f"{number + place}|{previous}|{digest}".encode()).hexdigest()
        rows.append(TrailRow(number + place, digest, previous, body, SALT if body else ""))
    return TrailRun(before, tuple(rows))


TRAIL = (chain('{"act":"freeze"}', "", '{"act":"share"}'),)


@cache
def made(*, public: bool = True) -> bytes:
    rendition = Rendition(private().content) if public else private()
    return decision_pack(Contents(rendition, 2, HOUSE, ROWS, TRAIL), MAKING)


def altered(name: str, old: bytes, new: bytes, count: int = 1) -> DecisionVerdict:
    held = members(made())
    assert old in held[name], "The test alters nothing."
    return verify_decision(zipped(held | {name: held[name].replace(old, new, count)}), "x.zip")


def told(verdict: DecisionVerdict) -> str:
    return "\n".join(str(one) for one in verdict.faults)


# ----------------------------------------------------------------------------------------------------------- unchanged
def test_same_content_gives_the_same_bytes_and_verifies() -> None:
    contents = Contents(Rendition(private().content), 2, HOUSE, ROWS, TRAIL)
    assert decision_pack(contents, MAKING) == made()
    verdict = verify_decision(made(), "x.zip", digest_of(private().content))
    assert verdict.unchanged, told(verdict)
    assert verdict.sentence == "This decision pack is unchanged: it has the digest that was published."
    assert dict(verdict.facts)["Exempt parts"] == "2, none in here; the digest holds for them as well"
    assert dict(verdict.facts)["Resolved"] == "resolutions 1"
    assert json.loads(json.dumps(verdict.as_dict()))["trail"] == [3]


def test_pack_with_exempt_parts_verifies_and_has_the_digest_of_the_public_one() -> None:
    verdict = verify_decision(made(public=False), "x.zip")
    assert verdict.unchanged, told(verdict)
    assert verdict.manifest.paper.digest == digest_of(private().content)
    assert "NOT FOR PUBLICATION" in dict(verdict.facts)["Exempt parts"]


def test_no_word_of_an_exempt_part_is_in_a_public_pack() -> None:
    for name, data in members(made()).items():
        form = name.rpartition(".")[2]
        text = insides(data, form if form in ("docx", "pdf") else "text")
        assert MARKER not in text, name
        assert SALT not in text or name == "trail.json", name


def test_whole_pack_may_be_told_by_the_digest_of_its_manifest() -> None:
    digest = verify_decision(made(), "x.zip").digest
    assert verify_decision(made(), "x.zip", digest).unchanged
    assert "as published" in told(verify_decision(made(), "x.zip", "0" * 64))


def test_decision_packs_are_told_from_other_files() -> None:
    assert is_decision_pack(made())
    for other in (
        b"",
        b"PK\x03\x04broken",
        zipped({"manifest.json": b"{}", "signature.json": b"{}"}),
        HOUSE,
    ):
        assert not is_decision_pack(other)


# ------------------------------------------------------------------------------------------------------------- altered
@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("paper.json", b"Keep the service together", b"End the service together", "paper.json"),
        ("paper.docx", b"PK", b"PQ", "paper.docx"),
        ("paper.pdf", b"%PDF-", b"%PDX-", "paper.pdf"),
        ("template.docx", b"PK", b"PQ", "template.docx"),
        ("tables/cost_lines.csv", b"52000.00", b"25000.00", 'Sheet "cost_lines", row 2, amount'),
        ("tables/resolutions.csv", b"Agreed", b"Refused", 'Sheet "resolutions", row 2, name'),
        ("trail.json", b"freeze", b"thawed", "row 7"),
        ("manifest.json", b'"version":2', b'"version":2 ', "manifest.json"),
    ],
)
def test_alteration_of_a_member_is_found_and_named(name: str, old: bytes, new: bytes, words: str) -> None:
    verdict = altered(name, old, new)
    assert not verdict.unchanged
    assert words in told(verdict), told(verdict)


@pytest.mark.parametrize("name", ["paper.docx", "paper.pdf", "template.docx", "trail.json", "tables/cost_lines.csv"])
def test_member_that_was_taken_out_is_named(name: str) -> None:
    held = members(made())
    del held[name]
    assert name.removeprefix("tables/").removesuffix(".csv") in told(verify_decision(zipped(held), "x.zip"))


def test_member_that_was_put_in_is_named() -> None:
    verdict = verify_decision(zipped(members(made()) | {"letter.txt": b"More."}), "x.zip")
    assert "letter.txt" in told(verdict)


def test_paper_of_another_pack_is_named_though_the_manifest_was_made_to_fit() -> None:
    held, other = members(made()), members(decision_pack(Contents(Rendition(paper(title="Other")), 2), MAKING))
    manifest = json.loads(held["manifest.json"])
    for one in manifest["members"]:
        if one["name"] == "paper.docx":
            one |= {"digest": hashlib.sha256(other["paper.docx"]).hexdigest(), "bytes": len(other["paper.docx"])}
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    verdict = verify_decision(zipped(held | {"paper.docx": other["paper.docx"], "manifest.json": text}), "x.zip")
    assert "paper.docx" in told(verdict)


def test_file_that_is_packed_otherwise_is_told() -> None:
    held = members(made())
    shuffled = zipped(dict(reversed(list(held.items()))))
    assert "packed in another way" in told(verify_decision(shuffled, "x.zip"))


@pytest.mark.parametrize("data", [b"", b"no pack", b"PK\x03\x04broken", HOUSE])
def test_what_is_no_decision_pack_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        verify_decision(data, "x.zip")


def test_pack_that_is_too_large_is_refused() -> None:
    with pytest.raises(Unreadable, match="60 MB"):
        verify_decision(b"PK\x03\x04" + b"0" * LIMITS.file_bytes, "x.zip")


# --------------------------------------------------------------------------------------------------------- the trail
def test_chain_holds_with_rows_withheld() -> None:
    assert list(trail_faults(TRAIL)) == []


@pytest.mark.parametrize(
    ("change", "number", "why"),
    [
        (lambda rows: (replace(rows[0], body="other"), *rows[1:]), 7, "its text was altered"),
        (lambda rows: (rows[0], replace(rows[1], body_digest="0" * 64), rows[2]), 8, "it does not follow"),
        (lambda rows: (rows[0], rows[2]), 9, "where it does not belong"),
        (lambda rows: (rows[1], rows[0], rows[2]), 8, "it does not follow"),
    ],
)
def test_row_of_the_trail_that_does_not_hold_is_numbered(change: object, number: int, why: str) -> None:
    run = TRAIL[0]
    found = list(trail_faults((replace(run, rows=change(run.rows)),)))  # type: ignore[operator]
    assert (number, True) in [(one, why in said) for one, said in found]


# ------------------------------------------------------------------------------------------------------------- rebuilt
@pytest.mark.parametrize("public", [True, False])
def test_paper_is_made_again_byte_for_byte(public: bool) -> None:
    found = rebuild(made(public=public), "x.zip")
    assert found.same == {"paper.json": True, "paper.docx": True, "paper.pdf": True}
    assert found.files["paper.json"] == members(made(public=public))["paper.json"]
    assert found.made_with == "Severalty 0.1.0"


def test_rebuilding_tells_that_a_file_differs() -> None:
    held = members(made())
    found = rebuild(zipped(held | {"paper.pdf": held["paper.pdf"] + b"\n"}), "x.zip")
    assert found.same == {"paper.json": True, "paper.docx": True, "paper.pdf": False}
    assert "paper.pdf has other bytes" in found.sentence


def test_rebuilding_with_a_template_that_is_damaged_inside_is_refused() -> None:
    """A damaged part of the template ended in a traceback."""
    torn = HOUSE.replace(b"word/styles.xml", b"word/stiles.xml", 1)
    assert torn != HOUSE
    with pytest.raises(Unreadable, match="The template is damaged"):
        rebuild(zipped(members(made()) | {"template.docx": torn}), "x.zip")
