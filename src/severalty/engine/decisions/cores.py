"""What partners must agree in common: one core that every one of them approves, whatever paper carries it."""

from dataclasses import dataclass
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column

MOST_TERM = 20_000
MOST_FROZEN = 32_000
"""What a cell of a workbook holds, so that a frozen version survives every file that tables travel in."""


@dataclass(frozen=True, kw_only=True)
class Core(Item):
    """A common core in preparation: the approach, timeline, costing and terms that all partners decide alike."""

    EXAMPLE: ClassVar = ("common-core", "Terms of the separation", "What both decide alike")

    partnership: str = column("Partnership", Kind.REFERENCE, refers_to="partnerships", example="onesource-it", weight=1)
    subject: str = column("About", Kind.REFERENCE, refers_to="item", help="Such as an appraisal.", example="")
    approach: str = column("Approach", Kind.TEXT, most=MOST_TERM, example="Joint modernisation", weight=2)
    timeline: str = column("Timeline", Kind.TEXT, most=MOST_TERM, example="Complete by 31 December 2025", weight=2)
    costing: str = column("Costing", Kind.TEXT, most=MOST_TERM, example="", weight=2)
    terms: str = column("Terms", Kind.TEXT, most=MOST_TERM, example="", weight=1)
    long_stop: PartialDate | None = column(
        "Long stop",
        Kind.DATE,
        example="2024-06-30",
        help="The day on which approvals lapse if one is missing.",
        weight=1,
    )
    exempt_terms: str = column(
        "Exempt terms", Kind.TEXT, most=MOST_TERM, example="",
        help="Terms that the public does not see; they enter the frozen core as a salted digest.",
    )  # fmt: skip
    exempt_under: str = column("Exempt under", help="Paragraphs of Schedule 12A, parted by semicolons.", example="3")
    public_interest: str = column("Why exemption outweighs disclosure", Kind.TEXT, example="")


@dataclass(frozen=True, kw_only=True)
class CoreVersion(Item):
    """One frozen version of a core: its canonical JSON and the digest of that, by which bodies resolve."""

    EXAMPLE: ClassVar = ("common-core-v1", "Terms of the separation, first version", "")

    core: str = column("Core", Kind.REFERENCE, required=True, refers_to="cores", example="common-core")
    number: int = column("Version", Kind.WHOLE, required=True, example="1")
    digest: str = column("Digest", required=True, help="SHA-256 of the text.", example="")
    frozen_on: PartialDate | None = column("Frozen on", Kind.DATE, example="2024-01-08")
    supersedes: str = column("Supersedes", help="The digest of the version before it.", example="")
    reason: str = column("Reason", Kind.TEXT, example="The price of lot 2 moved")
    body: str = column("Text", Kind.TEXT, required=True, most=MOST_FROZEN, help="Canonical JSON; as it was frozen.")


@dataclass(frozen=True, kw_only=True)
class CoreExempt(Item):
    """The exempt terms of one frozen version with the salt of their digest; seen by fewer than the version."""

    EXAMPLE: ClassVar = ("common-core-v1-exempt", "Exempt terms of the first version", "")

    version: str = column("Version", Kind.REFERENCE, required=True, refers_to="core_versions", example="common-core-v1")
    text: str = column("Exempt terms", Kind.TEXT, required=True, most=MOST_TERM, example="")
    salt: str = column("Salt", required=True, example="")


@dataclass(frozen=True, kw_only=True)
class CoreBody:
    """A body whose approval of a core is needed for one partner."""

    core: str = column("Core", Kind.REFERENCE, required=True, refers_to="cores", example="common-core")
    organisation: str = column("Partner", Kind.REFERENCE, required=True, refers_to="organisations", example="havering")
    body: str = column("Decides for it", Kind.REFERENCE, required=True, refers_to="bodies", example="cabinet")
    left_on: PartialDate | None = column(
        "Left on", Kind.DATE, example="", help="The day on which this partner left the partnership."
    )
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    source: str = column("Source", last=True, example="")
