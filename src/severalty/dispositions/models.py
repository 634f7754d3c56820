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
from severalty.tenancy.models import Case, Item, Organisation, PartialDateField, choices


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def _of(table: Any, name: str = "+", *, needed: bool = False) -> Any:
    return models.ForeignKey(table, null=not needed, on_delete=models.PROTECT, related_name=name)


def _word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=40, choices=choices(words), default=default)


def _line() -> Any:
    return models.CharField(max_length=300, blank=True)


def _pence() -> Any:
    return models.BigIntegerField(null=True)


class Disposition(models.Model):
    """What becomes of one thing for one council, as its recorder proposes."""

    # Not `item`: that is the row's own item, which carries key, audience and recorder.
    item = _item("disposition")
    thing = _of(Item, "dispositions", needed=True)
    council = _of(Organisation, needed=True)
    route = _word(Route, Route.UNDECIDED)
    reason = models.TextField(blank=True)
    by_when = PartialDateField()
    owner = _line()
    new_holder = _of(Organisation)
    moves_to = _of(Contract)
    one_off_cost = _pence()
    annual_cost = _pence()
    consent = _word(Consent, Consent.UNKNOWN)
    consent_on = PartialDateField()
    notice_given_on = PartialDateField()
    approved_by = _line()
    approved_on = PartialDateField()
    override = models.TextField(blank=True)
    overridden_by = _line()
    done_on = PartialDateField()
    proof = _line()

    class Meta:
        indexes = [models.Index("thing", "council", name="disposition_of_thing")]


class _Child(models.Model):
    """A row under an item, which decides who sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = _line()

    class Meta:
        abstract = True


class DispositionAnswer(_Child):
    """What one council says of a disposition."""

    disposition = _of(Disposition, "answers", needed=True)
    organisation = _of(Organisation, needed=True)
    answer = _word(Answer, Answer.ACCEPTED)
    reason = models.TextField(blank=True)
    answered_on = PartialDateField()
    of_version = _line()
    evidence = _word(Evidence, Evidence.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint("disposition", "organisation", name="one_answer_per_council")]


class Agreement(models.Model):
    """An agreement between councils."""

    item = _item("agreement")
    kind = _word(AgreementKind, AgreementKind.UNKNOWN)
    lead = _of(Organisation)
    starts = PartialDateField()
    ends = PartialDateField()
    withdrawal_notice = _line()
    delegated = models.TextField(blank=True)
    charging = models.TextField(blank=True)
    legal_basis = _line()


class AgreementParty(_Child):
    """One party to an agreement."""

    agreement = _of(Agreement, "parties", needed=True)
    organisation = _of(Organisation, needed=True)
    signed_on = PartialDateField()
    withdrew_on = PartialDateField()


class Variation(models.Model):
    """A change to an agreement."""

    item = _item("variation")
    agreement = _of(Agreement, "variations", needed=True)
    proposed_on = PartialDateField()
    effective_on = PartialDateField()
    changes = models.TextField(blank=True)
    authority = _line()


class VariationSignature(_Child):
    """The signature of one party to a variation."""

    variation = _of(Variation, "signatures", needed=True)
    organisation = _of(Organisation, needed=True)
    signed_on = PartialDateField()
    signed_by = _line()
    wording = models.CharField(max_length=64, blank=True)


class Bridge(models.Model):
    """What stands for a while until a thing is split."""

    item = _item("bridge")
    kind = _word(BridgeKind, BridgeKind.TRANSITIONAL)
    thing = _of(Item, "bridges")
    provider = _of(Organisation)
    council = _of(Organisation, needed=True)
    agreement = _of(Agreement, "bridges")
    monthly_cost = _pence()
    starts = PartialDateField()
    ends = PartialDateField()
    exit_test = models.TextField(blank=True)


class Letter(models.Model):
    """A letter to a supplier about one contract."""

    item = _item("letter")
    contract = _of(Contract, "letters", needed=True)
    council = _of(Organisation)
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

    letter = _of(Letter, "sent", needed=True)
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
    subject = _line()
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "kind", name="one_wording_of_a_kind")]


class ProcurementStep(models.Model):
    """One dated step of buying anew what follows a contract."""

    item = _item("procurement_step")
    contract = _of(Contract, "procurement_steps", needed=True)
    council = _of(Organisation)
    procurement = _line()
    kind = _word(StepKind, StepKind.OTHER)
    due = PartialDateField()
    owner = _line()
    done_on = PartialDateField()
    reference = _line()


class PostTransfer(models.Model):
    """What is meant to happen to one post."""

    item = _item("post_transfer")
    post = _of(Post, "transfers", needed=True)
    to = _of(Organisation)
    basis = _word(TransferBasis, TransferBasis.UNKNOWN)
    assigned = models.BigIntegerField(null=True)
    assigned_source = _line()
    transfers_on = PartialDateField()
    information_on = PartialDateField()
    severance = _pence()
    pension_strain = _pence()


class FutureRole(models.Model):
    """A role in the target operating model of one council."""

    item = _item("future_role")
    organisation = _of(Organisation, needed=True)
    team = _line()
    skill = _line()
    hours = models.BigIntegerField(null=True)
    needed_from = PartialDateField()
    before_transition = _word(Known, Known.UNKNOWN)
    filled_by = _of(Post, "future_roles")
    annual_cost = _pence()


class LicenceNeed(_Child):
    """What one council needs of one entitlement."""

    entitlement = _of(Entitlement, "needs", needed=True)
    organisation = _of(Organisation, needed=True)
    need = models.BigIntegerField(null=True)
    receives = models.BigIntegerField(null=True)
    unit_price = _pence()
    needed_from = PartialDateField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class ExitItem(models.Model):
    """One thing to see to before a supplier goes."""

    item = _item("exit_item")
    supplier = _of(Supplier, "exit_items", needed=True)
    kind = _word(ExitKind, ExitKind.COMMITMENT)
    contract = _of(Contract)
    clause = _line()
    thing = _of(Item)
    replaced_by = _of(Item)
    owner = _of(Organisation)
    jointly_with = _of(Organisation)
    due = PartialDateField()
    done_on = PartialDateField()
    proof = _line()


class ExitWord(_Child):
    """What one organisation says of an exit item on a day."""

    exit_item = _of(ExitItem, "words", needed=True)
    organisation = _of(Organisation, needed=True)
    said_on = PartialDateField()
    progress = _word(ExitProgress, ExitProgress.NOT_BEGUN)
    likelihood = _word(Likelihood, Likelihood.UNKNOWN)
    consequence = _word(Consequence, Consequence.UNKNOWN)
    note = models.TextField(blank=True)


class PriceTier(_Child):
    """What one of an entitlement costs where so many or more are bought together."""

    entitlement = _of(Entitlement, "tiers", needed=True)
    quantity_from = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class Expert(models.Model):
    """A post that knows a subject, and what it can give."""

    item = _item("expert")
    organisation = _of(Organisation, needed=True)
    post = _of(Post, "experts")
    knows = _line()
    days_a_week = models.BigIntegerField(null=True)
    for_each = models.BigIntegerField(null=True)
    starts = PartialDateField()
    ends = PartialDateField()


class ExpertItem(_Child):
    """One thing that is left to an expert."""

    expert = _of(Expert, "things", needed=True)
    thing = _of(Item, "experts", needed=True)
    days = models.BigIntegerField(null=True)
