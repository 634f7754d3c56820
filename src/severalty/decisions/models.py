"""Tables of bodies, meetings, decisions and delegations, of common cores, and of papers in preparation and frozen."""

from typing import Any, ClassVar

from django.db import models

from severalty.engine.decisions.bodies import BodyKind, Seat
from severalty.engine.decisions.delegations import Act, OverrideOf
from severalty.engine.decisions.meetings import MeetingState, NoticeWay, PlanKind
from severalty.engine.decisions.papers import PaperKind, Purpose, SectionKey
from severalty.engine.decisions.resolutions import CallIn, CommitmentKind, CommitmentState, Form, Outcome
from severalty.engine.decisions.routes import RouteRule, RouteState
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.models import (
    Appointment,
    Case,
    Item,
    Organisation,
    PartialDateField,
    Partnership,
    Person,
    choices,
)


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def _organisation() -> Any:
    return models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")


def _of(table: Any, name: str = "+", *, needed: bool = False) -> Any:
    return models.ForeignKey(table, null=not needed, on_delete=models.PROTECT, related_name=name)


def _word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=30, choices=choices(words), default=default)


def _long_word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=80, choices=choices(words), default=default)


def _text() -> Any:
    return models.TextField(blank=True)


def _line() -> Any:
    return models.CharField(max_length=300, blank=True)


class Paper(models.Model):
    """A paper in preparation."""

    item = _item("paper")
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = _organisation()
    body = _line()
    meeting_on = PartialDateField()
    purpose = _word(Purpose, Purpose.DECISION)
    subject = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="papers_about")
    period_from = PartialDateField()
    period_to = PartialDateField()
    reference = _line()
    lead = _line()
    author = _line()
    priority = _line()
    wards = _line()
    key_decision = _word(Known, Known.UNKNOWN)
    key_reason = _line()
    call_in = _word(Known, Known.UNKNOWN)
    exempt = _word(Known, Known.UNKNOWN)


class Passage(models.Model):
    """What was written for one section of a paper."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="passages")
    section = models.CharField(max_length=30, choices=choices(SectionKey))
    about = _organisation()
    text = models.TextField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = _word(Evidence, Evidence.UNKNOWN)
    source = _line()


class FrozenPaper(models.Model):
    """A paper as it was frozen: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes.

    It is an item of its own, so that who may see it is decided apart from who may see the draft.
    """

    item = _item("frozen_paper")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="frozen")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = _organisation()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("paper", "number", name="frozen_papers_are_numbered")]


class ExemptPart(models.Model):
    """A passage of a paper that the public does not read."""

    item = _item("exempt_part")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="exempt_parts")
    section = models.CharField(max_length=30, choices=choices(SectionKey))
    about = _organisation()
    text = models.TextField()
    covers_tables = _word(Known, Known.UNKNOWN)
    exempt_under = _line()
    public_interest = _text()
    reviewed_by = _line()
    review_on = PartialDateField()


class FrozenExempt(models.Model):
    """The exempt parts of a frozen paper with their salts, as canonical JSON; they never change either.

    An item of its own, so that who may read them is decided apart from who may read the paper.
    """

    item = _item("frozen_exempt")
    frozen = models.OneToOneField(FrozenPaper, on_delete=models.PROTECT, related_name="exempt")
    body = models.TextField()


class Clearance(models.Model):
    """What one council says of the part of a paper that tells of it; `digest` is that of the part it was shown."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="clearances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("paper", "organisation", name="one_clearance_per_council")]


