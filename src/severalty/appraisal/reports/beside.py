"""What stands beside the net present cost, in words: against business as usual, and after cashable benefits."""

from severalty.appraisal.reports.worked import Worked
from severalty.engine.appraisal.net_costs import NO_BENEFIT, BenefitWorth, NetCost

NO_COSTS = "No cost line is on record, so no option is held against business as usual."
HOW_NETTED = (
    "Cashable benefits are worth what their years come to in the prices of the appraisal, at the same rates and timing "
    "as the costs. They have no range, so no ranking rests on what remains; see that no cost line holds the saving "
    "already. An option without a figure has no cashable benefit on record, which is not nought, or one that cannot be "
    "worked out."
)


def net_rows(worked: Worked) -> tuple[NetCost, ...]:
    """The options with what stands beside their cost; none where there is neither a cost nor a benefit."""
    return worked.appraised.net.options if worked.appraised.net else ()


def has_benefits(worked: Worked) -> bool:
    """Whether a benefit is on record at all, so that netting is worth a word."""
    return bool(worked.appraised.net and worked.appraised.net.benefits)


def has_usual(worked: Worked) -> bool:
    """Whether there is an option that the others can be held against."""
    return bool(worked.appraised.net and worked.appraised.net.business_as_usual)


def usual_words(worked: Worked) -> str:
    """Which option the others are held against, or why there is none."""
    net = worked.appraised.net
    return net.words if net is not None and worked.appraised.costs is not None else NO_COSTS


def worth_of(worked: Worked, benefit: str) -> BenefitWorth | None:
    """What one benefit is worth in the first year."""
    net = worked.appraised.net
    return next((one for one in net.benefits if one.benefit == benefit), None) if net else None


def netting_words(worked: Worked) -> tuple[str, ...]:
    """How benefits are netted, and of each option with a benefit what keeps it from being so."""
    if not has_benefits(worked):
        return ()
    told = [one for one in net_rows(worked) if NO_BENEFIT not in one.why_not]
    return (HOW_NETTED, *(f"{one.name}: {why}" for one in told for why in one.why_not))
