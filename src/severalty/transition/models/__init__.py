"""Tables of plans: packages with what binds them, people and closed days, and what a plan is held against."""

from severalty.transition.models.packages import (
    CutOverMember,
    CutOverRule,
    PackageNeed,
    PackageWait,
    WorkPackage,
)
from severalty.transition.models.plans import (
    Freeze,
    Plan,
    Promise,
    Team,
    TeamAllotment,
    TeamLeave,
    TemplateStep,
    Wave,
    Workstream,
    WorkTemplate,
)
from severalty.transition.models.progress import (
    Baseline,
    BaselineDate,
    ConfidenceStep,
    PlanBudget,
    PlannedDate,
    PlanRun,
    Scenario,
    ScenarioChange,
)

__all__ = [
    "Baseline",
    "BaselineDate",
    "ConfidenceStep",
    "CutOverMember",
    "CutOverRule",
    "Freeze",
    "PackageNeed",
    "PackageWait",
    "Plan",
    "PlanBudget",
    "PlanRun",
    "PlannedDate",
    "Promise",
    "Scenario",
    "ScenarioChange",
    "Team",
    "TeamAllotment",
    "TeamLeave",
    "TemplateStep",
    "Wave",
    "WorkPackage",
    "WorkTemplate",
    "Workstream",
]
