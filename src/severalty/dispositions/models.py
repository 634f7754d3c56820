"""Tables of dispositions with their answers, agreements, bridges, letters, people, licence needs, and of leaving."""

from typing import Any

from django.db import models

from severalty.engine.dispositions.agreements import AgreementKind, BridgeKind
from severalty.engine.dispositions.dispositions import Answer, Consent, Route
from severalty.engine.dispositions.exit_items import Consequence, ExitKind, ExitProgress, Likelihood
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.dispositions.people import TransferBasis
from severalty.engine.dispositions.steps import StepKind
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.estate.models import Contract, Entitlement, Post, Supplier
from severalty.tenancy.fields import Child, item_of, link, one_line, one_of, whole
from severalty.tenancy.models import Item, Organisation, PartialDateField


def _word(words: Any, default: Any) -> Any:
    return one_of(words, default, 40)


class Disposition(models.Model):
    """What becomes of one thing for one council, as its recorder proposes."""

    # Not `item`: that is the row's own item, which carries key, audience and recorder.
    item = item_of("disposition")
    thing = link(Item, "dispositions", needed=True)
    council = link(Organisation, needed=True)
    route = _word(Route, Route.UNDECIDED)
    reason = models.TextField(blank=True)
    by_when = PartialDateField()
    owner = one_line()
    new_holder = link(Organisation)
    moves_to = link(Contract)
    one_off_cost = whole()
    annual_cost = whole()
    consent = _word(Consent, Consent.UNKNOWN)
    consent_on = PartialDateField()
    notice_given_on = PartialDateField()
    approved_by = one_line()
    approved_on = PartialDateField()
    override = models.TextField(blank=True)
    overridden_by = one_line()
    done_on = PartialDateField()
    proof = one_line()

    class Meta:
        indexes = [models.Index("thing", "council", name="disposition_of_thing")]


class DispositionAnswer(Child):
    """What one council says of a disposition."""

    disposition = link(Disposition, "answers", needed=True)
    organisation = link(Organisation, needed=True)
    answer = _word(Answer, Answer.ACCEPTED)
    reason = models.TextField(blank=True)
    answered_on = PartialDateField()
    of_version = one_line()
    evidence = _word(Evidence, Evidence.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint("disposition", "organisation", name="one_answer_per_council")]


class Agreement(models.Model):
    """An agreement between councils."""

    item = item_of("agreement")
    kind = _word(AgreementKind, AgreementKind.UNKNOWN)
    lead = link(Organisation)
    starts = PartialDateField()
    ends = PartialDateField()
    withdrawal_notice = one_line()
    delegated = models.TextField(blank=True)
    charging = models.TextField(blank=True)
    legal_basis = one_line()


class AgreementParty(Child):
    """One party to an agreement."""

    agreement = link(Agreement, "parties", needed=True)
    organisation = link(Organisation, needed=True)
    signed_on = PartialDateField()
    withdrew_on = PartialDateField()


class Variation(models.Model):
    """A change to an agreement."""

    item = item_of("variation")
    agreement = link(Agreement, "variations", needed=True)
    proposed_on = PartialDateField()
    effective_on = PartialDateField()
    changes = models.TextField(blank=True)
    authority = one_line()


class VariationSignature(Child):
    """The signature of one party to a variation."""

    variation = link(Variation, "signatures", needed=True)
    organisation = link(Organisation, needed=True)
    signed_on = PartialDateField()
    signed_by = one_line()
    wording = models.CharField(max_length=64, blank=True)


class Bridge(models.Model):
    """What stands for a while until a thing is split."""

    item = item_of("bridge")
    kind = _word(BridgeKind, BridgeKind.TRANSITIONAL)
    thing = link(Item, "bridges")
    provider = link(Organisation)
    council = link(Organisation, needed=True)
    agreement = link(Agreement, "bridges")
    monthly_cost = whole()
    starts = PartialDateField()
    ends = PartialDateField()
    exit_test = models.TextField(blank=True)


