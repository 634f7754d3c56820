"""How the records of this stage lie in tables."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from severalty.engine.fields import Kind
from severalty.engine.transition import packages, progress, resources
from severalty.engine.transition.cut_overs import CRITERIA, word_faults
from severalty.engine.transition.span import FIRST_DAY, LAST_DAY, day_fault
from severalty.engine.transition.stated_colour import colour_faults
from severalty.engine.transition.weekends import mixed_words, weekend_faults, works_weekends
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.permissions import Permission
from severalty.transition import models

_SAID = frozenset({"go", "said_by", "said_on", "reason", *(name + end for name in CRITERIA for end in ("", "_shown"))})
"""The columns of a member of a cut-over rule that make up a council's word."""
_COLOUR = frozenset({"colour", "colour_by", "colour_on", "colour_because", "council"})
"""The columns of a workstream that make up the colour that its council states."""


def _in_span(_: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse new days that no plan can have; those that stand on record already stay until they are changed."""
    for draft in drafts:
        for shape in draft.binding.columns:
            if shape.kind is Kind.DATE and shape.name in draft.after and day_fault(getattr(draft.record, shape.name)):
                draft.refuse(
                    shape.name,
                    f"a day from {FIRST_DAY.year} to {LAST_DAY.year}",
                    "Correct the year, or leave it blank.",
                )


def _leads(drafting: Drafting, binding: Binding, ref: str | None, name: str) -> Any:
    """Where a column of an item leads, as the drafts have it, else as it is on record; a primary key, or None."""
    draft = next((one for one in drafting.drafts if one.binding is binding and one.ref == ref), None)
    if draft is not None:
        return draft.targets.get(name)
    row = next((row for row, _ in drafting.existing(binding).values() if row.pk == ref), None)
    return getattr(row, f"{name}_id", None)


def _of_its_team(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse what somebody says of a team that is neither theirs nor, in an allotment, for their own work."""
    _in_span(drafting, drafts)
    for draft in drafts:
        team = draft.targets.get("team")
        if team is None:
            continue
        keepers = {drafting.lookup.items[team][2], _leads(drafting, TEAMS, team, "council")}
        if draft.recorder not in keepers | {draft.targets.get("organisation")}:
            draft.refuse(
                "team", f"a team of your own for {draft.binding.plural}", "Ask whoever keeps this team to record it."
            )


def _held_by_a_weekend(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse weekend work, or steps of templates that make such, which no weekend can hold."""
    _in_span(drafting, drafts)
    for draft in drafts:
        for fault in weekend_faults(draft.record):
            draft.refuse(fault.column, fault.expected, f"{fault.mend}.")


def _own_colour(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse a colour stated without who, when and why, and one from anybody but the workstream's own council."""
    _in_span(drafting, drafts)
    for draft in drafts:
        if not _COLOUR & {*draft.after, *draft.before}:
            continue
        for fault in colour_faults(draft.record):
            draft.refuse(fault.column, fault.expected, fault.sentence)
        council = draft.targets.get("council")
        if draft.record.colour is not packages.Colour.UNKNOWN and council not in (None, draft.recorder):
            draft.refuse(
                "colour", "blank: only the council whose workstream it is states its colour", "Ask that council."
            )


def _at_weekends(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse weekend work that no weekend can hold, and a calendar that parts what starts at one time."""
    _held_by_a_weekend(drafting, drafts)
    turned = [one for one in drafts if works_weekends(one.record) or "calendar" in one.before]
    for told, _, tied in _parted(drafting) if turned else ():
        for draft in turned:
            if draft.ref in tied:
                draft.refuse("calendar", "one calendar for all that start at one time", f"{told}. Give all the same.")


def _parted(drafting: Drafting) -> Iterator[tuple[str, str, set[str]]]:
    """The rules by which packages of two calendars would start at one time: a sentence, the rule, these packages."""
    rules = dict(_all_of(drafting, CUT_OVER_RULES))
    known = dict(_all_of(drafting, PACKAGES))
    tied: dict[str, set[str]] = {}
    rows = {(row.rule_id, row.package_id) for row, _ in drafting.existing(CUT_OVER_MEMBERS).values()}
    rows |= {
        (one.targets.get("rule"), one.targets.get("package"))
        for one in drafting.drafts
        if one.binding is CUT_OVER_MEMBERS
    }
    for rule, package in rows:
        if rule in rules and package in known and rules[rule].kind is resources.CutOverKind.TOGETHER:
            tied.setdefault(rule, set()).add(package)
    for rule, members in sorted(tied.items()):
        fresh = [known[one] for one in members if known[one].started_on is None and known[one].finished_on is None]
        told = mixed_words(rules[rule].name, sorted(fresh, key=lambda one: one.name))
        if told:
            yield told, rule, members


def _all_of(drafting: Drafting, binding: Binding) -> Iterator[tuple[str, Any]]:
    """The records of a table by primary key: on record, then as the drafts have them."""
    yield from ((row.pk, record) for row, record in drafting.existing(binding).values())
    yield from ((one.ref, one.record) for one in drafting.drafts if one.binding is binding)


def _whose(drafting: Drafting, package: str) -> Any:
    """Whose a package is: its own council's, else its workstream's, else its keeper's."""
    stream = _leads(drafting, PACKAGES, package, "workstream")
    councils = (_leads(drafting, PACKAGES, package, "council"), _leads(drafting, WORKSTREAMS, stream, "council"))
    return next((one for one in councils if one), drafting.lookup.items[package][2])


def _own_word(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse a word on a cut-over from anybody but the package's own council, and one that cannot stand."""
    _in_span(drafting, drafts)
    _of_one_calendar(drafting, drafts)
    for draft in drafts:
        package = draft.targets.get("package")
        if draft.record.go is resources.GoWord.UNKNOWN or not _SAID & {*draft.after, *draft.before} or not package:
            continue
        if _whose(drafting, package) != draft.recorder:
            draft.refuse("go", "blank: only the council whose package it is gives its word", "Ask that council.")
        for fault in word_faults(draft.record)[:1]:
            draft.refuse(fault.column, fault.expected, fault.sentence)


def _of_one_calendar(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse new members of a rule by which packages of two calendars would start at one time."""
    new = [one for one in drafts if one.effect is Effect.NEW]
    for told, _, tied in _parted(drafting) if new else ():
        for draft in new:
            if draft.targets.get("package") in tied:
                draft.refuse("package", "one of the same calendar as the others", f"{told}. Give all the same.")


def _rule_of_one_calendar(drafting: Drafting, drafts: Sequence[Draft]) -> None:
    """Refuse that a rule becomes one by which its packages of two calendars would start at one time."""
    _in_span(drafting, drafts)
    turned = {one.ref: one for one in drafts if {"kind"} & {*one.before, *one.after}}
    for told, rule, _ in _parted(drafting) if turned else ():
        if rule in turned:
            turned[rule].refuse("kind", "one that packages of two calendars can keep", f"{told}. Give all the same.")


_bind = partial(Binding, permission=Permission.PLAN_EDIT, judge=_in_span)

PLANS = _bind("plans", "plan", "plans", packages.Plan, models.Plan)
WORKSTREAMS = _bind(
    "workstreams", "workstream", "workstreams", packages.Workstream, models.Workstream, ends=("plan",),
    judge=_own_colour,
)  # fmt: skip
PROMISES = _bind("promises", "promise", "promises", resources.Promise, models.Promise)
TEAMS = _bind("teams", "team", "teams", resources.Team, models.Team)
ALLOTMENTS = _bind(
    "team_allotments", "allotment", "allotments", resources.TeamAllotment, models.TeamAllotment,
    natural=("team", "organisation", "starts"), through="team", judge=_of_its_team,
)  # fmt: skip
LEAVE = _bind("team_leave", "leave", "leave", resources.TeamLeave, models.TeamLeave,
              natural=("team", "starts"), through="team", judge=_of_its_team)  # fmt: skip
FREEZES = _bind("freezes", "change freeze", "change freezes", resources.Freeze, models.Freeze)
WAVES = _bind("waves", "wave", "waves", resources.Wave, models.Wave, ends=("plan",))
TEMPLATES = _bind("work_templates", "template of work", "templates of work", progress.WorkTemplate, models.WorkTemplate)
TEMPLATE_STEPS = _bind(
    "template_steps", "step of a template", "steps of templates", progress.TemplateStep, models.TemplateStep,
    natural=("template", "step"), through="template", judge=_held_by_a_weekend,
)  # fmt: skip
PACKAGES = _bind(
    "work_packages", "work package", "work packages", packages.WorkPackage, models.WorkPackage, ends=("workstream",),
    judge=_at_weekends,
)  # fmt: skip
WAITS = _bind(
    "package_waits", "wait", "waits", packages.PackageWait, models.PackageWait,
    natural=("package", "follows"), through="package", ends=("follows",), only_once=("package", "follows"),
)  # fmt: skip
NEEDS = _bind(
    "package_needs", "need of a package", "needs of packages", packages.PackageNeed, models.PackageNeed,
    natural=("package", "team"), through="package", ends=("team",), only_once=("package", "team"),
)  # fmt: skip
CUT_OVER_RULES = _bind(
    "cut_over_rules", "cut-over rule", "cut-over rules", resources.CutOverRule, models.CutOverRule,
    judge=_rule_of_one_calendar,
)  # fmt: skip
CUT_OVER_MEMBERS = _bind(
    "cut_over_members", "member of a cut-over rule", "members of cut-over rules", resources.CutOverMember,
    models.CutOverMember, natural=("rule", "package"), through="rule", ends=("package",), judge=_own_word,
)  # fmt: skip
BUDGETS = _bind(
    "plan_budgets", "budget of a plan", "budgets of plans", progress.PlanBudget, models.PlanBudget, ends=("plan",)
)
STEPS = _bind(
    "confidence_steps",
    "step to confidence",
    "steps to confidence",
    progress.ConfidenceStep,
    models.ConfidenceStep,
    ends=("workstream",),
)
BASELINES = _bind("baselines", "baseline", "baselines", progress.Baseline, models.Baseline, ends=("plan",))  # fmt: skip
BASELINE_DATES = _bind(
    "baseline_dates", "date of a baseline", "dates of baselines", progress.BaselineDate, models.BaselineDate,
    natural=("baseline", "package"), through="baseline", ends=("package",),
)  # fmt: skip
SCENARIOS = _bind("scenarios", "scenario", "scenarios", progress.Scenario, models.Scenario, ends=("plan",))  # fmt: skip
SCENARIO_CHANGES = _bind(
    "scenario_changes", "change in a scenario", "changes in scenarios", progress.ScenarioChange,
    models.ScenarioChange, natural=("scenario", "thing", "value"), through="scenario", ends=("thing",),
)  # fmt: skip
RUNS = _bind("plan_runs", "run of the planner", "runs of the planner", progress.PlanRun, models.PlanRun, ends=("plan",))
DATES = _bind(
    "planned_dates", "planned date", "planned dates", progress.PlannedDate, models.PlannedDate,
    natural=("run", "package"), through="run", ends=("package",),
)  # fmt: skip
TABLES = (
    PLANS, WORKSTREAMS, PROMISES, TEAMS, ALLOTMENTS, LEAVE, FREEZES, WAVES, TEMPLATES, TEMPLATE_STEPS, PACKAGES, WAITS,
    NEEDS, CUT_OVER_RULES, CUT_OVER_MEMBERS, BUDGETS, STEPS, BASELINES, BASELINE_DATES, SCENARIOS, SCENARIO_CHANGES,
    RUNS, DATES,
)  # fmt: skip
