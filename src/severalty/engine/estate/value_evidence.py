"""What single values of a record rest on, where that differs from the record: text to entries and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from severalty.engine.evidence import Evidence
from severalty.engine.fields import columns_of

_ENTRY = re.compile(
    r"\s*(?P<column>[^:;()]+?)\s*:\s*(?P<evidence>[^:;()]+?)\s*"
    r"(?:\((?P<source>(?:[^()]|\([^()]*\))*)\)\s*)?(?:;|$)"
)
_WORDS = {word: evidence for evidence in Evidence for word in (evidence.value, evidence.label)}


class EvidenceError(ValueError):
    """A text about evidence that cannot be read; the message says what was expected."""


@dataclass(frozen=True)
class ValueEvidence:
    """The class of evidence and the source of one column's value."""

    column: str
    evidence: Evidence
    source: str = ""


def read_value_evidence(text: str, record: type) -> tuple[ValueEvidence, ...]:
    """The entries of `annual_charge: estimated (finance, May); ends: source contradicts itself (S1 App 2)`.

    Columns may be given by name or by label. Raises EvidenceError for an unknown column or class, for a column given
    twice, and for text of another shape.
    """
    entries: dict[str, ValueEvidence] = {}
    place = 0
    while place < len(text.rstrip("; \n")):
        found = _ENTRY.match(text, place)
        if not found:
            raise EvidenceError(
                f"{text[place:].strip()[:60]!r} is not evidence for a column; "
                "write it as annual_charge: estimated (finance, May), with ; between."
            )
        entry = ValueEvidence(
            _column(found["column"], record), _evidence(found["evidence"]), (found["source"] or "").strip()
        )
        if entry.column in entries:
            raise EvidenceError(f"{entry.column} is given twice; give its evidence once.")
        entries[entry.column] = entry
        place = found.end()
    return tuple(entries.values())


def write_value_evidence(entries: Iterable[ValueEvidence]) -> str:
    """The text that files carry; reading gives the entries back. Raises EvidenceError for unpaired brackets."""
    return "; ".join(_written(entry) for entry in entries)


def evidence_of(record: Any, column_name: str) -> Evidence:
    """What one value of a record rests on: its own entry, or else the class of the whole record.

    Unknown where the record's text cannot be read, for then nobody can tell which values it speaks of.
    """
    try:
        entry = _entry_of(record, column_name)
    except EvidenceError:
        return Evidence.UNKNOWN
    return entry.evidence if entry else Evidence(record.evidence)


def is_said(record: Any, column_name: str) -> bool:
    """Whether a value may be relied on at all: neither marked unknown on its own, nor contradicted.

    A record of which nobody has said what it rests on still says its values.
    """
    entry = _entry_of(record, column_name)
    if entry is not None:
        return entry.evidence not in (Evidence.UNKNOWN, Evidence.CONTRADICTED)
    return Evidence(record.evidence) is not Evidence.CONTRADICTED


def source_of(record: Any, column_name: str) -> str:
    """Where one value of a record comes from: its own entry's source, or else that of the whole record."""
    try:
        entry = _entry_of(record, column_name)
    except EvidenceError:
        entry = None
    return entry.source if entry and entry.source else str(record.source)


def _entry_of(record: Any, column_name: str) -> ValueEvidence | None:
    text = getattr(record, "value_evidence", "")
    if not text:
        return None
    return next((entry for entry in read_value_evidence(text, type(record)) if entry.column == column_name), None)


def _column(text: str, record: type) -> str:
    wanted = _folded(text)
    for shape in columns_of(record):
        if wanted in (_folded(shape.name), _folded(shape.label)):
            return shape.name
    names = ", ".join(shape.name for shape in columns_of(record) if not shape.last)
    raise EvidenceError(f"{text!r} is not a column here; the columns are: {names}.")


def _evidence(text: str) -> Evidence:
    wanted = " ".join(text.lower().split())
    if wanted not in _WORDS:
        raise EvidenceError(
            f"{text!r} is not a class of evidence; write one of: {', '.join(e.value for e in Evidence)}."
        )
    return _WORDS[wanted]


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().lower()


def _written(entry: ValueEvidence) -> str:
    if entry.source and not re.fullmatch(r"(?:[^()]|\([^()]*\))*", entry.source):
        raise EvidenceError(f"The brackets of {entry.source!r} do not pair; close each one that opens.")
    return f"{entry.column}: {entry.evidence.label}" + (f" ({entry.source})" if entry.source else "")
