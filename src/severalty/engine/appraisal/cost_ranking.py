"""Which option costs least, and whether the evidence carries that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from severalty.engine.appraisal.cost_tables import CostTable, OptionCosts
from severalty.engine.appraisal.separation import Telling
from severalty.engine.evidence import Evidence, show_pounds, weakest

_NOTHING_FIRM = (Evidence.UNKNOWN, Evidence.CONTRADICTED)


@dataclass(frozen=True)
class CostStanding:
    """Where one option stands by net present cost, in pence; no rank without one.

    `more_pence` is what it costs above the lowest. `told_apart` says whether the evidence tells it from the lowest,
    blank for the lowest itself; `why_not` says in words why it does not.
    """

    option: str
    name: str
    rank: int | None
    rank_shared: bool
    npc_pence: int | None
    low_npc_pence: int | None
    high_npc_pence: int | None
    eac_pence: int | None
    more_pence: int | None
    evidence: Evidence
    told_apart: bool | None
    why_not: str


@dataclass(frozen=True)
class CostRanking:
    """Options by net present cost, the lowest first; equal ones share a rank, and those without a cost come last.

    `leader` costs least, blank where several do or none is known; `reason` says the verdict in one sentence.
    """

    options: tuple[CostStanding, ...]
    leader: str
    verdict: Telling
    reason: str


def rank_costs(table: CostTable, out: Collection[str] = ()) -> CostRanking:
    """Rank options by net present cost, without those whose keys are `out`, and say what the evidence carries.

    The lowest is told from another option only if it costs less wherever in their ranges the amounts of both lie, if
    ranges are given where the evidence asks for them, and if neither rests on unknown or contradicted evidence. An
    option whose costs are all those of its variants is left to them. Source: domain rules 1.1; S0 4.2.
    """
    options = [option for option in table.options if option.option not in out and not option.only_variants]
    known = sorted((option for option in options if option.economic.npc_pence is not None), key=_npc)
    unknown = [option for option in options if option.economic.npc_pence is None]
    costs = [_npc(option) for option in known]
    lowest = known[0] if known else None
    standings = tuple(_standing(option, lowest, costs) for option in (*known, *unknown))
    leader = known[0].option if costs.count(min(costs, default=0)) == 1 else ""
    if lowest is None or len(options) < 2:
        return CostRanking(standings, leader, Telling.NOTHING, _nothing(options, lowest))
    open_ones = [standing for standing in standings if standing.told_apart is False]
    verdict = Telling.NOT_APART if open_ones else Telling.APART
    return CostRanking(standings, leader, verdict, _reason(known, open_ones))


def _nothing(options: Sequence[OptionCosts], lowest: OptionCosts | None) -> str:
    if lowest is not None:
        return f"{lowest.name} is the only option, at {_money(lowest.economic.npc_pence, lowest)}."
    return "No option has a net present cost." if options else "There are no options to rank."


def _npc(option: OptionCosts) -> int:
    return option.economic.npc_pence or 0


def _standing(option: OptionCosts, lowest: OptionCosts | None, costs: Sequence[int]) -> CostStanding:
    view = option.economic
    known = view.npc_pence is not None
    why_not = "" if option is lowest or lowest is None else _why_not(lowest, option)
    return CostStanding(
        option=option.option,
        name=option.name,
        rank=costs.index(_npc(option)) + 1 if known else None,
        rank_shared=known and costs.count(_npc(option)) > 1,
        npc_pence=view.npc_pence,
        low_npc_pence=view.low_npc_pence,
        high_npc_pence=view.high_npc_pence,
        eac_pence=view.eac_pence,
        more_pence=_npc(option) - costs[0] if known else None,
        evidence=view.evidence,
        told_apart=None if option is lowest or lowest is None else not why_not,
        why_not=why_not,
    )


def _why_not(lowest: OptionCosts, other: OptionCosts) -> str:
    """Why the evidence does not tell the lowest from another option; blank where it does."""
    if other.economic.npc_pence is None:
        return f"{other.name} has no net present cost"
    for option in (lowest, other):
        if option.economic.evidence in _NOTHING_FIRM:
            return f"the evidence for the costs of {option.name} is {option.economic.evidence.label}"
        if option.economic.low_npc_pence is None or option.economic.high_npc_pence is None:
            return f"costs of {option.name} are estimated without a range"
    most, least = lowest.economic.high_npc_pence, other.economic.low_npc_pence
    if _npc(lowest) == _npc(other):
        return f"{lowest.name} and {other.name} cost the same"
    if most is None or least is None or most >= least:
        return f"{lowest.name} may cost up to {_money(most, lowest)}, {other.name} as little as {_money(least, other)}"
    return ""


def _money(pence: int | None, option: OptionCosts) -> str:
    return show_pounds(pence, option.economic.evidence)


def _whys(lowest: OptionCosts, known: Sequence[OptionCosts], open_ones: Sequence[CostStanding]) -> list[str]:
    """Why options are not told from the lowest; those whose ranges meet its own are named together."""
    views = {option.option: option for option in known}
    meeting = [one for one in open_ones if one.option in views and _meets(lowest, views[one.option], one)]
    found = [one.why_not for one in open_ones if one not in meeting]
    if meeting:
        others = ", ".join(f"{one.name} {_money(one.low_npc_pence, views[one.option])}" for one in meeting)
        most = _money(lowest.economic.high_npc_pence, lowest)
        found.insert(0, f"it may cost up to {most}, and others as little as this: {others}")
    return list(dict.fromkeys(found))


def _meets(lowest: OptionCosts, other: OptionCosts, one: CostStanding) -> bool:
    """Whether it is their ranges alone that keep two options from being told apart."""
    most, least = lowest.economic.high_npc_pence, other.economic.low_npc_pence
    weak = {lowest.economic.evidence, other.economic.evidence} & set(_NOTHING_FIRM)
    equal = one.npc_pence == lowest.economic.npc_pence
    return not weak and not equal and most is not None and least is not None and most >= least


def _reason(known: Sequence[OptionCosts], open_ones: Sequence[CostStanding]) -> str:
    lowest = known[0]
    cost = f"{lowest.name} has the lowest net present cost, {_money(lowest.economic.npc_pence, lowest)}"
    if open_ones:
        return f"{cost}, but cannot be told apart on this evidence: {'; '.join(_whys(lowest, known, open_ones))}."
    following = known[1]
    evidence = weakest([lowest.economic.evidence, following.economic.evidence])
    more = show_pounds(_npc(following) - _npc(lowest), evidence)
    return f"{cost}; next is {following.name} at {_money(following.economic.npc_pence, following)}, {more} more."
