"""What partners must agree in common: one core that every one of them approves, whatever paper carries it."""

from dataclasses import dataclass

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column

MOST_TERM = 20_000


@dataclass(frozen=True, kw_only=True)
class Core(Item):
    """A common core in preparation: the approach, timeline, costing and terms that all partners decide alike."""

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
