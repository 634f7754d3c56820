"""Who takes part: organisations, partnerships and their dated members, and who may see a record."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from severalty.engine.dates import PartialDate
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, column


class OrganisationKind(StrEnum):
    """What an organisation is in law and in the partnership."""

    COUNCIL = "council"
    SHARED_SERVICE = "shared service"
    SUPPLIER = "supplier"
    ADVISER = "adviser"


class Standing(StrEnum):
    """In what capacity an organisation belongs to a partnership."""

    PARTNER = "partner"
    SHARED_SERVICE = "shared service"
    SUPPLIER = "supplier"
    ADVISER = "adviser"


class Audience(StrEnum):
    """Who may see a record, narrowest first.

    `holders`: the organisation that recorded it and those that hold a share in it; `named`: also those named in the
    record; `partners`: also the partner councils and their shared service; `partnership`: also the partnership's
    suppliers and advisers; `public`: everyone.
    """

    HOLDERS = "holders"
    NAMED = "named"
    PARTNERS = "partners"
    PARTNERSHIP = "partnership"
    PUBLIC = "public"


_SOURCE: dict[str, Any] = {
    "help": "Report and paragraph, such as S1 2.3.1, or the document it was taken from.",
    "example": "S1 2.3.1",
}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A council, shared service, supplier or adviser that takes part in a case."""

    key: str = column("Key", Kind.KEY, required=True, help="A short name used in other sheets.", example="havering")
    name: str = column("Name", required=True, example="London Borough of Havering")
    kind: OrganisationKind = column("Kind", choices=OrganisationKind, example="council")
    gss_code: str = column("ONS code", help="Nine characters, for a council.", example="E09000016")
    company_number: str = column("Company number", help="As registered at Companies House.", example="00000000")
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, **_SOURCE)


@dataclass(frozen=True, kw_only=True)
class Partnership:
    """An agreement between organisations to run something together."""

    key: str = column("Key", Kind.KEY, required=True, example="onesource")
    name: str = column("Name", required=True, example="oneSource shared service")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2014-04")
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2025-12")
    basis: str = column("Basis", Kind.TEXT, help="The agreement or delegation it rests on.", example="Joint committee")
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, **_SOURCE)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """An organisation's dated place in a partnership."""

    partnership: str = column("Partnership", Kind.REFERENCE, required=True, refers_to="partnerships")
    organisation: str = column("Organisation", Kind.REFERENCE, required=True, refers_to="organisations")
    standing: Standing = column("Standing", choices=Standing, example="partner")
    starts: PartialDate | None = column("Starts", Kind.DATE, example="2013")
    ends: PartialDate | None = column("Ends", Kind.DATE, example="2021-12-31")
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, **_SOURCE)


def in_force(starts: PartialDate | None, ends: PartialDate | None, on: PartialDate) -> bool:
    """Whether something dated is in force on a day; an imprecise start or end is read to its full extent."""
    return (starts is None or starts.first <= on.last) and (ends is None or on.first <= ends.last)
