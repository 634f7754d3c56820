"""Meetings of bodies, and what is to come before them: forward plans, work programmes and agendas."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.estate.items import Item
from severalty.engine.fields import Kind, Known, column


class MeetingState(StrEnum):
    """How a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    PUT_OFF = "put off"
    CANCELLED = "cancelled"
    INQUORATE = "not quorate"


class PlanKind(StrEnum):
    """In what list something stands that is to come."""

    FORWARD_PLAN = "forward plan"
    WORK_PROGRAMME = "scrutiny work programme"
    AGENDA = "agenda of a board"


class NoticeWay(StrEnum):
    """By which way notice of a key decision is given, or why none is."""

    UNKNOWN = "unknown"
    NOTICE = "28 days’ notice"
    GENERAL_EXCEPTION = "general exception"
    SPECIAL_URGENCY = "special urgency"
    NOT_KEY = "not a key decision"


@dataclass(frozen=True, kw_only=True)
class Meeting(Item):
    """One meeting of a body."""

    EXAMPLE: ClassVar = ("cabinet-2026-04-08", "Cabinet, 8 April 2026", "In the Council Chamber")

    body: str = column("Body", Kind.REFERENCE, required=True, refers_to="bodies", example="cabinet")
    meets_on: PartialDate | None = column("Meets on", Kind.DATE, example="2026-04-08", weight=2)
    planned_on: PartialDate | None = column(
        "First planned for", Kind.DATE, example="2026-04-08", help="The day that was first announced, if it moved."
    )
    begins_at: str = column("Begins at", example="18:30", help="Hours and minutes.")
    place: str = column("Place", example="Council Chamber")
    state: MeetingState = column("State", choices=MeetingState, example="planned")
    present: int | None = column("Voting members present", Kind.WHOLE, example="5")
    agenda_on: PartialDate | None = column("Agenda published on", Kind.DATE, example="2026-03-27")
    minutes_on: PartialDate | None = column("Minutes published on", Kind.DATE, example="2026-04-10")
    put_off_to: str = column("Put off to", Kind.REFERENCE, refers_to="meetings", example="")


@dataclass(frozen=True, kw_only=True)
class Matter(Item):
    """Something that a body is to decide, look at or be told: an entry of a forward plan, work programme or agenda.

    Its name and description are public where its audience is; what is exempt belongs into its paper.
    """

    EXAMPLE: ClassVar = ("choice-2026", "The choice of an operating model", "Key decision, over both wards' budgets")

    plan: PlanKind = column("Stands in", choices=PlanKind, example="forward plan")
    body: str = column("Decision maker", Kind.REFERENCE, required=True, refers_to="bodies", example="cabinet")
    meeting: str = column("Meeting", Kind.REFERENCE, refers_to="meetings", example="cabinet-2026-04-08", weight=1)
    decide_on: PartialDate | None = column(
        "To be decided", Kind.DATE, example="2026-04", help="Where no meeting is named yet: the day or the period.",
        weight=1,
    )  # fmt: skip
    subject: str = column("About", Kind.REFERENCE, refers_to="item", help="Such as an appraisal.", example="")
    paper: str = column("Paper", Kind.REFERENCE, refers_to="papers", example="", weight=1)
    core: str = column("Common core", Kind.REFERENCE, refers_to="cores", example="")
    ready_on: PartialDate | None = column("Draft ready on", Kind.DATE, example="2026-02-20", weight=1)
    value: int | None = column(
        "Whole value", Kind.MONEY, example="52000.00", help="All years, capital and revenue.", weight=1
    )
    key_decision: Known = column("Key decision", choices=Known, example="yes", weight=1)
    key_reason: str = column("Why a key decision", example="Expenditure of £50,000 or more")
    wards: str = column("Wards affected", example="All")
    way: NoticeWay = column("Notice", choices=NoticeWay, example="28 days’ notice", weight=1)
    notice_on: PartialDate | None = column("Notice published on", Kind.DATE, example="2026-03-10")
    urgent_reason: str = column("Why it cannot wait", Kind.TEXT, example="")
    urgent_agreed_by: str = column("Urgency agreed by", help="The post.", example="Chair of Overview and Scrutiny")
    documents: str = column("Documents", Kind.TEXT, example="Report of the Director for Corporate Services")
    contact: str = column("Contact", help="The post, never the person.", example="Democratic Services")
    exempt_under: str = column(
        "Exempt under", help="Paragraphs of Schedule 12A, parted by semicolons; blank: nothing is exempt.", example="3"
    )
    public_interest: str = column("Why exemption outweighs disclosure", Kind.TEXT, example="")
    private_notice_on: PartialDate | None = column("Notice of private meeting on", Kind.DATE, example="")
    consent: Known = column("Section 24 consent needed", choices=Known, example="no")
    consent_on: PartialDate | None = column("Section 24 consent given on", Kind.DATE, example="")
    consent_reference: str = column("Reference of the consent", example="")
    outcome: str = column(
        "What came of it", Kind.TEXT, help="Where no resolution on record says so.", example="Deferred to June"
    )