class Letter(models.Model):
    """A letter to a supplier about one contract."""

    item = item_of("letter")
    contract = link(Contract, "letters", needed=True)
    council = link(Organisation)
    kind = _word(LetterKind, LetterKind.NOTICE)
    state = _word(LetterState, LetterState.DRAFT)
    sent_on = PartialDateField()
    answer_due = PartialDateField()
    answered_on = PartialDateField()
    takes_effect = PartialDateField()
    answer = models.TextField(blank=True)


class SentLetter(models.Model):
    """A letter as it was sent: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes.

    Whoever sees the letter is told of it; `LetterFacts` decides who may read it.
    """

    letter = link(Letter, "sent", needed=True)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("letter", "number", name="sent_letters_are_numbered")]


class LetterWording(models.Model):
    """An organisation's own wording of one kind of letter."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = _word(LetterKind, LetterKind.NOTICE)
    subject = one_line()
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "kind", name="one_wording_of_a_kind")]


class ProcurementStep(models.Model):
    """One dated step of buying anew what follows a contract."""

    item = item_of("procurement_step")
    contract = link(Contract, "procurement_steps", needed=True)
    council = link(Organisation)
    procurement = one_line()
    kind = _word(StepKind, StepKind.OTHER)
    due = PartialDateField()
    owner = one_line()
    done_on = PartialDateField()
    reference = one_line()


class PostTransfer(models.Model):
    """What is meant to happen to one post."""

    item = item_of("post_transfer")
    post = link(Post, "transfers", needed=True)
    to = link(Organisation)
    basis = _word(TransferBasis, TransferBasis.UNKNOWN)
    assigned = models.BigIntegerField(null=True)
    assigned_source = one_line()
    transfers_on = PartialDateField()
    information_on = PartialDateField()
    severance = whole()
    pension_strain = whole()


class FutureRole(models.Model):
    """A role in the target operating model of one council."""

    item = item_of("future_role")
    organisation = link(Organisation, needed=True)
    team = one_line()
    skill = one_line()
    hours = models.BigIntegerField(null=True)
    needed_from = PartialDateField()
    before_transition = _word(Known, Known.UNKNOWN)
    filled_by = link(Post, "future_roles")
    annual_cost = whole()


class LicenceNeed(Child):
    """What one council needs of one entitlement."""

    entitlement = link(Entitlement, "needs", needed=True)
    organisation = link(Organisation, needed=True)
    need = models.BigIntegerField(null=True)
    receives = models.BigIntegerField(null=True)
    unit_price = whole()
    needed_from = PartialDateField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class ExitItem(models.Model):
    """One thing to see to before a supplier goes."""

    item = item_of("exit_item")
    supplier = link(Supplier, "exit_items", needed=True)
    kind = _word(ExitKind, ExitKind.COMMITMENT)
    contract = link(Contract)
    clause = one_line()
    thing = link(Item)
    replaced_by = link(Item)
    owner = link(Organisation)
    jointly_with = link(Organisation)
    due = PartialDateField()
    done_on = PartialDateField()
    proof = one_line()


class ExitWord(Child):
    """What one organisation says of an exit item on a day."""

    exit_item = link(ExitItem, "words", needed=True)
    organisation = link(Organisation, needed=True)
    said_on = PartialDateField()
    progress = _word(ExitProgress, ExitProgress.NOT_BEGUN)
    likelihood = _word(Likelihood, Likelihood.UNKNOWN)
    consequence = _word(Consequence, Consequence.UNKNOWN)
    note = models.TextField(blank=True)


class PriceTier(Child):
    """What one of an entitlement costs where so many or more are bought together."""

    entitlement = link(Entitlement, "tiers", needed=True)
    quantity_from = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class Expert(models.Model):
    """A post that knows a subject, and what it can give."""

    item = item_of("expert")
    organisation = link(Organisation, needed=True)
    post = link(Post, "experts")
    knows = one_line()
    days_a_week = models.BigIntegerField(null=True)
    for_each = models.BigIntegerField(null=True)
    starts = PartialDateField()
    ends = PartialDateField()


class ExpertItem(Child):
    """One thing that is left to an expert."""

    expert = link(Expert, "things", needed=True)
    thing = link(Item, "experts", needed=True)
    days = models.BigIntegerField(null=True)
