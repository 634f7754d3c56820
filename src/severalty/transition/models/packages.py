"""Tables of packages of work, with what binds them to one another."""

from django.db import models

from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.engine.transition.packages import Maturity, PackageKind, TaskCalendar, WaitKind
from severalty.engine.transition.resources import CutOverKind, GoWord
from severalty.tenancy.fields import Child, any_text, item_of, link, one_line, organisation_of, whole
from severalty.tenancy.models import Item, PartialDateField
from severalty.transition.models.fields import word
from severalty.transition.models.plans import Plan, Promise, Team, Workstream, WorkTemplate


class WorkPackage(models.Model):
    """One piece of work with its three-point duration in working days, dates that bind it, its money and progress."""

    item = item_of("work_package")
    workstream = link(Workstream, needed=True)
    kind = word(PackageKind)
    thing = link(Item)
    council = organisation_of()
    template = link(WorkTemplate)
    location = one_line()
    owner = one_line()
    low = whole()
    likely = whole()
    high = whole()
    calendar = word(TaskCalendar)
    maturity = word(Maturity)
    estimated_by = one_line()
    not_before = PartialDateField()
    starts_on = PartialDateField()
    must_end_by = PartialDateField()
    must_because = one_line()
    wanted_by = PartialDateField()
    importance = whole()
    fulfils = link(Promise)
    wave = whole()
    freeze_exception = one_line()
    capital = whole()
    revenue = whole()
    daily_cost = whole()
    started_on = PartialDateField()
    finished_on = PartialDateField()
    percent_done = whole()
    days_left = whole()
    spent = whole()
    stated_starts = PartialDateField()
    stated_ends = PartialDateField()


class PackageWait(Child):
    """What a package waits for: another package, a promise, or a matter that a body decides."""

    package = link(WorkPackage, needed=True)
    follows = link(Item, needed=True)
    kind = word(WaitKind)
    lag = whole()
    overlap = whole()
    most = whole()
    because = one_line()
    bridge = one_line()
    bridge_cost = whole()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("package", "follows", name="one_package_wait")]


class PackageNeed(Child):
    """A team that a package needs on every day it runs, in per cent of one person."""

    package = link(WorkPackage, needed=True)
    team = link(Team, needed=True)
    skill = one_line()
    units = whole()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("package", "team", name="one_package_need")]


class CutOverRule(models.Model):
    """Packages that must go together, or of which only one may run at a time."""

    item = item_of("cut_over_rule")
    plan = link(Plan)
    kind = word(CutOverKind)
    because = one_line()
    rollback = one_line()


class CutOverMember(Child):
    """A package under such a rule; in the row of the package's own council, with its word whether it goes."""

    rule = link(CutOverRule, needed=True)
    package = link(WorkPackage, needed=True)
    go = word(GoWord)
    said_by = one_line()
    said_on = PartialDateField()
    reason = any_text()
    approval = word(Known)
    approval_shown = one_line()
    funding = word(Known)
    funding_shown = one_line()
    checks = word(Known)
    checks_shown = one_line()
    rollback = word(Known)
    rollback_shown = one_line()
    comms = word(Known)
    comms_shown = one_line()
    desk = word(Known)
    desk_shown = one_line()
    evidence = word(Evidence)

    class Meta:
        constraints = [models.UniqueConstraint("rule", "package", "recorded_by", name="one_cut_over_word")]
