"""Rules of plans: drawn for a solver, verified, explained, put in waves; what clashes, what mends it, what is made."""

from dataclasses import dataclass
from typing import Any

from severalty.engine.rules.rule import Rule
from severalty.engine.transition import (
    calendar,
    capacity,
    circles,
    conflicts,
    conflicts_model,
    conflicts_words,
    cut_overs,
    drafts_chosen,
    drawing,
    drawing_check,
    network_of,
    past_end,
    placements,
    placements_float,
    relaxations,
    relaxations_words,
    templates,
    undefined,
    verify,
    verify_amounts,
    verify_days,
    verify_ties,
    waves,
    waves_order,
)
from severalty.engine.transition.circles import CircleLink, Circles
from severalty.engine.transition.confidence.network import Network
from severalty.engine.transition.conflicts import Conflict
from severalty.engine.transition.cut_overs import GoQuestion, GoStanding, WordFault
from severalty.engine.transition.drafts_chosen import DraftTotals
from severalty.engine.transition.drawing import Dates
from severalty.engine.transition.drawing_parts import Constraint, Note, Piece, Undated
from severalty.engine.transition.placements import Placements
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.relaxations import Relaxations
from severalty.engine.transition.resources import CutOverMember
from severalty.engine.transition.templates import Drafting, Drafts
from severalty.engine.transition.undefined import Undefined
from severalty.engine.transition.verify_days import Breach
from severalty.engine.transition.waves import WavePlan
from severalty.engine.transition.waves_order import WaveAnswer, WaveQuestion


@dataclass(frozen=True)
class PlanToDraw:
    """A plan as one viewer may see it."""

    record: PlanRecord


@dataclass(frozen=True)
class PlanDates:
    """A plan as one viewer may see it, and dates of its packages."""

    record: PlanRecord
    dates: tuple[Dated, ...]


@dataclass(frozen=True)
class PlanStarts:
    """A plan, and the slot in which each package starts that can be dated, in the order of the record."""

    record: PlanRecord
    starts: tuple[int, ...]


@dataclass(frozen=True)
class PlanDrawn:
    """What is to be dated, in slots, everything that holds it in words, and what gets no date."""

    pieces: tuple[Piece, ...]
    constraints: tuple[Constraint, ...]
    undated: tuple[Undated, ...]
    notes: tuple[Note, ...]
    horizon: int


@dataclass(frozen=True)
class WordFaults:
    """Why a word cannot stand as it is given; nothing where it can."""

    faults: tuple[WordFault, ...]


@dataclass(frozen=True)
class Breaches:
    """What dates do not keep; none where the plan holds."""

    breaches: tuple[Breach, ...]


@dataclass(frozen=True)
class CircleQuestion:
    """Who waits for whom."""

    links: tuple[CircleLink, ...]


@dataclass(frozen=True)
class DraftsLeft:
    """Drafts, and the keys of the packages that are left out."""

    drafts: Drafts
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class DraftsMade:
    """What is made, and what it comes to."""

    drafts: Drafts
    totals: DraftTotals


def _left_out(question: DraftsLeft) -> DraftsMade:
    found = drafts_chosen.without(question.drafts, question.left_out)
    return DraftsMade(found, drafts_chosen.totals_of(found))


def _drawn(question: PlanToDraw) -> PlanDrawn:
    drawn = drawing.drawn_of(question.record)
    return PlanDrawn(drawn.pieces, drawn.constraints, drawn.undated, drawn.notes, drawn.horizon)


def _dates(question: PlanStarts) -> Dates:
    return drawing.dates_of(question.record, drawing.drawn_of(question.record), question.starts)


_PACKAGES: list[dict[str, Any]] = [
    {"key": "rehearse", "name": "Rehearse", "workstream": "identity", "kind": "rehearsal", "low": 2, "likely": 3,
     "high": 5, "maturity": "indicative"},
    {"key": "cut-over", "name": "Cut over", "workstream": "identity", "kind": "cut-over", "low": 1, "likely": 2,
     "high": 3, "maturity": "indicative"},
]  # fmt: skip
_PLAN: dict[str, Any] = {
    "plan": {"key": "split", "name": "Split", "starts_on": "2026-11-30", "ends_by": "2026-12-31"},
    "on": "2026-11-26",
    "packages": _PACKAGES,
    "waits": [{"package": "cut-over", "follows": "rehearse"}],
    "freezes": [{"key": "christmas", "name": "Christmas", "starts": "2026-12-14", "ends": "2027-01-03"}],
    "closed": ["2026-12-25", "2026-12-28"],
}
_TIGHT = {**_PLAN, "plan": {**_PLAN["plan"], "starts_on": "2026-12-10"}}
_OPEN = {**_PLAN, "packages": [*_PACKAGES, {"key": "mail", "name": "Move the mail", "workstream": "identity"}]}
_DATES = [
    {"package": "rehearse", "starts": "2026-11-30", "ends": "2026-12-02"},
    {"package": "cut-over", "starts": "2026-12-03", "ends": "2026-12-04"},
]
_WHERE = "Domain rules 4.4 and 5"

