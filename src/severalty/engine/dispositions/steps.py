"""Procurement and statutory steps as dated work: what must be done or published about a contract, by when, by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, column


class StepKind(StrEnum):
    """What a step is. Notices by the numbers of the Procurement Act 2023, beside those of the Regulations of 2015."""

    SPECIFICATION = "specification and route to market"
    PRELIMINARY = "market engagement notice (UK2)"
    PLANNED = "planned procurement notice (UK3)"
    TENDER = "tender notice (UK4)"
    TRANSPARENCY = "transparency notice (UK5)"
    TENDERS_DUE = "last day for tenders"
    AWARD = "contract award notice (UK6)"
    STANDSTILL = "standstill ends"
    SIGNED = "contract made"
    DETAILS = "contract details notice (UK7)"
    PERFORMANCE = "contract performance notice (UK9)"
    CHANGE = "contract change notice (UK10)"
    TERMINATION = "contract termination notice (UK11)"
    CLOSED = "procurement termination notice (UK12)"
    PCR_NOTICE = "contract notice (2015 Regulations)"
    PCR_LETTERS = "letters of award (2015 Regulations)"
    PCR_AWARD = "contract award notice (2015 Regulations)"
    PCR_MODIFICATION = "modification notice (2015 Regulations)"
    SERVICE = "first day of service"
    OTHER = "other step"


NOTICES = frozenset(one for one in StepKind if "notice" in one.value)
"""The steps that are published, of which the reference of the notice is the evidence."""


class StepState(StrEnum):
    """How a step stands."""

    DONE = "done"
    OVERDUE = "overdue"
    SOON = "due soon"
    TO_COME = "to come"
    UNDATED = "no day on record"


SOON_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class ProcurementStep(Item):
    """One dated step of procurement, or of what the law asks for, about one contract."""

    EXAMPLE: ClassVar = ("network-tender", "Tender for the network", "Published on Find a Tender")

    contract: str = column("Contract", Kind.REFERENCE, required=True, refers_to="contracts", example="C-014")
    council: str = column("For council", Kind.REFERENCE, refers_to="organisations", example="havering")
    procurement: str = column(
        "Procurement", help="The name of the procurement, the same on all contracts that are bought in one.",
        example="Microsoft licences for both boroughs",
    )  # fmt: skip
    kind: StepKind = column("Step", choices=StepKind, required=True, example="tender notice (UK4)")
    due: PartialDate | None = column("Due", Kind.DATE, example="2027-01-29")
    owner: str = column("Owner", help="A post, never a person.", example="Head of Procurement")
    done_on: PartialDate | None = column("Done", Kind.DATE, example="2027-01-27")
    reference: str = column("Reference of the notice", help="Where it can be looked up.", example="2027/S 000-001234")


def state_of_step(due: PartialDate | None, done_on: PartialDate | None, on: PartialDate) -> StepState:
    """How a step stands on a day; of an imprecise day its last counts, so that nothing is called late too early."""
    if done_on is not None:
        return StepState.DONE
    if due is None:
        return StepState.UNDATED
    days = (due.last - on.first).days
    if days < 0:
        return StepState.OVERDUE
    return StepState.SOON if days <= SOON_DAYS else StepState.TO_COME


def step_faults(
    kind: StepKind, done_on: PartialDate | None, reference: str, on: PartialDate
) -> tuple[tuple[str, str], ...]:
    """What is wrong with a step that is recorded as done, as pairs of the value and a sentence."""
    found = []
    if done_on is None:
        found.append(("done_on", "Enter the day on which it was done."))
    elif done_on.first > on.last:
        found.append(("done_on", f"{done_on} is still to come; enter a day up to {on}."))
    if kind in NOTICES and not reference.strip():
        found.append(("reference", "Enter the reference of the notice, so that it can be looked up."))
    return tuple(found)


def kind_of_notice(what: str, notice: str) -> StepKind:
    """The kind of step that a step of a timetable is, by its words and its notice."""
    by_notice = {
        "UK4": StepKind.TENDER, "UK6": StepKind.AWARD, "UK7": StepKind.DETAILS, "contract notice": StepKind.PCR_NOTICE,
        "contract award notice": StepKind.PCR_AWARD, "letters of award": StepKind.PCR_LETTERS,
    }  # fmt: skip
    words: Iterable[tuple[str, StepKind]] = (
        ("Specification", StepKind.SPECIFICATION), ("Last day for tenders", StepKind.TENDERS_DUE),
        ("Last day of standstill", StepKind.STANDSTILL), ("Contract made", StepKind.SIGNED),
        ("First day of service", StepKind.SERVICE), ("Tender notice", StepKind.TENDER), ("Award", StepKind.AWARD),
    )  # fmt: skip
    if notice in by_notice:
        return by_notice[notice]
    return next((kind for words_of, kind in words if what.startswith(words_of)), StepKind.OTHER)
