"""What an appraisal comes to, in sentences: the verdict of the evidence, and the choice that people made."""

from severalty.appraisal.reports.worked import Worked
from severalty.engine.appraisal.appraise import Conclusion
from severalty.engine.appraisal.options import Outcome
from severalty.engine.appraisal.separation import Telling

NOT_CARRIED = "not told apart"
HOW_GATES_COUNT = (
    "A gate is not traded against a score. A verdict counts whichever council recorded it; where two differ on one "
    "option at one gate, the gate is not known for it until they agree, and one gate failed is enough to be out."
)


def verdict_words(worked: Worked, *, with_reason: bool = True) -> str:
    """The verdict of the evidence in a sentence, and the reason in those after it."""
    appraised = worked.appraised
    if not worked.comparison.options:
        return "No option is on record yet."
    start = {
        Conclusion.NOTHING: "Nothing is ranked.",
        Conclusion.NONE_VIABLE: "No option passes the gates.",
        Conclusion.ONLY_VIABLE: f"Only one option is viable: {worked.leader}.",
        Conclusion.LEADS: f"{worked.leader} leads.",
        Conclusion.DIFFER: "Value and cost point to different options.",
        Conclusion.NOT_APART: "The options cannot be told apart on this evidence.",
    }[appraised.conclusion]
    same = appraised.reason.rstrip(".") == start.rstrip(".")
    reason = f" {appraised.reason}" if with_reason and not same else ""
    return f"{options_in_words(worked)}. {start}{reason}"


def options_in_words(worked: Worked) -> str:
    """How many options there are: variants stand beside those that they vary and are counted apart."""
    options = worked.comparison.options
    variants = len([one for one in options if one.part_of in worked.comparison.by_option])
    whole = len(options) - variants
    words = f"{whole} option{'' if whole == 1 else 's'}"
    return f"{words} and {variants} variant{'' if variants == 1 else 's'}" if variants else words


def reasons_of(worked: Worked) -> tuple[str, ...]:
    """What the verdict rests on: on value, on cost, or at the gates."""
    appraised = worked.appraised
    said = [
        ("On value", appraised.separation.reason if appraised.separation else ""),
        ("On cost", appraised.cost_ranking.reason if appraised.cost_ranking else ""),
    ]
    found = [f"{what}: {why}" for what, why in said if why]
    return tuple(found) or ((appraised.reason,) if appraised.reason else ())


def preferred_words(worked: Worked) -> str:
    """Which option people prefer and why, and whether the evidence says the same."""
    chosen = [one for one in worked.comparison.options if one.outcome is Outcome.PREFERRED]
    if not chosen:
        return "No option is marked as preferred yet."
    words = " ".join(f"Preferred: {one.name}. {one.outcome_reason}".strip() for one in chosen)
    leader = worked.appraised.leader
    if leader and leader not in [one.key for one in chosen]:
        words += f" The evidence on record points to another option: {worked.leader}."
    return words


def rank_words(worked: Worked, what: str) -> str:
    """What is said where ranks on `value` or on `cost` stand: nothing, or that the evidence does not carry them."""
    return NOT_CARRIED if _telling(worked, what) is Telling.NOT_APART and _ranked(worked, what) > 1 else ""


def order_words(worked: Worked, what: str) -> str:
    """How far the evidence carries the order on `value` or on `cost`, in a sentence; empty where it need not."""
    if rank_words(worked, what):
        return f"The order on {what} is not carried by the evidence: the options cannot be told apart."
    if _telling(worked, what) is Telling.APART and _ranked(worked, what) > 2:
        return f"The evidence carries who stands first on {what}; the order of the others is not tested."
    return ""


def _ranked(worked: Worked, what: str) -> int:
    ranks = [one.rank if what == "value" else one.cost_rank for one in worked.appraised.standings]
    return len(ranks) - ranks.count(None)


def _telling(worked: Worked, what: str) -> Telling:
    appraised = worked.appraised
    found = appraised.separation if what == "value" else appraised.cost_ranking
    return found.verdict if found else Telling.NOTHING