class _Child(models.Model):
    """A row under an item, which decides who sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = _line()

    class Meta:
        abstract = True


class Body(models.Model):
    """One that decides, recommends or advises."""

    item = _item("body")
    kind = _word(BodyKind, BodyKind.BOARD)
    organisation = _organisation()
    partnership = _of(Partnership)
    formal = _word(Known, Known.UNKNOWN)
    seats = models.BigIntegerField(null=True)
    quorum = models.BigIntegerField(null=True)
    publication = _text()
    call_in = _word(Known, Known.UNKNOWN)


class BodyMember(_Child):
    """One seat on a body, from one day to another."""

    body = _of(Body, "members", needed=True)
    post = _line()
    organisation = _organisation()
    seat = _word(Seat, Seat.MEMBER)
    votes = _word(Known, Known.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class Meeting(models.Model):
    """One meeting of a body."""

    item = _item("meeting")
    body = _of(Body, "meetings", needed=True)
    meets_on = PartialDateField()
    planned_on = PartialDateField()
    begins_at = _line()
    place = _line()
    state = _word(MeetingState, MeetingState.PLANNED)
    present = models.BigIntegerField(null=True)
    agenda_on = PartialDateField()
    minutes_on = PartialDateField()
    put_off_to = _of("self", "put_off_from")

    class Meta:
        indexes: ClassVar = [models.Index("body", "meets_on", name="meetings_of_body")]


class Core(models.Model):
    """A common core in preparation."""

    item = _item("core")
    partnership = _of(Partnership)
    subject = _of(Item, "cores_about")
    approach = _text()
    timeline = _text()
    costing = _text()
    terms = _text()
    long_stop = PartialDateField()
    exempt_terms = _text()
    exempt_under = _line()
    public_interest = _text()


class CoreVersion(models.Model):
    """A common core as it was frozen: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes."""

    item = _item("core_version")
    core = _of(Core, "versions", needed=True)
    number = models.BigIntegerField()
    digest = models.CharField(max_length=300)
    frozen_on = PartialDateField()
    supersedes = _line()
    reason = _text()
    body = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index("digest", name="core_versions_by_digest")]


class CoreExempt(models.Model):
    """The exempt terms of a frozen core with the salt of their digest; they never change either."""

    item = _item("core_exempt")
    version = _of(CoreVersion, "exempt_terms", needed=True)
    text = models.TextField()
    salt = models.CharField(max_length=300)


class CoreBody(_Child):
    """A body whose approval of a core is needed for one partner."""

    core = _of(Core, "bodies", needed=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = _of(Body, "cores", needed=True)
    left_on = PartialDateField()


class Matter(models.Model):
    """Something that is to come before a body."""

    item = _item("matter")
    plan = _word(PlanKind, PlanKind.FORWARD_PLAN)
    body = _of(Body, "matters", needed=True)
    meeting = _of(Meeting, "matters")
    decide_on = PartialDateField()
    subject = _of(Item, "matters_about")
    paper = _of(Paper, "matters")
    core = _of(Core, "matters")
    ready_on = PartialDateField()
    value = models.BigIntegerField(null=True)
    key_decision = _word(Known, Known.UNKNOWN)
    key_reason = _line()
    wards = _line()
    way = _word(NoticeWay, NoticeWay.UNKNOWN)
    notice_on = PartialDateField()
    urgent_reason = _text()
    urgent_agreed_by = _line()
    documents = _text()
    contact = _line()
    exempt_under = _line()
    public_interest = _text()
    private_notice_on = PartialDateField()
    consent = _word(Known, Known.UNKNOWN)
    consent_on = PartialDateField()
    consent_reference = _line()
    outcome = _text()


class Delegation(models.Model):
    """What a post may do for a body."""

    item = _item("delegation")
    organisation = _organisation()
    body = _of(Body, "delegations")
    resolution = _of(Item, "delegations_by")
    parent = _of("self", "passed_on")
    holder = _line()
    acts = _text()
    limit = models.BigIntegerField(null=True)
    in_consultation_with = _line()
    conditions = _text()
    may_pass_on = _word(Known, Known.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    revoked_on = PartialDateField()
    revoked_by = _of(Item, "revokes")


class Resolution(models.Model):
    """What a body or officer resolved."""

    item = _item("resolution")
    body = _of(Body, "resolutions", needed=True)
    form = _word(Form, Form.RESOLUTION)
    outcome = _word(Outcome, Outcome.NOTED)
    decided_on = PartialDateField()
    meeting = _of(Meeting, "resolutions")
    matter = _of(Matter, "resolutions")
    paper = _of(Paper, "resolutions")
    paper_digest = _line()
    core = _of(Core, "resolutions")
    core_digest = _line()
    delegation = _of(Delegation, "decisions")
    reasons = _text()
    alternatives = _text()
    interests = _text()
    consulted = _text()
    published_on = PartialDateField()
    call_in = _word(CallIn, CallIn.NONE)
    called_in_on = PartialDateField()
    call_in_ended_on = PartialDateField()
    effective_on = PartialDateField()
    condition = _text()
    expires_on = PartialDateField()


class Hold(models.Model):
    """A pause that somebody with the power to do so placed."""

    item = _item("hold")
    thing = _of(Item, "holds")
    acts = _text()
    organisation = _organisation()
    placed_by = _line()
    power = _line()
    starts = PartialDateField()
    until = PartialDateField()
    lifted_on = PartialDateField()
    lifted_by = _line()
    stands_still = _text()


class Override(models.Model):
    """A warning that a named officer went against."""

    item = _item("override")
    of = _word(OverrideOf, OverrideOf.NOTICE)
    about = _of(Item, "overrides")
    officer = _line()
    given_on = PartialDateField()


class AuthorisedAct(models.Model):
    """One act with the authority that it rested on."""

    item = _item("authorised_act")
    act = _long_word(Act, Act.SEND_LETTER)
    about = _of(Item, "authorised_acts", needed=True)
    part = _line()
    organisation = _organisation()
    rests_on = _of(Item, "carried_acts")
    officer = _line()
    done_on = PartialDateField()
    amount = models.BigIntegerField(null=True)
    consulted = _text()


class Commitment(models.Model):
    """What somebody undertook to do."""

    item = _item("commitment")
    kind = _word(CommitmentKind, CommitmentKind.ACTION)
    organisation = _organisation()
    owner = _line()
    towards = _organisation()
    body = _of(Body, "commitments")
    resolution = _of(Resolution, "commitments")
    meeting = _of(Meeting, "commitments")
    made_on = PartialDateField()
    due = PartialDateField()
    state = _word(CommitmentState, CommitmentState.OPEN)
    done_on = PartialDateField()
    proof = _line()


class Consultation(models.Model):
    """Whom somebody asked before a decision."""

    item = _item("consultation")
    body = _of(Body, "consultations")
    matter = _of(Matter, "consultations")
    subject = _of(Item, "consultations_about")
    consulted = _line()
    method = _line()
    starts = PartialDateField()
    ends = PartialDateField()
    asked = models.BigIntegerField(null=True)
    answered = models.BigIntegerField(null=True)
    findings = _text()
    effect = _text()


class RouteValue(_Child):
    """One value of a council's decision route, from one day to another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rule = _long_word(RouteRule, RouteRule.KEY_THRESHOLD)
    value = _line()
    starts = PartialDateField()
    ends = PartialDateField()
    state = _long_word(RouteState, RouteState.CONFIRM)
    confirmed_by = _line()
    confirmed_on = PartialDateField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class CalendarAddress(models.Model):
    """The secret address at which a calendar reads for a person acting for an organisation; the secret is hashed."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
