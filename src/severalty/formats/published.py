"""Records of published contracts and their suppliers, as a notice states them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from severalty.formats.problems import Problem

PeriodSource = Literal["contract", "award", "tender", "notice"]
ValueIs = Literal["net", "gross", "unknown"]

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(
    r"(?<![\w/.-])(?:(?:\+|00)44[\s()-]{0,3}(?:0\)?[\s-]?)?|\(?0)[1-357-9](?:[\s()-]{0,2}\d){8,9}(?![\w/:-])"
)
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+(?:[A-Z][\w'’-]*\.?\s*){1,3}")
CONTACT = re.compile(
    r"(?i:\bcontact(?:\s+(?:name|person|officer|point))?\s*[:-]\s*)(?:[A-Z][\w'’-]+\s+){1,2}[A-Z][\w'’-]+"
)


@dataclass(frozen=True)
class PublishedContract:
    """One award or contract of a notice; what the notice does not say is None and named in `missing`.

    `pointer` leads back into the file (`/releases/3/awards/0` or `row 12`). `value_pence` is in hundredths of
    `currency`, never converted. `period_source` says which part of the notice gave the dates.
    """

    pointer: str
    ocid: str
    award_id: str | None
    title: str | None
    description: str | None
    buyer: str | None
    supplier_keys: tuple[str, ...]
    status: str | None
    starts: dt.date | None
    ends: dt.date | None
    max_extent: dt.date | None
    period_source: PeriodSource | None
    value_pence: int | None
    currency: str | None
    value_is: ValueIs
    cpv: tuple[str, ...]
    published_on: dt.date | None
    procedure: str | None
    source: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class PublishedSupplier:
    """A supplier; `identifiers` are (scheme, number) pairs, `other_names` further spellings under the same number."""

    key: str
    name: str
    identifiers: tuple[tuple[str, str], ...]
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """Suppliers that may be the same: a person decides whether those in `merge` become `keep`."""

    keep: str
    merge: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Skipped:
    """A notice that states no contract, and why."""

    pointer: str
    ocid: str
    title: str | None
    reason: str


@dataclass(frozen=True)
class Published:
    """All that a file of notices states. No contact person, address, e-mail or telephone number is carried."""

    contracts: tuple[PublishedContract, ...]
    suppliers: tuple[PublishedSupplier, ...]
    suggestions: tuple[Suggestion, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]


def masked(text: str) -> str:
    """The text without e-mail addresses, telephone numbers and persons named as contacts."""
    for pattern, instead in (
        (EMAIL, "[e-mail removed]"),
        (TELEPHONE, "[telephone removed]"),
        (CONTACT, "contact: [name removed]"),
        (TITLED, "[name removed] "),
    ):
        text = pattern.sub(instead, text)
    return text.strip()


def missing_of(**facts: object) -> tuple[str, ...]:
    """The names of those facts that are None or empty, in the order given."""
    return tuple(name for name, fact in facts.items() if fact is None or fact in ((), ""))
