"""What is published of decisions to come and of decisions taken, and what a notice or record still lacks.

Contents of a notice of a key decision: SI 2012/2089 reg 9; of a private meeting: reg 5; general exception and special
urgency: regs 10 and 11. Records of executive decisions: regs 12 and 13; of officers: SI 2014/2095 reg 7. Whether a
notice is lawful is for the monitoring officer to say; here is only told what the record does not say.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.approval_facts import CallInRule, Said
from severalty.engine.decisions.approval_standing import effective_day
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known


class Place(StrEnum):
    """Where an entry of the forward plan stands on a day."""

    COMING = "to be decided"
    UNDATED = "no day stated yet"
    PASSED = "its day has passed, and no decision is on record"
    DECIDED = "decided"


@dataclass(frozen=True, kw_only=True)
class PlannedDecision:
    """One entry of a forward plan, with nothing in it that is not public.

    `members` are posts, `exempt_under` paragraphs of Schedule 12A; `outcome` is what came of it where no resolution on
    record says so, `is_decided` whether one does.
    """

    reference: str
    title: str
    description: str = ""
    decision_maker: str = ""
    decision_maker_kind: str = ""
    members: tuple[str, ...] = ()
    council: str = ""
    due: PartialDate | None = None
    key_decision: Known = Known.UNKNOWN
    key_reason: str = ""
    wards: str = ""
    lead: str = ""
    contact: str = ""
    documents: str = ""
    way: NoticeWay = NoticeWay.UNKNOWN
    notice_on: PartialDate | None = None
    urgent_reason: str = ""
    urgent_agreed_by: str = ""
    exempt_under: str = ""
    public_interest: str = ""
    private_notice_on: PartialDate | None = None
    outcome: str = ""
    is_decided: bool = False
    evidence: Evidence = Evidence.UNKNOWN
    changed: date | None = None

    @property
    def is_private(self) -> bool:
        """Whether part of it is to be decided in private."""
        return bool(self.exempt_under)

    @property
    def is_short(self) -> bool:
        """Whether the full notice was impracticable."""
        return self.way in (NoticeWay.GENERAL_EXCEPTION, NoticeWay.SPECIAL_URGENCY)


@dataclass(frozen=True, kw_only=True)
class TakenDecision:
    """One entry of the register of decisions, with nothing in it that is not public."""

    reference: str
    title: str
    decision: str = ""
    decision_maker: str = ""
    decision_maker_kind: str = ""
    council: str = ""
    form: Form = Form.RESOLUTION
    outcome: Outcome = Outcome.NOTED
    decided_on: PartialDate | None = None
    key_decision: Known = Known.UNKNOWN
    wards: str = ""
    reasons: str = ""
    alternatives: str = ""
    interests: str = ""
    consulted: str = ""
    delegation: str = ""
    condition: str = ""
    published_on: PartialDate | None = None
    can_be_called_in: Known = Known.UNKNOWN
    call_in: CallIn = CallIn.NONE
    called_in_on: PartialDate | None = None
    call_in_ended_on: PartialDate | None = None
    stated_on: PartialDate | None = None
    expires_on: PartialDate | None = None
    evidence: Evidence = Evidence.UNKNOWN
    changed: date | None = None


@dataclass(frozen=True)
class CallInTerms:
    """How many working days call-in runs in a council on a day, and with what effect; None where nobody has said."""

    days: int | None = None
    effect: Effect | None = None


@dataclass(frozen=True)
class Effective:
    """The day on which a decision takes effect, or in words why that cannot be said."""

    on: date | None
    why_not: str = ""


def place_of(entry: PlannedDecision, on: date) -> Place:
    """Where an entry stands on a day: one whose due day lies partly ahead is still to be decided."""
    if entry.is_decided or entry.outcome:
        return Place.DECIDED
    if entry.due is None:
        return Place.UNDATED
    return Place.COMING if entry.due.last >= on else Place.PASSED


def lacking_in_notice(entry: PlannedDecision) -> tuple[str, ...]:
    """What the record does not say of all that the law wants published of this entry, in the order of the law."""
    wanted = [
        ("whether it is a key decision", entry.key_decision is not Known.UNKNOWN),
        ("the matter", bool(entry.description)),
        ("the decision maker", bool(entry.decision_maker)),
        ("its members", bool(entry.members) or entry.decision_maker_kind in ("officer", "executive member")),
        ("the day or the period", entry.due is not None),
        ("the documents", bool(entry.documents)),
        ("where copies are had", bool(entry.contact)),
    ]
    if entry.is_private:
        wanted += [
            ("why it is private", bool(entry.public_interest)),
            ("when notice of the private meeting was given", entry.private_notice_on is not None),
        ]
    if entry.is_short:
        wanted.append(("why it cannot wait", bool(entry.urgent_reason)))
    if entry.way is NoticeWay.SPECIAL_URGENCY:
        wanted.append(("who agreed that it is urgent", bool(entry.urgent_agreed_by)))
    is_asked = entry.key_decision is not Known.NO or entry.is_private
    return tuple(words for words, is_said in wanted if not is_said) if is_asked else ()


def lacking_in_record(entry: TakenDecision) -> tuple[str, ...]:
    """What the record of a decision does not say of all that the law wants in it."""
    wanted = [
        ("the decision", bool(entry.decision)),
        ("the day", entry.decided_on is not None),
        ("the reasons", bool(entry.reasons)),
        ("the alternatives considered and rejected", bool(entry.alternatives)),
        ("interests declared, if only that there were none", bool(entry.interests)),
    ]
    if entry.form is Form.OFFICER_DECISION:
        wanted.append(("the delegation", bool(entry.delegation)))
    return tuple(words for words, is_said in wanted if not is_said)


def takes_effect(entry: TakenDecision, terms: CallInTerms, closures: Closures) -> Effective:
    """The day on which a decision takes effect, by its record and the call-in of its council."""
    if entry.outcome not in (Outcome.APPROVED, Outcome.AMENDED):
        return Effective(None, f"it was {entry.outcome.value}")
    if entry.form in (Form.RECOMMENDATION, Form.INFORMAL):
        return Effective(None, f"a {entry.form.value} binds nobody")
    if entry.call_in in (CallIn.PENDING, CallIn.REFERRED_BACK, CallIn.REFERRED_TO_COUNCIL):
        return Effective(None, entry.call_in.value)
    if entry.condition.strip() and entry.stated_on is None:
        return Effective(None, "it is subject to a condition")
    effect = terms.effect or Effect.DAY_AFTER
    rule = CallInRule(entry.decision_maker, entry.can_be_called_in, terms.days, effect)
    found, why_not = effective_day(_said(entry), rule, closures)
    return Effective(found, why_not)


def _said(entry: TakenDecision) -> Said:
    return Said(
        entry=entry.reference, body=entry.decision_maker, said_by=entry.council, digest="", outcome=entry.outcome,
        decided_on=entry.decided_on, published_on=entry.published_on, call_in=entry.call_in,
        called_in_on=entry.called_in_on, settled_on=entry.call_in_ended_on, stated_on=entry.stated_on,
    )  # fmt: skip


def plan_order(entry: PlannedDecision) -> tuple[PartialDate, str, str]:
    """Orders a forward plan by due day, those without one at the end."""
    return entry.due or day(date.max), entry.title, entry.reference
