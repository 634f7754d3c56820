"""Tables of what a plan is held against: budgets, baselines, scenarios, runs."""

from django.db import models

from severalty.decisions.models import Paper, Resolution
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.transition.packages import Colour, Maturity
from severalty.engine.transition.progress import BudgetState, MoneyClass, RunState, ScenarioState
from severalty.tenancy.fields import Child, any_text, item_of, link, one_line, organisation_of, whole
from severalty.tenancy.models import Item, PartialDateField
from severalty.transition.models.fields import word
from severalty.transition.models.packages import WorkPackage
from severalty.transition.models.plans import Plan, Workstream


class PlanBudget(models.Model):
    """What one council may spend on a plan in one financial year."""

    item = item_of("plan_budget")
    plan = link(Plan, needed=True)
    council = organisation_of()
    money = word(MoneyClass)
    year = models.PositiveSmallIntegerField()
    amount = whole()
    state = word(BudgetState)
    headline = word(Known)


class ConfidenceStep(models.Model):
    """One step on the path to planning confidence: what is not yet defined, and what moves it on."""

    item = item_of("confidence_step")
    workstream = link(Workstream, needed=True)
    package = link(WorkPackage)
    element = one_line()
    colour = word(Colour)
    reason = any_text()
    action = any_text()
    owner = one_line()
    due = PartialDateField()
    depends_on = link(Item)
    moves_to = word(Maturity)
    done_on = PartialDateField()


class Baseline(models.Model):
    """A plan as it was approved, against which progress is told."""

    item = item_of("baseline")
    plan = link(Plan, needed=True)
    set_on = PartialDateField()
    paper = link(Paper)
    approved_by = link(Resolution)


class BaselineDate(Child):
    """The dates and the money of one package in a baseline."""

    baseline = link(Baseline, needed=True)
    package = link(WorkPackage, needed=True)
    starts = PartialDateField()
    ends = PartialDateField()
    cost = whole()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("baseline", "package", name="one_baseline_date")]


class Scenario(models.Model):
    """A plan with some of its values changed; the plan itself is not copied."""

    item = item_of("scenario")
    plan = link(Plan, needed=True)
    state = word(ScenarioState)
    settled_on = PartialDateField()
    settled_because = one_line()


class ScenarioChange(Child):
    """One value that a scenario changes: of a package, a freeze, a team, a matter, a meeting, …"""

    scenario = link(Scenario, needed=True)
    thing = link(Item, needed=True)
    value = one_line()
    becomes = one_line()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("scenario", "thing", "value", name="one_scenario_change")]


class Lean(models.Manager["PlanRun"]):
    """Runs without what is kept of how sure they were, which is large and of which few pages tell."""

    def get_queryset(self) -> models.QuerySet["PlanRun"]:
        return super().get_queryset().defer("confidence")


class PlanRun(models.Model):
    """One run of the planner over what its council may see: what it was made from, and what it found.

    `confidence` is no column of the record: it goes into no file and to nobody but the council that made the run, since
    it comes from everything which that council may see.
    """

    item = item_of("plan_run")
    plan = link(Plan, needed=True)
    scenario = link(Scenario)
    made_on = PartialDateField()
    as_at = PartialDateField()
    state = word(RunState)
    current = word(Known)
    seed = whole()
    effort = whole()
    digest = one_line()
    ends_on = PartialDateField()
    told = any_text()
    confidence = models.JSONField(default=dict)

    objects = Lean()


class PlannedDate(Child):
    """The dates of one package in one run."""

    run = link(PlanRun, needed=True)
    package = link(WorkPackage, needed=True)
    starts = PartialDateField()
    ends = PartialDateField()
    wave = whole()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("run", "package", name="one_planned_date")]
