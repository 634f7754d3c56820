"""Tables of who pays (keys, counts, charges) and of what is compared (appraisals, options, scores, cost lines)."""

from typing import Any

from django.db import models

from severalty.engine.appraisal.charges import ChargeState, Funding, Purpose, Recurrence, Unit
from severalty.engine.appraisal.lines import BenefitKind, Prices, Spending, Treatment
from severalty.engine.appraisal.options import (
    Outcome,
    Passing,
    Rates,
    Scale,
    SheetKind,
    Side,
    SourcingModel,
    Timing,
)
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.estate.models import Contract, Service
from severalty.tenancy.models import Case, Item, Organisation, PartialDateField, choices


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def _of(table: Any, name: str = "+", *, needed: bool = False) -> Any:
    return models.ForeignKey(table, null=not needed, on_delete=models.PROTECT, related_name=name)


def _word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=30, choices=choices(words), default=default)


def _line() -> Any:
    return models.CharField(max_length=300, blank=True)


def _rate() -> Any:
    return models.CharField(max_length=12, blank=True)


def _year() -> Any:
    return models.PositiveSmallIntegerField(null=True)


def _known() -> Any:
    return _word(Known, Known.UNKNOWN)


class CostKey(models.Model):
    """A key by which partners share costs."""

    item = _item("cost_key")
    unit = models.CharField(max_length=20, choices=choices(Unit))
    counted_on = PartialDateField()
    counted_in = models.CharField(max_length=300, blank=True)
    certified_by = models.CharField(max_length=300, blank=True)
    review_on = PartialDateField()


class KeyCount(models.Model):
    """One organisation's count under a key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    cost_key = models.ForeignKey(CostKey, on_delete=models.PROTECT, related_name="counts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    count = models.BigIntegerField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("cost_key", "organisation", name="one_count_per_organisation"),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="a_count_is_not_negative"),
        ]


class Charge(models.Model):
    """A cost of one financial year."""

    item = _item("charge")
    year = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    actual = models.BigIntegerField(null=True)
    funding = models.CharField(max_length=28, choices=choices(Funding), default=Funding.REVENUE)
    recurrence = models.CharField(max_length=10, choices=choices(Recurrence), default=Recurrence.RECURRING)
    state = models.CharField(max_length=14, choices=choices(ChargeState), default=ChargeState.BUDGET)
    cost_key = models.ForeignKey(CostKey, null=True, on_delete=models.PROTECT, related_name="charges")
    true_up_key = models.ForeignKey(CostKey, null=True, on_delete=models.PROTECT, related_name="+")
    borne_by = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="charges")
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    in_headline = models.CharField(max_length=7, choices=choices(Known), default=Known.UNKNOWN)
    purpose = _word(Purpose, Purpose.COST)


class DrawDown(models.Model):
    """One sum drawn from a contingency."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    contingency = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="draw_downs")
    reference = _line()
    drawn_on = PartialDateField()
    amount = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = _line()
    what_for = models.TextField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = _word(Evidence, Evidence.UNKNOWN)
    source = _line()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_draw_down_is_more_than_nought"),
        ]


class Appraisal(models.Model):
    """One choice that is appraised."""

    item = _item("appraisal")
    question = models.TextField(blank=True)
    first_year = _year()
    years = models.BigIntegerField(null=True)
    price_year = _year()
    inflation = _rate()
    rates = _word(Rates, Rates.STANDARD)
    timing = _word(Timing, Timing.START)
    scale = _word(Scale, Scale.GLOBAL)
    scale_top = models.BigIntegerField(null=True)


class Addendum(models.Model):
    """A later addition to an appraisal's list of options."""

    item = _item("addendum")
    appraisal = _of(Appraisal, "addenda", needed=True)
    made_on = PartialDateField()


class Option(models.Model):
    """One way to answer the question of an appraisal."""

    item = _item("option")
    appraisal = _of(Appraisal, "options", needed=True)
    place = models.BigIntegerField(null=True)
    letter = _line()
    part_of = _of("self", "variants")
    business_as_usual = _known()
    addendum = _of(Addendum, "options")
    outcome = _word(Outcome, Outcome.UNDECIDED)
    outcome_reason = models.TextField(blank=True)


