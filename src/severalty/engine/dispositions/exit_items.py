"""Leaving a supplier: what its contract binds it to, the plan both sides own, its tools, key roles, co-operation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class ExitKind(StrEnum):
    """What has to be seen to before a supplier goes."""

    COMMITMENT = "exit commitment"
    PLAN = "exit plan item"
    TOOL = "tool that goes"
    KEY_ROLE = "key role"
    COOPERATION = "co-operation"


class ExitProgress(StrEnum):
    """How far one side says it is."""

    NOT_BEGUN = "not begun"
    ON_COURSE = "on course"
    AT_RISK = "at risk"
    DONE = "done"


class Likelihood(StrEnum):
    """How likely something is, in the words of Melton's register of risks (S3 15)."""

    UNKNOWN = "unknown"
    ALMOST_IMPOSSIBLE = "almost impossible"
    VERY_LOW = "very low"
    LOW = "low"
    SIGNIFICANT = "significant"
    HIGH = "high"
    VERY_HIGH = "very high"


class Consequence(StrEnum):
    """How bad it would be, in the words of Melton's register of risks (S3 15)."""

    UNKNOWN = "unknown"
    NEGLIGIBLE = "negligible"
    MARGINAL = "marginal"
    CRITICAL = "critical"
    CATASTROPHIC = "catastrophic"


@dataclass(frozen=True, kw_only=True)
class ExitItem(Item):
    """One thing to see to before a supplier goes.

    Where both `owner` and `jointly_with` are named, both own it. Whoever recorded it says when it is done, and by
    what that is shown; the owners say how far they are. The supplier sees it where its audience lets it.
    """

    EXAMPLE: ClassVar = ("desk-export", "Tickets of the desk", "All open and closed ones, with their notes")

    supplier: str = column("Supplier", Kind.REFERENCE, required=True, refers_to="suppliers", example="serco")
    kind: ExitKind = column("Kind", choices=ExitKind, required=True, example="exit commitment")
    contract: str = column("Under contract", Kind.REFERENCE, refers_to="contracts", example="C-014", weight=1)
    clause: str = column("Clause", example="Schedule 21, 4.2", weight=1)
    thing: str = column(
        "About",
        Kind.REFERENCE,
        refers_to="item",
        example="service-tool",
        help="The tool, post or contract it is about.",
    )
    replaced_by: str = column(
        "Replaced by", Kind.REFERENCE, refers_to="item", example="new-service-tool", help="What stands in its place."
    )
    owner: str = column("To be done by", Kind.REFERENCE, refers_to="organisations", example="serco", weight=2)
    jointly_with: str = column(
        "Owned jointly with", Kind.REFERENCE, refers_to="organisations", example="lincolnshire",
        help="The other side, where both own it.",
    )  # fmt: skip
    due: PartialDate | None = column("Due", Kind.DATE, example="2027-03-31", weight=2)
    done_on: PartialDate | None = column("Done on", Kind.DATE, example="2027-03-20")
    proof: str = column("Shown by", help="What shows that it is done.", example="Export read back on 19 March")


@dataclass(frozen=True, kw_only=True)
class ExitWord:
    """What one organisation says of an exit item on a day: how far it is, or how it sees the risk."""

    exit_item: str = column("Exit item", Kind.REFERENCE, required=True, refers_to="exit_items", example="desk-export")
    organisation: str = column("Said by", Kind.REFERENCE, required=True, refers_to="organisations", example="serco")
    said_on: PartialDate | None = column("Said on", Kind.DATE, required=True, example="2026-11-12")
    progress: ExitProgress = column("How far", choices=ExitProgress, example="on course")
    likelihood: Likelihood = column("Likelihood", choices=Likelihood, example="significant")
    consequence: Consequence = column("Impact", choices=Consequence, example="critical")
    note: str = column("Note", Kind.TEXT, example="The first export came a week late")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")
