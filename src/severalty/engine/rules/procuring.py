"""Rules of procurement law in dates and percentages; never legal advice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions import modifications, procurement, replacing, thresholds
from severalty.engine.dispositions.modifications import Caps, Change, Modification
from severalty.engine.dispositions.procurement import Law, Purchase, Regime, Standstill, Timetable
from severalty.engine.dispositions.replacing import Replacement
from severalty.engine.dispositions.seen import NOTHING_MORE, Situation
from severalty.engine.dispositions.thresholds import Buyer, Planned, Supply, Threshold, Valuation
from severalty.engine.estate.items import Contract
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class Begun:
    """The day on which a procurement began, and that of the framework it is called off under, as far as known."""

    procured_from: PartialDate | None
    under_framework: bool = False
    framework_from: PartialDate | None = None
    framework_ends: PartialDate | None = None


@dataclass(frozen=True)
class RegimeFound:
    """The law that applies."""

    regime: Regime
    advice: str


@dataclass(frozen=True)
class ThresholdQuestion:
    """What is bought, when the procurement begins, and the thresholds on record."""

    supply: Supply
    on: date
    thresholds: tuple[Threshold, ...]
    buyer: Buyer = Buyer.SUB_CENTRAL


@dataclass(frozen=True)
class ValueQuestion:
    """The contracts that are planned for one need, and the threshold that they are held against."""

    contracts: tuple[Planned, ...]
    threshold: Threshold


@dataclass(frozen=True)
class Noticed:
    """The law, and the day on which the notice of award was published or sent; `closed` are bank holidays."""

    law: Law
    noticed: date
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Ended:
    """The law, and the last day of a contract."""

    law: Law
    ended: date
    user_choice: bool = False


@dataclass(frozen=True)
class PublishBy:
    """The last day to publish it; none where there is no duty."""

    by: date | None


@dataclass(frozen=True)
class Plan:
    """A purchase with either the day on which it begins or the day on which service is needed."""

    purchase: Purchase
    begins: date | None = None
    needed: date | None = None
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class ToReplace:
    """A contract, the purchase of what follows it, and the day from which one looks."""

    contract: Contract
    purchase: Purchase
    on: date
    closed: tuple[date, ...] = ()
    known: Situation = NOTHING_MORE
    threshold: Threshold | None = None
    councils: int = 1


@dataclass(frozen=True)
class ChangeQuestion:
    """A change, the caps, and the law and day of a contract change notice where there is one."""

    change: Change
    caps: Caps
    law: Law | None = None
    noticed: date | None = None
    closed: tuple[date, ...] = ()


def _regime(question: Begun) -> RegimeFound:
    found = procurement.regime_of(
        question.procured_from,
        under_framework=question.under_framework,
        framework_from=question.framework_from,
        framework_ends=question.framework_ends,
    )
    return RegimeFound(found, procurement.ADVICE)


def _timetable(question: Plan) -> Timetable:
    if question.begins is not None and question.needed is None:
        return procurement.forwards(question.purchase, question.begins, question.closed)
    if question.needed is not None and question.begins is None:
        return procurement.backwards(question.purchase, question.needed, question.closed)
    raise procurement.ProcurementError("Give either the day on which it begins or the day on which it is needed.")


_ACT: dict[str, Any] = {
    "regime": "Procurement Act 2023",
    "begins": "2025-02-24",
    "standstill_days": 8,
    "standstill_counts": "working days from the notice",
    "tender_days": 25,
    "tender_days_announced": 10,
    "details_days": 30,
    "termination_days": 30,
}
_LAW = "Procurement Act 2023 and Public Contracts Regulations 2015; not legal advice: confirm with your legal adviser"

RULES: tuple[Rule, ...] = (
    Rule(
        name="procurement-regime",
        summary="Which procurement law applies, by the day on which the procurement, or that of its framework, began.",
        takes=Begun,
        gives=RegimeFound,
        run=_regime,
        of=(procurement.regime_of, procurement.law_for),
        example={"procured_from": "2025-09-01", "under_framework": True, "framework_from": "2021-06-16"},
        source=_LAW,
    ),
    Rule(
        name="procurement-threshold",
        summary="The value from which the whole of procurement law applies, by what is bought, who buys, and when.",
        takes=ThresholdQuestion,
        gives=Threshold,
        run=lambda question: thresholds.threshold_for(
            question.thresholds, question.supply, question.on, question.buyer
        ),
        of=(thresholds.threshold_for,),
        example={
            "supply": "goods and services",
            "on": "2026-11-26",
            "thresholds": [{"supply": "goods and services", "pence": 20772000, "valid_from": "2026-01-01"}],
        },
        source=_LAW,
    ),
    Rule(
        name="procurement-value",
        summary="The value of what is bought against the threshold: every extension, option and council counts.",
        takes=ValueQuestion,
        gives=Valuation,
        run=lambda question: thresholds.valuation(question.contracts, question.threshold),
        of=(thresholds.valuation,),
        example={
            "contracts": [
                {
                    "name": "Desk for Alderbourne",
                    "shares": [{"council": "alderbourne", "initial": 8000000, "extensions": [3000000]}],
                },
                {
                    "name": "Desk for Stanmere",
                    "shares": [{"council": "stanmere", "initial": 9000000, "extensions": [3000000]}],
                },
            ],
            "threshold": {
                "supply": "goods and services",
                "buyer": "sub-central",
                "pence": 20772000,
                "valid_from": "2026-01-01",
                "state": "verified",
            },
        },
        source=_LAW,
    ),
    Rule(
        name="standstill",
        summary="The last day of standstill after a notice of award, and the first day to make the contract.",
        takes=Noticed,
        gives=Standstill,
        run=lambda question: procurement.standstill(question.law, question.noticed, question.closed),
        of=(procurement.standstill,),
        example={"law": _ACT, "noticed": "2024-12-24", "closed": ["2024-12-25", "2024-12-26", "2025-01-01"]},
        source=_LAW,
    ),
    Rule(
        name="contract-end-notice",
        summary="The last day to publish that a contract has ended.",
        takes=Ended,
        gives=PublishBy,
        run=lambda question: PublishBy(
            procurement.publish_end_by(question.law, question.ended, user_choice=question.user_choice)
        ),
        of=(procurement.publish_end_by,),
        example={"law": _ACT, "ended": "2027-05-31"},
        source=_LAW,
    ),
    Rule(
        name="procurement-timetable",
        summary="The dated steps of buying anew, forwards from a beginning or backwards from the day of need.",
        takes=Plan,
        gives=Timetable,
        run=_timetable,
        of=(procurement.forwards, procurement.backwards),
        example={
            "purchase": {"law": _ACT, "preparation_days": 60, "evaluation_days": 28, "mobilisation_days": 30},
            "needed": "2027-06-01",
            "closed": ["2027-03-26", "2027-03-29"],
        },
        source=_LAW,
    ),
    Rule(
        name="contract-replacement",
        summary="When the procurement of what follows a contract must begin, and the gap where it is too late.",
        takes=ToReplace,
        gives=Replacement,
        run=lambda question: replacing.replacement(
            question.contract,
            question.purchase,
            question.on,
            question.closed,
            question.known,
            threshold=question.threshold,
            councils=question.councils,
        ),
        of=(replacing.replacement, thresholds.value_of, thresholds.against),
        example={
            "contract": {"key": "C-014", "name": "Telephony", "ends": "2027-09-30", "renewal": "expires"},
            "purchase": {"law": _ACT, "preparation_days": 60, "evaluation_days": 28, "mobilisation_days": 30},
            "on": "2026-11-26",
        },
        source=_LAW,
    ),
    Rule(
        name="contract-modification",
        summary="What a change to a contract comes to: percentages, headroom, grounds left, notices.",
        takes=ChangeQuestion,
        gives=Modification,
        run=lambda question: modifications.modification(
            question.change, question.caps, question.law, question.noticed, question.closed
        ),
        of=(modifications.modification,),
        example={
            "change": {
                "regime": "Procurement Act 2023",
                "value": 50000000,
                "change": 4000000,
                "term": 1095,
                "longer": 90,
            },
            "caps": {
                "small_percent_goods": 10,
                "small_percent_works": 15,
                "large_percent": 50,
                "term_percent": 10,
                "copy_from": 500000000,
            },
        },
        source=_LAW,
    ),
)
