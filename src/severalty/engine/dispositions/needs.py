"""How many licences each council needs after the split, at what price it would buy them, and prices by quantity."""

from dataclasses import dataclass

from severalty.engine.dates import PartialDate
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, column


@dataclass(frozen=True, kw_only=True)
class LicenceNeed:
    """What one council needs of one entitlement. `unit_price` is pence a year for each, bought by its new holder."""

    entitlement: str = column("Entitlement", Kind.REFERENCE, required=True, refers_to="entitlements", example="m365-e3")
    organisation: str = column("Council", Kind.REFERENCE, required=True, refers_to="organisations", example="havering")
    need: int | None = column("Need", Kind.WHOLE, example="1600")
    receives: int | None = column("Receives of what is held", Kind.WHOLE, example="1500")
    unit_price: int | None = column("Price of each bought anew", Kind.MONEY, example="338.00")
    needed_from: PartialDate | None = column("Needed from", Kind.DATE, example="2027-04-01")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="quoted")
    source: str = column("Source", last=True, example="")


@dataclass(frozen=True, kw_only=True)
class PriceTier:
    """What one of an entitlement costs a year where so many or more are bought together, in pence."""

    entitlement: str = column("Entitlement", Kind.REFERENCE, required=True, refers_to="entitlements", example="m365-e3")
    quantity_from: int | None = column("From so many", Kind.WHOLE, required=True, example="2500")
    unit_price: int | None = column("Price of each a year", Kind.MONEY, required=True, example="310.00")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="quoted")
    source: str = column("Source", last=True, example="Price schedule of the agreement")
