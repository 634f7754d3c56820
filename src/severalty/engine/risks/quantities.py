"""What a risk would do to one thing if it came true, in days and pounds, with its probability."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class EffectStage(StrEnum):
    """Whether figures hold as things stand, or once what is planned against the risk is done."""

    BEFORE = "before mitigation"
    AFTER = "after mitigation"


@dataclass(frozen=True, kw_only=True)
class RiskEffect(Item):
    """The effect of one risk on one thing: a work package, a workstream, a cost line, a contract.

    If the risk comes true, each of its effects at the same stage comes true with it: days are added, pounds are added,
    and the length of the thing is multiplied by a factor in per cent (100 leaves it as it is). Days and factors are
    three points; a single figure in `likely` stands for all three. `probability` is that of the risk at this stage.
    """

    EXAMPLE: ClassVar = (
        "late-committee-network",
        "A late committee and the network",
        "What it adds to parting the network",
    )

    risk: str = column("Risk", Kind.REFERENCE, required=True, refers_to="risks", example="late-committee")
    thing: str = column("On", Kind.REFERENCE, required=True, refers_to="item", example="network-split")
    stage: EffectStage = column("When", choices=EffectStage, example="before mitigation")
    probability: str = column("Probability", Kind.PERCENT, example="40", weight=3, help="In per cent.")
    days_low: int | None = column("Days, low", Kind.WHOLE, example="5")
    days_likely: int | None = column("Days, likely", Kind.WHOLE, example="15", weight=1, help="Working days.")
    days_high: int | None = column("Days, high", Kind.WHOLE, example="30")
    pounds_low: int | None = column("Pounds, low", Kind.MONEY, example="10000.00")
    pounds_likely: int | None = column("Pounds, likely", Kind.MONEY, example="25000.00", weight=1)
    pounds_high: int | None = column("Pounds, high", Kind.MONEY, example="60000.00")
    factor_low: str = column("Factor, low", Kind.PERCENT, example="100", help="Of its length; 100 leaves it as it is.")
    factor_likely: str = column("Factor, likely", Kind.PERCENT, example="120")
    factor_high: str = column("Factor, high", Kind.PERCENT, example="150")
