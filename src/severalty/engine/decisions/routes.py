"""What the route of a decision asks for in one council, from when to when, and who has confirmed it."""

from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Kind, column


class RouteRule(StrEnum):
    """One value of the decision route of a council."""

    KEY_THRESHOLD = "key decision: pounds"
    KEY_SAVINGS = "key decision: savings count"
    KEY_WARDS = "key decision: wards"
    PLAN_DAYS = "forward plan: days of notice"
    PLAN_COUNTING = "forward plan: counting"
    AGENDA_DAYS = "agenda: clear working days"
    CLOSE_OF_BUSINESS = "publication counts as the next day after"
    PRIVATE_DAYS = "private meeting: days of notice"
    SECOND_DAYS = "private meeting: clear working days of the second notice"
    EXCEPTION_DAYS = "general exception: clear working days"
    DRAFT_DAYS = "draft: working days before publication"
    COMMENT_DAYS = "finance and legal comments: working days before publication"
    CLEARANCE_DAYS = "s151 and monitoring officer: working days before publication"
    PRE_MEETING_DAYS = "pre-meeting: working days before publication"
    MINUTE_DAYS = "decisions published: working days after the meeting"
    CALL_IN_DAYS = "call-in: working days"
    CALL_IN_EFFECT = "call-in: takes effect"
    CALL_IN_BY = "call-in: who may"
    OFFICER_THRESHOLD = "decision of an officer: up to pounds"
    MEMBER_THRESHOLD = "decision of an executive member: up to pounds"
    OFFICER_PUBLICATION_DAYS = "decision of an officer published: working days after"
    POLL = "day of a poll"
    ELECTION_DAYS = "notice of election: working days before the poll"
    DIRECTION = "section 24: a direction is in force"
    DIRECTION_LAND = "section 24: land worth more than pounds"
    DIRECTION_CAPITAL = "section 24: capital contract of more than pounds"
    DIRECTION_OTHER = "section 24: other contract of more than pounds"
    DIRECTION_BEYOND = "section 24: other contract that runs beyond"


class RouteState(StrEnum):
    """Whether somebody who may has confirmed a value."""

    CONFIRM = "confirm with your monitoring officer"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, kw_only=True)
class RouteValue:
    """One value of a council's decision route, from one day to another; text that the rule's reader takes."""

    organisation: str = column("Council", Kind.REFERENCE, required=True, refers_to="organisations", example="melton")
    rule: RouteRule = column("Rule", choices=RouteRule, required=True, example="key decision: pounds")
    value: str = column("Value", required=True, example="50000")
    starts: PartialDate | None = column("From", Kind.DATE, example="2020-04-01")
    ends: PartialDate | None = column("Until", Kind.DATE, example="")
    state: RouteState = column("State", choices=RouteState, example="confirm with your monitoring officer")
    confirmed_by: str = column("Confirmed by", help="The post.", example="Monitoring Officer")
    confirmed_on: PartialDate | None = column("Confirmed on", Kind.DATE, example="2026-03-02")
    recorded_by: str = column("Recorded by", Kind.REFERENCE, refers_to="organisations", last=True)
    evidence: Evidence = column("Evidence", choices=Evidence, last=True, example="reported")
    source: str = column("Source", last=True, example="S3 hdr")
