"""Beside the net present cost: each option against business as usual, and what remains after cashable benefits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from severalty.engine.appraisal.cost_faults import years_appraised
from severalty.engine.appraisal.cost_tables import Costing, CostTable, EconomicView, OptionCosts
from severalty.engine.appraisal.discounting import exact_factors
from severalty.engine.appraisal.lines import Benefit, BenefitKind, Prices
from severalty.engine.appraisal.options import Appraisal
from severalty.engine.appraisal.prices import Inflation, pence_that_add_up, price_ratio
from severalty.engine.appraisal.profiles import BenefitProfile, benefit_profiles
from severalty.engine.estate.value_evidence import evidence_of
from severalty.engine.evidence import Evidence, weakest
from severalty.engine.fields import Known

NO_BENEFIT = "No cashable benefit is on record."


@dataclass(frozen=True)
class BenefitWorth:
    """What one benefit is worth over the years appraised, in the first year and in pence; blank where nobody can say.

    `why_not` says in a sentence why it is not netted. The pence of what is netted for an option add up to its sum.
    """

    benefit: str
    name: str
    option: str
    kind: BenefitKind
    present_pence: int | None
    netted: bool
    why_not: str
    evidence: Evidence


@dataclass(frozen=True)
class Against:
    """What an option costs more than business as usual, in pence of net present cost; less is below nought.

    `low_pence` and `high_pence` set the ends of the one range against the other ends of the other. All are blank where
    it cannot be said, and `why_not` says why.
    """

    pence: int | None
    low_pence: int | None
    high_pence: int | None
    evidence: Evidence
    why_not: str


@dataclass(frozen=True)
class NetCost:
    """What stands beside the net present cost of one option, and never in its place.

    `cashable_pence` is the present value of its cashable benefits, `after_pence` the net present cost less that.
    `why_not` says in sentences why one of them cannot be said.
    """

    option: str
    name: str
    npc_pence: int | None
    is_business_as_usual: bool
    against: Against
    cashable_pence: int | None
    after_pence: int | None
    evidence: Evidence
    why_not: tuple[str, ...]


@dataclass(frozen=True)
class NetCosts:
    """Every option in its order, and every benefit by key.

    `business_as_usual` is the option that the others are held against, blank where there is none that can be;
    `words` says which it is, or why there is none.
    """

    business_as_usual: str
    words: str
    options: tuple[NetCost, ...]
    benefits: tuple[BenefitWorth, ...]


def net_costs(costing: Costing, table: CostTable, benefits: Sequence[Benefit] = ()) -> NetCosts:
    """Hold every option against business as usual, and take the present value of its cashable benefits off its cost.

    Benefits by year are those of `benefit_profiles`, in the prices of the appraisal, at its rates and timing; real ones
    stand in its price year, cash is turned by its general inflation. Only what is cashable and of one option is netted,
    and all of an option's cashable benefits or none: what is missing is not nought. Raises PriceError as `option_costs`
    does. Source: Green Book: options are compared with business as usual; domain rules 1.1 and 1.2.
    """
    usual, words = _business_as_usual(costing, table)
    worths = _worths(costing, benefits)
    rows = []
    for option in table.options:
        own = [one for one in worths if one.option == option.option and one.kind is BenefitKind.CASHABLE]
        rows.append(_row(option, usual, words, own))
    return NetCosts(usual.option if usual else "", words, tuple(rows), worths)


def _business_as_usual(costing: Costing, table: CostTable) -> tuple[OptionCosts | None, str]:
    """The one option that the others are held against, and the sentence about it."""
    usual = {one.key for one in costing.options if one.business_as_usual is Known.YES}
    marked = [one for one in table.options if one.option in usual]
    if not marked:
        return None, "No option is marked as business as usual, so none is held against it; mark the one that is."
    names = ", ".join(one.name for one in marked)
    if len(marked) > 1:
        return None, f"More than one option is marked as business as usual: {names}; mark one of them only."
    if marked[0].economic.npc_pence is None:
        return None, f"{names} is business as usual and has no net present cost, so no option is held against it."
    return marked[0], f"Business as usual is {names}; the difference of another option from it is what counts."


def _worths(costing: Costing, benefits: Sequence[Benefit]) -> tuple[BenefitWorth, ...]:
    """Every benefit by key, with its present value and whether it is netted."""
    appraisal, years = costing.appraisal, years_appraised(costing.appraisal)
    if not years:
        why = f"{appraisal.name or appraisal.key}: the years appraised are not known, so no benefit has a present value"
        return tuple(_worth(one, None, f"{why}; enter them.") for one in sorted(benefits, key=lambda one: one.key))
    found = benefit_profiles(benefits, years[0], len(years))
    lacking = {fault.line: fault.sentence for fault in found.faults if fault.blocking}
    weights = dict(zip(years, exact_factors(costing.schedule, len(years), appraisal.timing), strict=True))
    whys = {one.benefit: lacking.get(one.benefit, "") or _why_no_worth(appraisal, one) for one in found.profiles}
    exactly = {one.benefit: _present(appraisal, one, weights) for one in found.profiles if not whys[one.benefit]}
    pence = _pence(benefits, exactly)
    known = {one.key: one for one in benefits}
    return tuple(_worth(known[key], pence.get(key), why) for key, why in whys.items())


def _pence(benefits: Sequence[Benefit], exactly: Mapping[str, Fraction]) -> Mapping[str, int]:
    """Present values in whole pence; those of one option and kind add up to their rounded sum."""
    groups: dict[tuple[str, BenefitKind], list[str]] = {}
    for one in sorted(benefits, key=lambda one: one.key):
        if one.key in exactly:
            groups.setdefault((one.option, one.kind), []).append(one.key)
    found: dict[str, int] = {}
    for keys in groups.values():
        found |= zip(keys, pence_that_add_up([exactly[key] for key in keys]), strict=True)
    return found


def _why_no_worth(appraisal: Appraisal, profile: BenefitProfile) -> str:
    """Why a benefit whose years are known has no present value, in a sentence; empty where it has one."""
    where = profile.name
    if appraisal.price_year is None:
        return f"{where}: no price year is set, so it has no present value; enter the price year."
    if profile.prices is Prices.UNKNOWN:
        return f"{where}: it does not say whether it is real or cash; choose its prices."
    elsewhere = any(year.year != appraisal.price_year for year in profile.years)
    if profile.prices is Prices.CASH and elsewhere and not appraisal.inflation:
        return f"{where}: it is in cash and no inflation is given to make it real; enter the general inflation."
    return ""


def _present(appraisal: Appraisal, profile: BenefitProfile, weights: Mapping[int, Fraction]) -> Fraction:
    """The exact present value of a benefit, in the prices of the appraisal."""
    inflation, target = Inflation(appraisal.inflation), appraisal.price_year or 0
    total = Fraction(0)
    for year in profile.years:
        own = year.year if profile.prices is Prices.CASH else target
        total += year.pence * price_ratio(inflation, own, target, profile.name) * weights[year.year]
    return total


def _worth(benefit: Benefit, pence: int | None, why: str) -> BenefitWorth:
    said = {
        BenefitKind.NON_CASHABLE: "It is not cashable, so it is listed and not netted.",
        BenefitKind.UNKNOWN: "Nobody has said whether it is cashable, so it is listed and not netted.",
    }.get(benefit.kind, "" if benefit.option else "It is of no option alone, so it is listed and not netted.")
    return BenefitWorth(
        benefit=benefit.key,
        name=benefit.name or benefit.key,
        option=benefit.option,
        kind=benefit.kind,
        present_pence=pence,
        netted=pence is not None and not said,
        why_not=said or why,
        evidence=evidence_of(benefit, "annual"),
    )


def _row(option: OptionCosts, usual: OptionCosts | None, words: str, own: Sequence[BenefitWorth]) -> NetCost:
    """One option with its cashable benefits: all of them are netted, or none."""
    npc = option.economic.npc_pence
    why = [worth.why_not for worth in own if not worth.netted] if own else [NO_BENEFIT]
    cashable = None if why else sum(worth.present_pence or 0 for worth in own)
    if npc is None:
        why.append(_no_npc(option))
    return NetCost(
        option=option.option,
        name=option.name,
        npc_pence=npc,
        is_business_as_usual=usual is not None and usual.option == option.option,
        against=_against(option, usual, words),
        cashable_pence=cashable,
        after_pence=None if npc is None or cashable is None else npc - cashable,
        evidence=weakest([option.economic.evidence, *(worth.evidence for worth in own)]),
        why_not=tuple(dict.fromkeys(why)),
    )


def _no_npc(option: OptionCosts) -> str:
    if option.only_variants:
        return f"The costs of {option.name} stand with its variants."
    return f"{option.name} has no net present cost."


def _against(option: OptionCosts, usual: OptionCosts | None, words: str) -> Against:
    mine = option.economic
    if usual is None:
        return Against(None, None, None, mine.evidence, words)
    if mine.npc_pence is None:
        return Against(None, None, None, mine.evidence, _no_npc(option))
    theirs = usual.economic
    same = usual.option == option.option
    ends = (0, 0) if same else _ends(mine, theirs)
    return Against(
        pence=mine.npc_pence - (theirs.npc_pence or 0),
        low_pence=ends[0],
        high_pence=ends[1],
        evidence=weakest([mine.evidence, theirs.evidence]),
        why_not="",
    )


def _ends(mine: EconomicView, theirs: EconomicView) -> tuple[int | None, int | None]:
    """The least and the most that the two ranges allow for the difference; blank where an end is lacking."""
    low, high = (mine.low_npc_pence, theirs.high_npc_pence), (mine.high_npc_pence, theirs.low_npc_pence)
    return _gap(*low), _gap(*high)


def _gap(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other