RULES: tuple[Rule, ...] = (
    Rule(
        name="plan-drawn",
        summary="A plan in working days: what is to be dated, every constraint in words, and what gets no date.",
        takes=PlanToDraw,
        gives=PlanDrawn,
        run=_drawn,
        of=(
            drawing.drawn_of, calendar.calendar_of, calendar.start_day, calendar.safe_from, calendar.safe_until,
            calendar.is_vague, calendar.words, calendar.closing_milestones, capacity.capacity_of,
            drawing_check.broken, drawing_check.there,
        ),
        example={"record": _PLAN},
        source=_WHERE,
    ),
    Rule(
        name="plan-dates",
        summary="The days of packages for the slots that a solver found.",
        takes=PlanStarts,
        gives=Dates,
        run=_dates,
        of=(drawing.dates_of, drawing.starts_of),
        example={"record": _PLAN, "starts": [0, 3]},
    ),
    Rule(
        name="plan-verified",
        summary="Every constraint on record that the dates of a plan do not keep.",
        takes=PlanDates,
        gives=Breaches,
        run=lambda question: Breaches(verify.verify(question.record, question.dates)),
        of=(
            verify.verify, verify_amounts.amounts_kept, verify_ties.ties_kept, verify_days.seen_of, verify_days.told,
        ),
        example={"record": _PLAN, "dates": _DATES},
        source=_WHERE,
    ),
    Rule(
        name="plan-placements",
        summary="Why each package stands where it stands, what bars every earlier day, and how far it may move.",
        takes=PlanDates,
        gives=Placements,
        run=lambda question: placements.placements_of(question.record, question.dates),
        of=(
            placements.placements_of, placements.told_of, placements_float.floats_of, placements_float.handed_on,
        ),
        example={"record": _PLAN, "dates": _DATES},
    ),
    Rule(
        name="plan-waves",
        summary="The wave of each cut-over, why it is in that one and in none before.",
        takes=PlanDates,
        gives=WavePlan,
        run=lambda question: waves.waves_of(question.record, question.dates),
        of=(waves.waves_of,),
        example={"record": _PLAN, "dates": _DATES},
    ),
    Rule(
        name="wave-order",
        summary="Waves that keep ranked conditions, each as well as those above it allow, and what is not kept.",
        takes=WaveQuestion,
        gives=WaveAnswer,
        run=waves_order.propose_waves,
        of=(waves_order.propose_waves, waves_order.breaches_of, waves_order.score_of),
        example={
            "items": [{"key": "portal"}, {"key": "api"}, {"key": "test portal", "test": True}],
            "leans": [["portal", "api"]],
            "most": 2,
        },
    ),
    Rule(
        name="plan-conflict",
        summary="Whether a plan is possible, and the smallest set of constraints that clash where it is not.",
        takes=PlanToDraw,
        gives=Conflict,
        run=lambda question: conflicts.conflict_of(question.record),
        of=(
            conflicts.conflict_of, conflicts.conflict_told, conflicts.clashes_of, conflicts.clashing_of,
            conflicts.gives_way, conflicts_model.groups_of, conflicts_model.try_groups, conflicts_model.most_kept,
            conflicts_model.missing_of, conflicts_model.reach_of, conflicts_words.clash_words,
            past_end.past_end_words, past_end.plural_s,
        ),
        example={"record": _TIGHT},
        source="Minimal unsatisfiable sets, smallest by implicit hitting sets (Ignatiev and others 2015)",
    ),
    Rule(
        name="plan-relaxations",
        summary="How far one constraint, or two together, must give way so that a plan is possible, and at what cost.",
        takes=PlanToDraw,
        gives=Relaxations,
        run=lambda question: relaxations.relaxations_of(question.record),
        of=(
            relaxations.relaxations_of, relaxations.explained, relaxations.unit_of, conflicts_model.effort_of,
            relaxations_words.words_of, conflicts_model.least_slack,
        ),
        example={"record": _TIGHT},
    ),
    Rule(
        name="plan-undefined",
        summary="What of a plan is undefined, who could define it, and what room is left for it.",
        takes=PlanToDraw,
        gives=Undefined,
        run=lambda question: undefined.undefined_of(question.record),
        of=(undefined.undefined_of,),
        example={"record": _OPEN},
    ),
    Rule(
        name="circles",
        summary="What waits for itself in the round, with every member, and the cheapest links to bridge.",
        takes=CircleQuestion,
        gives=Circles,
        run=lambda question: circles.circles_of(question.links),
        of=(circles.circles_of,),
        example={
            "links": [
                {"before": "network", "after": "identity", "cost": 600000},
                {"before": "identity", "after": "network", "bridge": "a nightly copy", "cost": 250000},
            ]
        },
        source="Smallest feedback arc set, exactly",
    ),
    Rule(
        name="plan-circles",
        summary="The circles among the packages of a plan, and the cheapest waits to bridge.",
        takes=PlanToDraw,
        gives=Circles,
        run=lambda question: circles.plan_circles(question.record),
        of=(circles.plan_circles,),
        example={"record": _PLAN},
    ),
    Rule(
        name="packages-from-dispositions",
        summary="The packages of work that dispositions ask for by templates, but for those that exist.",
        takes=Drafting,
        gives=Drafts,
        run=templates.packages_from,
        of=(templates.packages_from, templates.follows_of, templates.template_for, templates.skill_of),
        example={
            "dispositions": [
                {"key": "d", "thing": "crm", "council": "alder", "route": "move", "item_class": "application"}
            ],
            "templates": [{"key": "rehost", "name": "Rehost", "routes": "move; clone"}],
            "steps": [
                {"template": "rehost", "step": "build", "name": "Build", "likely": 5},
                {"template": "rehost", "step": "go", "name": "Go live", "kind": "cut-over", "follows": "build +2"},
            ],
            "workstreams": {"alder": "applications"},
        },
    ),
    Rule(
        name="packages-left-out",
        summary="What packages are made when some are left out, in the order that stays, and what they come to.",
        takes=DraftsLeft,
        gives=DraftsMade,
        run=_left_out,
        of=(drafts_chosen.without, drafts_chosen.totals_of),
        example={
            "drafts": {
                "packages": [
                    {"key": "build", "name": "Build", "workstream": "crm", "likely": 5},
                    {"key": "test", "name": "Test", "workstream": "crm", "likely": 3},
                    {"key": "go", "name": "Go live", "workstream": "crm", "kind": "cut-over", "likely": 1},
                ],
                "waits": [{"package": "test", "follows": "build"}, {"package": "go", "follows": "test", "lag": 2}],
            },
            "left_out": ["test"],
        },
    ),
    Rule(
        name="go-or-no-go",
        summary="Whether a cut-over goes, from the word of each council; one no stops all.",
        takes=GoQuestion,
        gives=GoStanding,
        run=cut_overs.go_of,
        of=(cut_overs.go_of,),
        example={
            "kind": "all at one time",
            "whose": {"cut-alder": "alder", "cut-birch": "birch"},
            "rows": [
                {"rule": "identity", "package": "cut-alder", "go": "no go", "said_by": "Chief Information Officer",
                 "said_on": "2027-09-20", "reason": "The rehearsal ran over", "checks": "no", "recorded_by": "alder"},
            ],
        },
        source="Domain rules 4.4",
    ),
    Rule(
        name="go-faults",
        summary="Why a word of go or no go cannot stand as it is given.",
        takes=CutOverMember,
        gives=WordFaults,
        run=lambda row: WordFaults(cut_overs.word_faults(row)),
        of=(cut_overs.word_faults,),
        example={"rule": "identity", "package": "cut-alder", "go": "go", "said_by": "Chief Information Officer"},
        source="Domain rules 4.4",
    ),
    Rule(
        name="plan-network",
        summary="A plan as the network that its chance is worked out on.",
        takes=PlanDates,
        gives=Network,
        run=lambda question: network_of.network_of(question.record, question.dates),
        of=(network_of.network_of, network_of.spread_of),
        example={"record": _PLAN, "dates": _DATES},
        source="Domain rules 5",
    ),
)  # fmt: skip
