"""How the records of this stage lie in tables."""

from severalty.engine.transition import packages, progress, resources
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission
from severalty.transition import models

_EDIT = Permission.PLAN_EDIT

PLANS = Binding("plans", "plan", "plans", packages.Plan, models.Plan, permission=_EDIT)
WORKSTREAMS = Binding("workstreams", "workstream", "workstreams", packages.Workstream, models.Workstream,
                      ends=("plan",), permission=_EDIT)  # fmt: skip
PROMISES = Binding("promises", "promise", "promises", resources.Promise, models.Promise, permission=_EDIT)
TEAMS = Binding("teams", "team", "teams", resources.Team, models.Team, permission=_EDIT)
ALLOTMENTS = Binding(
    "team_allotments", "allotment", "allotments", resources.TeamAllotment, models.TeamAllotment,
    natural=("team", "organisation", "starts"), through="team", permission=_EDIT,
)  # fmt: skip
LEAVE = Binding("team_leave", "leave", "leave", resources.TeamLeave, models.TeamLeave,
                natural=("team", "starts"), through="team", permission=_EDIT)  # fmt: skip
FREEZES = Binding("freezes", "change freeze", "change freezes", resources.Freeze, models.Freeze, permission=_EDIT)
WAVES = Binding("waves", "wave", "waves", resources.Wave, models.Wave, ends=("plan",), permission=_EDIT)
TEMPLATES = Binding("work_templates", "template of work", "templates of work", progress.WorkTemplate,
                    models.WorkTemplate, permission=_EDIT)  # fmt: skip
TEMPLATE_STEPS = Binding(
    "template_steps", "step of a template", "steps of templates", progress.TemplateStep, models.TemplateStep,
    natural=("template", "step"), through="template", permission=_EDIT,
)  # fmt: skip
PACKAGES = Binding("work_packages", "work package", "work packages", packages.WorkPackage, models.WorkPackage,
                   ends=("workstream",), permission=_EDIT)  # fmt: skip
WAITS = Binding(
    "package_waits", "wait", "waits", packages.PackageWait, models.PackageWait,
    natural=("package", "follows"), through="package", ends=("follows",), permission=_EDIT,
    only_once=("package", "follows"),
)  # fmt: skip
NEEDS = Binding(
    "package_needs", "need of a package", "needs of packages", packages.PackageNeed, models.PackageNeed,
    natural=("package", "team"), through="package", ends=("team",), permission=_EDIT,
    only_once=("package", "team"),
)  # fmt: skip
CUT_OVER_RULES = Binding("cut_over_rules", "cut-over rule", "cut-over rules", resources.CutOverRule,
                         models.CutOverRule, permission=_EDIT)  # fmt: skip
CUT_OVER_MEMBERS = Binding(
    "cut_over_members", "member of a cut-over rule", "members of cut-over rules", resources.CutOverMember,
    models.CutOverMember, natural=("rule", "package"), through="rule", ends=("package",), permission=_EDIT,
    only_once=("rule", "package"),
)  # fmt: skip
BUDGETS = Binding("plan_budgets", "budget of a plan", "budgets of plans", progress.PlanBudget, models.PlanBudget,
                  ends=("plan",), permission=_EDIT)  # fmt: skip
STEPS = Binding("confidence_steps", "step to confidence", "steps to confidence", progress.ConfidenceStep,
                models.ConfidenceStep, ends=("workstream",), permission=_EDIT)  # fmt: skip
BASELINES = Binding("baselines", "baseline", "baselines", progress.Baseline, models.Baseline, ends=("plan",),
                    permission=_EDIT)  # fmt: skip
BASELINE_DATES = Binding(
    "baseline_dates", "date of a baseline", "dates of baselines", progress.BaselineDate, models.BaselineDate,
    natural=("baseline", "package"), through="baseline", ends=("package",), permission=_EDIT,
)  # fmt: skip
SCENARIOS = Binding("scenarios", "scenario", "scenarios", progress.Scenario, models.Scenario, ends=("plan",),
                    permission=_EDIT)  # fmt: skip
SCENARIO_CHANGES = Binding(
    "scenario_changes", "change in a scenario", "changes in scenarios", progress.ScenarioChange,
    models.ScenarioChange, natural=("scenario", "thing", "value"), through="scenario", ends=("thing",),
    permission=_EDIT,
)  # fmt: skip
RUNS = Binding("plan_runs", "run of the planner", "runs of the planner", progress.PlanRun, models.PlanRun,
               ends=("plan",), permission=_EDIT)  # fmt: skip
DATES = Binding(
    "planned_dates", "planned date", "planned dates", progress.PlannedDate, models.PlannedDate,
    natural=("run", "package"), through="run", ends=("package",), permission=_EDIT,
)  # fmt: skip
TABLES = (
    PLANS, WORKSTREAMS, PROMISES, TEAMS, ALLOTMENTS, LEAVE, FREEZES, WAVES, TEMPLATES, TEMPLATE_STEPS, PACKAGES, WAITS,
    NEEDS, CUT_OVER_RULES, CUT_OVER_MEMBERS, BUDGETS, STEPS, BASELINES, BASELINE_DATES, SCENARIOS, SCENARIO_CHANGES,
    RUNS, DATES,
)  # fmt: skip