class _Child(models.Model):
    """A row under an item, which decides who sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = _line()

    class Meta:
        abstract = True


class Point(_Child):
    """One point for or against an option."""

    option = _of(Option, "points", needed=True)
    side = _word(Side, Side.PRO)
    place = models.BigIntegerField()
    text = models.TextField()
    evidence = _word(Evidence, Evidence.UNKNOWN)


class Gate(models.Model):
    """A requirement that may not be traded."""

    item = _item("gate")
    appraisal = _of(Appraisal, "gates", needed=True)
    place = models.BigIntegerField(null=True)


class GateVerdict(_Child):
    """Whether one option passes one gate."""

    gate = _of(Gate, "verdicts", needed=True)
    option = _of(Option, needed=True)
    verdict = _word(Passing, Passing.UNKNOWN)
    reason = models.TextField(blank=True)
    evidence = _word(Evidence, Evidence.UNKNOWN)


class Factor(models.Model):
    """A critical success factor."""

    item = _item("factor")
    appraisal = _of(Appraisal, "factors", needed=True)
    place = models.BigIntegerField(null=True)
    part_of = _of("self", "parts")
    swing = models.BigIntegerField(null=True)
    measures_cost = _known()
    anchor_low = _line()
    anchor_high = _line()


class ScoreSheet(models.Model):
    """The scores of one scorer, or those that the group agreed."""

    item = _item("score_sheet")
    appraisal = _of(Appraisal, "sheets", needed=True)
    organisation = _of(Organisation)
    scorer = _line()
    kind = _word(SheetKind, SheetKind.INDIVIDUAL)
    scored_on = PartialDateField()


class Score(_Child):
    """One score of one option on one factor."""

    sheet = _of(ScoreSheet, "scores", needed=True)
    option = _of(Option, needed=True)
    factor = _of(Factor, needed=True)
    score = models.BigIntegerField()
    reason = models.TextField(blank=True)
    evidence = _word(Evidence, Evidence.UNKNOWN)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=0), name="a_score_is_not_negative")]


class Sourcing(models.Model):
    """How one service is to be given."""

    item = _item("sourcing")
    appraisal = _of(Appraisal, "sourcings", needed=True)
    place = models.BigIntegerField(null=True)
    service = _of(Service, "sourcings")
    model = _word(SourcingModel, SourcingModel.UNKNOWN)
    extent = _line()
    tower = _line()
    bundle = _line()
    route = _line()
    in_scope = _known()
    comment = models.TextField(blank=True)
    strategic = _known()
    complex_risk = _known()
    political = _known()
    decisions_kept = _known()
    transactional = _known()
    routine_advice = _known()
    low_risk = _known()
    low_complexity = _known()
    specialist = _known()
    market_scale = _known()
    innovation = _known()
    skills_lacking = _known()
    not_ready = _known()


class CostLine(models.Model):
    """A cost of one option."""

    item = _item("cost_line")
    appraisal = _of(Appraisal, "cost_lines", needed=True)
    option = _of(Option, "cost_lines", needed=True)
    funding = _word(Funding, Funding.REVENUE)
    recurrence = _word(Recurrence, Recurrence.RECURRING)
    borne_by = _of(Organisation)
    cost_key = _of(CostKey, "cost_lines")
    prices = _word(Prices, Prices.UNKNOWN)
    price_year = _year()
    growth = _rate()
    indexation = _line()
    treatment = _word(Treatment, Treatment.COUNTED)


class CostAmount(_Child):
    """What a cost line comes to in one financial year."""

    cost_line = _of(CostLine, "amounts", needed=True)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)


class Benefit(models.Model):
    """A benefit, of an option or of what was done already."""

    item = _item("benefit")
    appraisal = _of(Appraisal, "benefits")
    option = _of(Option, "benefits")
    owner = _of(Organisation)
    owner_post = _line()
    kind = _word(BenefitKind, BenefitKind.UNKNOWN)
    annual = models.BigIntegerField(null=True)
    prices = _word(Prices, Prices.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    build_up = models.BigIntegerField(null=True)
    measure = _line()
    contract = _of(Contract, "benefits")
    approximate = _known()


class Envelope(models.Model):
    """The most that one year may cost, or rise above the year before."""

    item = _item("envelope")
    appraisal = _of(Appraisal, "envelopes", needed=True)
    organisation = _of(Organisation)
    spending = _word(Spending, Spending.ALL)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField(null=True)
    most_rise = _rate()
