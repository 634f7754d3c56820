"""Tables of matters, delegations, resolutions, holds, overrides, acts under authority, promises and consultations."""

from django.db import models

from severalty.decisions.models.bodies import Body, Meeting
from severalty.decisions.models.cores import Core
from severalty.decisions.models.papers import Paper
from severalty.engine.decisions.delegations import Act, OverrideOf
from severalty.engine.decisions.meetings import NoticeWay, PlanKind
from severalty.engine.decisions.resolutions import CallIn, CommitmentKind, CommitmentState, Form, Outcome
from severalty.engine.fields import Known
from severalty.tenancy.fields import any_text, item_of, link, one_line, one_of, organisation_of
from severalty.tenancy.models import (
    Item,
    PartialDateField,
)


class Matter(models.Model):
    """Something that is to come before a body."""

    item = item_of("matter")
    plan = one_of(PlanKind, PlanKind.FORWARD_PLAN)
    body = link(Body, "matters", needed=True)
    meeting = link(Meeting, "matters")
    decide_on = PartialDateField()
    subject = link(Item, "matters_about")
    paper = link(Paper, "matters")
    core = link(Core, "matters")
    ready_on = PartialDateField()
    value = models.BigIntegerField(null=True)
    key_decision = one_of(Known, Known.UNKNOWN)
    key_reason = one_line()
    wards = one_line()
    way = one_of(NoticeWay, NoticeWay.UNKNOWN)
    notice_on = PartialDateField()
    urgent_reason = any_text()
    urgent_agreed_by = one_line()
    documents = any_text()
    contact = one_line()
    exempt_under = one_line()
    public_interest = any_text()
    private_notice_on = PartialDateField()
    consent = one_of(Known, Known.UNKNOWN)
    consent_on = PartialDateField()
    consent_reference = one_line()
    outcome = any_text()


class Delegation(models.Model):
    """What a post may do for a body."""

    item = item_of("delegation")
    organisation = organisation_of()
    body = link(Body, "delegations")
    resolution = link(Item, "delegations_by")
    parent = link("self", "passed_on")
    holder = one_line()
    acts = any_text()
    limit = models.BigIntegerField(null=True)
    in_consultation_with = one_line()
    conditions = any_text()
    may_pass_on = one_of(Known, Known.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    revoked_on = PartialDateField()
    revoked_by = link(Item, "revokes")


class Resolution(models.Model):
    """What a body or officer resolved."""

    item = item_of("resolution")
    body = link(Body, "resolutions", needed=True)
    form = one_of(Form, Form.RESOLUTION)
    outcome = one_of(Outcome, Outcome.NOTED)
    decided_on = PartialDateField()
    meeting = link(Meeting, "resolutions")
    matter = link(Matter, "resolutions")
    paper = link(Paper, "resolutions")
    paper_digest = one_line()
    core = link(Core, "resolutions")
    core_digest = one_line()
    delegation = link(Delegation, "decisions")
    reasons = any_text()
    alternatives = any_text()
    interests = any_text()
    consulted = any_text()
    published_on = PartialDateField()
    call_in = one_of(CallIn, CallIn.NONE)
    called_in_on = PartialDateField()
    call_in_ended_on = PartialDateField()
    effective_on = PartialDateField()
    condition = any_text()
    expires_on = PartialDateField()


class Hold(models.Model):
    """A pause that somebody with the power to do so placed."""

    item = item_of("hold")
    thing = link(Item, "holds")
    acts = any_text()
    organisation = organisation_of()
    placed_by = one_line()
    power = one_line()
    starts = PartialDateField()
    until = PartialDateField()
    lifted_on = PartialDateField()
    lifted_by = one_line()
    stands_still = any_text()


class Override(models.Model):
    """A warning that a named officer went against."""

    item = item_of("override")
    of = one_of(OverrideOf, OverrideOf.NOTICE)
    about = link(Item, "overrides")
    officer = one_line()
    given_on = PartialDateField()


class AuthorisedAct(models.Model):
    """One act with the authority that it rested on."""

    item = item_of("authorised_act")
    act = one_of(Act, Act.SEND_LETTER, 80)
    about = link(Item, "authorised_acts", needed=True)
    part = one_line()
    organisation = organisation_of()
    rests_on = link(Item, "carried_acts")
    officer = one_line()
    done_on = PartialDateField()
    amount = models.BigIntegerField(null=True)
    consulted = any_text()


class Commitment(models.Model):
    """What somebody undertook to do."""

    item = item_of("commitment")
    kind = one_of(CommitmentKind, CommitmentKind.ACTION)
    organisation = organisation_of()
    owner = one_line()
    towards = organisation_of()
    body = link(Body, "commitments")
    resolution = link(Resolution, "commitments")
    meeting = link(Meeting, "commitments")
    made_on = PartialDateField()
    due = PartialDateField()
    state = one_of(CommitmentState, CommitmentState.OPEN)
    done_on = PartialDateField()
    proof = one_line()


class Consultation(models.Model):
    """Whom somebody asked before a decision."""

    item = item_of("consultation")
    body = link(Body, "consultations")
    matter = link(Matter, "consultations")
    subject = link(Item, "consultations_about")
    consulted = one_line()
    method = one_line()
    starts = PartialDateField()
    ends = PartialDateField()
    asked = models.BigIntegerField(null=True)
    answered = models.BigIntegerField(null=True)
    findings = any_text()
    effect = any_text()
