"""Every table by the name that files, sheets and addresses use, each after those it refers to."""

from collections.abc import Mapping
from types import MappingProxyType

from severalty.engine.appraisal.charges import Charge, CostKey, DrawDown, KeyCount
from severalty.engine.appraisal.lines import Benefit, CostAmount, CostLine, Envelope
from severalty.engine.appraisal.options import (
    Addendum,
    Appraisal,
    Factor,
    Gate,
    GateVerdict,
    Option,
    Point,
    Score,
    ScoreSheet,
    Sourcing,
)
from severalty.engine.decisions.bodies import Body, BodyMember
from severalty.engine.decisions.cores import Core, CoreBody, CoreExempt, CoreVersion
from severalty.engine.decisions.delegations import AuthorisedAct, Delegation, Hold, Override
from severalty.engine.decisions.exempt import ExemptPart
from severalty.engine.decisions.meetings import Matter, Meeting
from severalty.engine.decisions.papers import Paper, Passage
from severalty.engine.decisions.resolutions import Commitment, Consultation, Resolution
from severalty.engine.decisions.routes import RouteValue
from severalty.engine.dispositions.agreements import Agreement, AgreementParty, Bridge, Variation, VariationSignature
from severalty.engine.dispositions.dispositions import Disposition, DispositionAnswer
from severalty.engine.dispositions.exit_items import ExitItem, ExitWord
from severalty.engine.dispositions.letters import Letter
from severalty.engine.dispositions.needs import LicenceNeed, PriceTier
from severalty.engine.dispositions.people import Expert, ExpertItem, FutureRole, PostTransfer
from severalty.engine.dispositions.steps import ProcurementStep
from severalty.engine.estate.attestation import Attestation
from severalty.engine.estate.holdings import Holding
from severalty.engine.estate.items import (
    Assumption,
    ConfigurationItem,
    Contract,
    Dependency,
    Entitlement,
    Post,
    Recovery,
    Service,
    Supplier,
)
from severalty.engine.estate.parties import Membership, Organisation, Partnership
from severalty.engine.risks.matrices import MatrixBand, MatrixCell, RiskAppetite, RiskMatrix
from severalty.engine.risks.quantities import RiskEffect
from severalty.engine.risks.register import Issue, Risk, RiskAction, RiskControl, RiskReview
from severalty.engine.transition.packages import PackageNeed, PackageWait, Plan, WorkPackage, Workstream
from severalty.engine.transition.progress import (
    Baseline,
    BaselineDate,
    ConfidenceStep,
    PlanBudget,
    PlannedDate,
    PlanRun,
    Scenario,
    ScenarioChange,
    TemplateStep,
    WorkTemplate,
)
from severalty.engine.transition.resources import (
    CutOverMember,
    CutOverRule,
    Freeze,
    Promise,
    Team,
    TeamAllotment,
    TeamLeave,
    Wave,
)

TABLES: Mapping[str, type] = MappingProxyType(
    {
        "organisations": Organisation,
        "partnerships": Partnership,
        "memberships": Membership,
        "suppliers": Supplier,
        "services": Service,
        "configuration_items": ConfigurationItem,
        "contracts": Contract,
        "entitlements": Entitlement,
        "posts": Post,
        "recoveries": Recovery,
        "dependencies": Dependency,
        "holdings": Holding,
        "assumptions": Assumption,
        "risk_matrices": RiskMatrix,
        "matrix_bands": MatrixBand,
        "matrix_cells": MatrixCell,
        "risk_appetites": RiskAppetite,
        "risks": Risk,
        "risk_controls": RiskControl,
        "risk_actions": RiskAction,
        "risk_effects": RiskEffect,
        "risk_reviews": RiskReview,
        "issues": Issue,
        "cost_keys": CostKey,
        "key_counts": KeyCount,
        "charges": Charge,
        "draw_downs": DrawDown,
        "appraisals": Appraisal,
        "addenda": Addendum,
        "options": Option,
        "points": Point,
        "gates": Gate,
        "gate_verdicts": GateVerdict,
        "factors": Factor,
        "score_sheets": ScoreSheet,
        "scores": Score,
        "sourcings": Sourcing,
        "cost_lines": CostLine,
        "cost_amounts": CostAmount,
        "benefits": Benefit,
        "envelopes": Envelope,
        "papers": Paper,
        "passages": Passage,
        "exempt_parts": ExemptPart,
        "bodies": Body,
        "body_members": BodyMember,
        "meetings": Meeting,
        "cores": Core,
        "core_bodies": CoreBody,
        "core_versions": CoreVersion,
        "core_exempt_terms": CoreExempt,
        "matters": Matter,
        "delegations": Delegation,
        "resolutions": Resolution,
        "holds": Hold,
        "overrides": Override,
        "authorised_acts": AuthorisedAct,
        "commitments": Commitment,
        "consultations": Consultation,
        "route_values": RouteValue,
        "dispositions": Disposition,
        "disposition_answers": DispositionAnswer,
        "agreements": Agreement,
        "agreement_parties": AgreementParty,
        "variations": Variation,
        "variation_signatures": VariationSignature,
        "bridges": Bridge,
        "letters": Letter,
        "procurement_steps": ProcurementStep,
        "post_transfers": PostTransfer,
        "future_roles": FutureRole,
        "licence_needs": LicenceNeed,
        "price_tiers": PriceTier,
        "experts": Expert,
        "expert_items": ExpertItem,
        "exit_items": ExitItem,
        "exit_words": ExitWord,
        "plans": Plan,
        "workstreams": Workstream,
        "promises": Promise,
        "teams": Team,
        "team_allotments": TeamAllotment,
        "team_leave": TeamLeave,
        "freezes": Freeze,
        "waves": Wave,
        "work_templates": WorkTemplate,
        "template_steps": TemplateStep,
        "work_packages": WorkPackage,
        "package_waits": PackageWait,
        "package_needs": PackageNeed,
        "cut_over_rules": CutOverRule,
        "cut_over_members": CutOverMember,
        "plan_budgets": PlanBudget,
        "confidence_steps": ConfidenceStep,
        "baselines": Baseline,
        "baseline_dates": BaselineDate,
        "scenarios": Scenario,
        "scenario_changes": ScenarioChange,
        "plan_runs": PlanRun,
        "planned_dates": PlannedDate,
        "attestations": Attestation,
    }
)
