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
from severalty.tenancy.fields import Child, item_of, link, one_line, one_of
from severalty.tenancy.models import Case, Organisation, PartialDateField, choices


def _year() -> Any:
    return models.PositiveSmallIntegerField(null=True)


def _known() -> Any:
    return one_of(Known, Known.UNKNOWN)


class CostKey(models.Model):
    """A key by which partners share costs."""

    item = item_of("cost_key")
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

    item = item_of("charge")
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
    purpose = one_of(Purpose, Purpose.COST)


class DrawDown(models.Model):
    """One sum drawn from a contingency."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    contingency = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="draw_downs")
    reference = one_line()
    drawn_on = PartialDateField()
    amount = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = one_line()
    what_for = models.TextField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = one_of(Evidence, Evidence.UNKNOWN)
    source = one_line()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_draw_down_is_more_than_nought"),
        ]


class Appraisal(models.Model):
    """One choice that is appraised."""

    item = item_of("appraisal")
    question = models.TextField(blank=True)
    first_year = _year()
    years = models.BigIntegerField(null=True)
    price_year = _year()
    inflation = one_line(12)
    rates = one_of(Rates, Rates.STANDARD)
    timing = one_of(Timing, Timing.START)
    scale = one_of(Scale, Scale.GLOBAL)
    scale_top = models.BigIntegerField(null=True)


class Addendum(models.Model):
    """A later addition to an appraisal's list of options."""

    item = item_of("addendum")
    appraisal = link(Appraisal, "addenda", needed=True)
    made_on = PartialDateField()


class Option(models.Model):
    """One way to answer the question of an appraisal."""

    item = item_of("option")
    appraisal = link(Appraisal, "options", needed=True)
    place = models.BigIntegerField(null=True)
    letter = one_line()
    part_of = link("self", "variants")
    business_as_usual = _known()
    addendum = link(Addendum, "options")
    outcome = one_of(Outcome, Outcome.UNDECIDED)
    outcome_reason = models.TextField(blank=True)


class Point(Child):
    """One point for or against an option."""

    option = link(Option, "points", needed=True)
    side = one_of(Side, Side.PRO)
    place = models.BigIntegerField()
    text = models.TextField()
    evidence = one_of(Evidence, Evidence.UNKNOWN)


class Gate(models.Model):
    """A requirement that may not be traded."""

    item = item_of("gate")
    appraisal = link(Appraisal, "gates", needed=True)
    place = models.BigIntegerField(null=True)


class GateVerdict(Child):
    """Whether one option passes one gate."""

    gate = link(Gate, "verdicts", needed=True)
    option = link(Option, needed=True)
    verdict = one_of(Passing, Passing.UNKNOWN)
    reason = models.TextField(blank=True)
    evidence = one_of(Evidence, Evidence.UNKNOWN)


class Factor(models.Model):
    """A critical success factor."""

    item = item_of("factor")
    appraisal = link(Appraisal, "factors", needed=True)
    place = models.BigIntegerField(null=True)
    part_of = link("self", "parts")
    swing = models.BigIntegerField(null=True)
    measures_cost = _known()
    anchor_low = one_line()
    anchor_high = one_line()


class ScoreSheet(models.Model):
    """The scores of one scorer, or those that the group agreed."""

    item = item_of("score_sheet")
    appraisal = link(Appraisal, "sheets", needed=True)
    organisation = link(Organisation)
    scorer = one_line()
    kind = one_of(SheetKind, SheetKind.INDIVIDUAL)
    scored_on = PartialDateField()


class Score(Child):
    """One score of one option on one factor."""

    sheet = link(ScoreSheet, "scores", needed=True)
    option = link(Option, needed=True)
    factor = link(Factor, needed=True)
    score = models.BigIntegerField()
    reason = models.TextField(blank=True)
    evidence = one_of(Evidence, Evidence.UNKNOWN)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=0), name="a_score_is_not_negative")]


class Sourcing(models.Model):
    """How one service is to be given."""

    item = item_of("sourcing")
    appraisal = link(Appraisal, "sourcings", needed=True)
    place = models.BigIntegerField(null=True)
    service = link(Service, "sourcings")
    model = one_of(SourcingModel, SourcingModel.UNKNOWN)
    extent = one_line()
    tower = one_line()
    bundle = one_line()
    route = one_line()
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

    item = item_of("cost_line")
    appraisal = link(Appraisal, "cost_lines", needed=True)
    option = link(Option, "cost_lines", needed=True)
    funding = one_of(Funding, Funding.REVENUE)
    recurrence = one_of(Recurrence, Recurrence.RECURRING)
    borne_by = link(Organisation)
    cost_key = link(CostKey, "cost_lines")
    prices = one_of(Prices, Prices.UNKNOWN)
    price_year = _year()
    growth = one_line(12)
    indexation = one_line()
    treatment = one_of(Treatment, Treatment.COUNTED)


class CostAmount(Child):
    """What a cost line comes to in one financial year."""

    cost_line = link(CostLine, "amounts", needed=True)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)


class Benefit(models.Model):
    """A benefit, of an option or of what was done already."""

    item = item_of("benefit")
    appraisal = link(Appraisal, "benefits")
    option = link(Option, "benefits")
    owner = link(Organisation)
    owner_post = one_line()
    kind = one_of(BenefitKind, BenefitKind.UNKNOWN)
    annual = models.BigIntegerField(null=True)
    prices = one_of(Prices, Prices.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    build_up = models.BigIntegerField(null=True)
    measure = one_line()
    contract = link(Contract, "benefits")
    approximate = _known()


class Envelope(models.Model):
    """The most that one year may cost, or rise above the year before."""

    item = item_of("envelope")
    appraisal = link(Appraisal, "envelopes", needed=True)
    organisation = link(Organisation)
    spending = one_of(Spending, Spending.ALL)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField(null=True)
    most_rise = one_line(12)
