"""Tables of plans: their workstreams, promises, teams, freezes, waves and templates."""

from django.db import models

from severalty.decisions.models import Paper
from severalty.engine.evidence import Evidence
from severalty.engine.transition.packages import Colour, PlanState, TaskCalendar, Transparency
from severalty.engine.transition.resources import FreezeKind, FreezeReach, Severity
from severalty.tenancy.fields import Child, any_text, item_of, link, one_line, organisation_of, whole
from severalty.tenancy.models import Organisation, PartialDateField
from severalty.transition.models.fields import word


class Plan(models.Model):
    """One plan: of a council, or of what all do together. Its packages stand in its workstreams."""

    item = item_of("plan")
    council = organisation_of()
    state = word(PlanState)
    starts_on = PartialDateField()
    ends_by = PartialDateField()
    fixed_by = one_line()
    aims = any_text()
    paper = link(Paper)
    agreed_chance = one_line()


class Workstream(models.Model):
    """A strand of a plan: one per council, one for the handover by the shared service, or a phase of it."""

    item = item_of("workstream")
    plan = link(Plan, needed=True)
    council = organisation_of()
    lead = one_line()
    order = whole()
    scope = any_text()
    transparency = word(Transparency)
    exit_red = any_text()
    exit_amber = any_text()
    stated_starts = PartialDateField()
    stated_ends = PartialDateField()
    colour = word(Colour)
    colour_by = one_line()
    colour_on = PartialDateField()
    colour_because = one_line()


class Promise(models.Model):
    """What one council promises the others: what is done, by when at the latest. It tells nothing of how."""

    item = item_of("promise")
    council = organisation_of()
    promised_for = PartialDateField()
    latest = PartialDateField()
    kept_on = PartialDateField()
    agreed_in = one_line()


class Team(models.Model):
    """A team with what it can give on a working day, in per cent of one person, before its day-to-day work."""

    item = item_of("team")
    council = organisation_of()
    skills = one_line()
    units = whole()
    day_to_day = one_line()
    location = one_line()
    starts = PartialDateField()
    ends = PartialDateField()
    day_cost = whole()


class TeamAllotment(Child):
    """What one council may ask of a shared team; both councils see it, and each plans within its own."""

    team = link(Team, needed=True)
    organisation = link(Organisation, needed=True)
    units = whole()
    starts = PartialDateField()
    ends = PartialDateField()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("team", "organisation", "starts", name="one_team_allotment")]


class TeamLeave(Child):
    """Days on which a team gives less: leave, training, a peak in its day-to-day work."""

    team = link(Team, needed=True)
    starts = PartialDateField()
    ends = PartialDateField()
    units = whole()
    reason = one_line()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("team", "starts", name="one_team_leave")]


class Freeze(models.Model):
    """Days on which changes are frozen, for one council or for all."""

    item = item_of("freeze")
    council = organisation_of()
    kind = word(FreezeKind)
    starts = PartialDateField()
    ends = PartialDateField()
    reach = word(FreezeReach)
    severity = word(Severity)


class Wave(models.Model):
    """A wave: days between which its cut-overs lie, how many at most, what lets it begin and end."""

    item = item_of("wave")
    plan = link(Plan, needed=True)
    number = whole()
    starts = PartialDateField()
    ends = PartialDateField()
    most = whole()
    entry = any_text()
    exit = any_text()


class WorkTemplate(models.Model):
    """A template from which packages are made for a thing that takes a route, as a council edits it."""

    item = item_of("work_template")
    routes = one_line()
    classes = one_line()


class TemplateStep(Child):
    """One package that a template makes."""

    template = link(WorkTemplate, needed=True)
    step = models.CharField(max_length=100)
    name = one_line()
    kind = one_line()
    low = whole()
    likely = whole()
    high = whole()
    calendar = word(TaskCalendar)
    skill = one_line()
    units = whole()
    follows = one_line()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("template", "step", name="one_template_step")]
