"""An appraisal as a whole: gates first, then value and cost, and the choice that the evidence carries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from severalty.engine.appraisal.charges import CostKey, KeyCount
from severalty.engine.appraisal.comparison import ByFactor, compare_by_factor
from severalty.engine.appraisal.cost_ranking import CostRanking, rank_costs
from severalty.engine.appraisal.cost_tables import Costing, CostTable
from severalty.engine.appraisal.costs import option_costs
from severalty.engine.appraisal.crossings import Crossings, weight_crossings
from severalty.engine.appraisal.discounting import Schedule
from severalty.engine.appraisal.gates import Gated, Gating, Viability, gate
from severalty.engine.appraisal.lines import Benefit, CostAmount, CostLine
from severalty.engine.appraisal.matrix import RELATIVE_TOP, Scoring
from severalty.engine.appraisal.net_costs import NetCosts, net_costs
from severalty.engine.appraisal.options import (
    Appraisal,
    Factor,
    Gate,
    GateVerdict,
    Option,
    Outcome,
    Score,
    ScoreSheet,
)
from severalty.engine.appraisal.prices import PriceError
from severalty.engine.appraisal.scoring import OptionTotal, Scores, weigh
from severalty.engine.appraisal.separation import Separation, Telling, separate
from severalty.engine.appraisal.weights import ScoringError, in_place
from severalty.engine.graph import cycles


class Conclusion(StrEnum):
    """What the evidence on record says of the choice."""

    NOTHING = "nothing to compare yet"
    NONE_VIABLE = "no option is viable"
    ONLY_VIABLE = "only one option is viable"
    LEADS = "one option leads"
    DIFFER = "value and cost point to different options"
    NOT_APART = "cannot be told apart on this evidence"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Everything that an appraisal compares, and the schedule to discount at. `organisations` are names by key."""

    appraisal: Appraisal
    options: tuple[Option, ...]
    schedule: Schedule
    gates: tuple[Gate, ...] = ()
    verdicts: tuple[GateVerdict, ...] = ()
    factors: tuple[Factor, ...] = ()
    sheets: tuple[ScoreSheet, ...] = ()
    scores: tuple[Score, ...] = ()
    lines: tuple[CostLine, ...] = ()
    amounts: tuple[CostAmount, ...] = ()
    cost_keys: tuple[CostKey, ...] = ()
    counts: tuple[KeyCount, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    organisations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where one option stands: viable (blank: not known or not tested), its score and rank on value, its cost and rank.

    Amounts are pence; `out` says that a gate shut it out, so that it takes no rank.
    """

    option: str
    name: str
    letter: str
    part_of: str
    viable: bool | None
    viability: str
    out: bool
    score: float | None
    score_low: float | None
    score_high: float | None
    rank: int | None
    rank_shared: bool
    factors_won: int
    npc_pence: int | None
    npc_low_pence: int | None
    npc_high_pence: int | None
    eac_pence: int | None
    cost_rank: int | None
    outcome: Outcome
    outcome_reason: str


@dataclass(frozen=True)
class Appraised:
    """An appraisal worked out. `conclusion` is the verdict and `reason` says it in sentences; `leader` is the option it
    speaks for, if it speaks for one. `problems` keep a part from being worked out at all; `cautions` are to be borne in
    mind. `scores`, `by_factor` and `crossings` are blank where they cannot be, `net` where there is neither a cost line
    nor a benefit."""

    standings: tuple[Standing, ...]
    gated: Gated
    scores: Scores | None
    by_factor: ByFactor | None
    separation: Separation | None
    crossings: Crossings | None
    costs: CostTable | None
    cost_ranking: CostRanking | None
    net: NetCosts | None
    conclusion: Conclusion
    leader: str
    reason: str
    preferred: tuple[str, ...]
    problems: tuple[str, ...]
    cautions: tuple[str, ...]


def appraise(question: Question) -> Appraised:
    """Work an appraisal out: gates, then scores and costs of the options that no gate shuts out.

    Nothing is guessed: what cannot be worked out is blank, and `problems` say why. Raises ScoringError for verdicts on
    what is not there. Source: domain rules 1.1 and 1.7; S0 4.2, 5.1.
    """
    gated = gate(Gating(question.options, question.gates, question.verdicts, question.organisations))
    out = tuple(one.option for one in gated.options if one.viable is False)
    problems = list(_circles(question.options))
    value = _value(question, out, problems)
    costs, net = _costs(question, problems)
    ranking = rank_costs(costs, out) if costs is not None else None
    verdict = _conclude(question, gated, value.separation, ranking)
    return Appraised(
        standings=tuple(_standing(one, gated, value, costs, ranking) for one in in_place(question.options)),
        gated=gated,
        scores=value.scores,
        by_factor=value.by_factor,
        separation=value.separation,
        crossings=value.crossings,
        costs=costs,
        cost_ranking=ranking,
        net=net,
        conclusion=verdict.conclusion,
        leader=verdict.leader,
        reason=verdict.reason,
        preferred=tuple(one.key for one in in_place(question.options) if one.outcome is Outcome.PREFERRED),
        problems=tuple(problems),
        cautions=tuple(_cautions(value, costs, ranking)),
    )


def _circles(options: Sequence[Option]) -> Iterator[str]:
    """A sentence for each circle of options that are variants of one another."""
    names = {one.key: one.name or one.key for one in options}
    for circle in cycles((one.key, one.part_of) for one in options if one.part_of in names):
        yield f"These options are variants of one another: {', '.join(names[key] for key in circle)}; break the circle."


@dataclass(frozen=True)
class _Value:
    scores: Scores | None = None
    by_factor: ByFactor | None = None
    separation: Separation | None = None
    crossings: Crossings | None = None


def _value(question: Question, out: tuple[str, ...], problems: list[str]) -> _Value:
    """The scores, as far as they can be compared; what stands in the way is added to the problems."""
    if not question.factors:
        return _Value()
    scoring = Scoring(
        options=question.options,
        factors=question.factors,
        sheets=question.sheets,
        scores=question.scores,
        scale=question.appraisal.scale,
        top=question.appraisal.scale_top or RELATIVE_TOP,
        out=out,
        organisations=question.organisations,
        has_costs=bool(question.lines),
    )
    try:
        scores = weigh(scoring)
        separation = separate(scoring) if question.scores else None
        by_factor = compare_by_factor(scoring)
    except ScoringError as error:
        problems.append(str(error))
        return _Value()
    ranked = scores.weights.weighted and len(scores.ranking) > 1
    return _Value(scores, by_factor, separation, weight_crossings(scoring) if ranked else None)


def _costs(question: Question, problems: list[str]) -> tuple[CostTable | None, NetCosts | None]:
    """The costs, where there is a line at all, and what stands beside them, where there is a line or a benefit."""
    if not question.lines and not question.benefits:
        return None, None
    costing = Costing(
        question.appraisal, question.options, question.lines, question.amounts, question.schedule, question.cost_keys,
        question.counts,
    )  # fmt: skip
    try:
        table = option_costs(costing)
        return table if question.lines else None, net_costs(costing, table, question.benefits)
    except PriceError as error:
        problems.append(str(error))
        return None, None


def _standing(
    option: Option, gated: Gated, value: _Value, costs: CostTable | None, ranking: CostRanking | None
) -> Standing:
    viability = next(one for one in gated.options if one.option == option.key)
    total = _total_of(value.scores, option.key)
    cost = next((one for one in costs.options if one.option == option.key), None) if costs else None
    place = next((one for one in ranking.options if one.option == option.key), None) if ranking else None
    wins = next((one for one in value.by_factor.options if one.option == option.key), None) if value.by_factor else None
    economic = cost.economic if cost else None
    return Standing(
        option=option.key,
        name=option.name,
        letter=option.letter,
        part_of=option.part_of,
        viable=viability.viable,
        viability=viability.state.value,
        out=viability.viable is False,
        score=total.total if total else None,
        score_low=total.lowest if total else None,
        score_high=total.highest if total else None,
        rank=total.rank if total else None,
        rank_shared=total.rank_shared if total else False,
        factors_won=wins.won if wins else 0,
        npc_pence=economic.npc_pence if economic else None,
        npc_low_pence=economic.low_npc_pence if economic else None,
        npc_high_pence=economic.high_npc_pence if economic else None,
        eac_pence=economic.eac_pence if economic else None,
        cost_rank=place.rank if place else None,
        outcome=option.outcome,
        outcome_reason=option.outcome_reason,
    )


def _total_of(scores: Scores | None, option: str) -> OptionTotal | None:
    return next((one for one in scores.totals if one.option == option), None) if scores else None


@dataclass(frozen=True)
class _Verdict:
    conclusion: Conclusion
    leader: str
    reason: str


def _conclude(question: Question, gated: Gated, separation: Separation | None, ranking: CostRanking | None) -> _Verdict:
    """Gates decide first; then a lead counts only where the evidence tells it apart."""
    by_gates = _by_gates(gated)
    if by_gates:
        return by_gates
    on_value = separation if separation and separation.verdict is not Telling.NOTHING else None
    on_cost = ranking if ranking and ranking.verdict is not Telling.NOTHING else None
    if on_value is None and on_cost is None:
        reason = "Neither a score nor a cost is on record for two options, so nothing is ranked."
        return _Verdict(Conclusion.NOTHING, "", reason)
    names = {option.key: option.name for option in question.options}
    value_leader = on_value.leader if on_value and on_value.verdict is Telling.APART else ""
    cost_leader = on_cost.leader if on_cost and on_cost.verdict is Telling.APART else ""
    said = [f"On value: {on_value.reason}" if on_value else "", f"On cost: {on_cost.reason}" if on_cost else ""]
    reason = " ".join(one for one in said if one)
    if value_leader and cost_leader and value_leader != cost_leader:
        words = f"{names[value_leader]} leads on value and {names[cost_leader]} on cost. {reason}"
        return _Verdict(Conclusion.DIFFER, "", words)
    leader = value_leader or cost_leader
    reason = " ".join(filter(None, (reason, _undecided(gated, leader))))
    return _Verdict(Conclusion.LEADS if leader else Conclusion.NOT_APART, leader, reason)


def _undecided(gated: Gated, leader: str) -> str:
    """What keeps the leader's gates from being passed, in a sentence; empty where nothing does."""
    found = next((one for one in gated.options if one.option == leader), None)
    if found is None or found.state is not Viability.UNKNOWN:
        return ""
    return f"Whether {found.name} is viable is not known: {' '.join(found.reasons)}"


def _by_gates(gated: Gated) -> _Verdict | None:
    """The verdict where the gates shut out all options, or all but one."""
    left = [one for one in gated.options if one.viable is not False]
    if len(left) > 1 or len(left) == len(gated.options):
        return None
    if not left:
        return _Verdict(Conclusion.NONE_VIABLE, "", gated.words)
    if left[0].viable:
        return _Verdict(Conclusion.ONLY_VIABLE, left[0].option, gated.words)
    words = f"A gate shuts out every option but {left[0].name}. Of that one: {' '.join(left[0].reasons)}"
    return _Verdict(Conclusion.ONLY_VIABLE, left[0].option, words)


def _cautions(value: _Value, costs: CostTable | None, ranking: CostRanking | None) -> Sequence[str]:
    found = list(value.scores.cautions) if value.scores else []
    if value.separation and value.separation.caution:
        found.append(value.separation.caution)
    if costs:
        faults = [*costs.faults, *(fault for option in costs.options for fault in option.faults)]
        found += [fault.sentence for fault in faults]
    return list(dict.fromkeys(found))
