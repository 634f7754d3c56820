"""Rules of cost: shares, recharges, statements, bridges, and whether totals agree."""

from dataclasses import dataclass

from severalty.engine.appraisal import apportionment, bridge, recharges, statements, totals
from severalty.engine.appraisal.apportionment import Apportionment, BlendPart, Count, Shares
from severalty.engine.appraisal.bridge import Bridge
from severalty.engine.appraisal.charges import Charge
from severalty.engine.appraisal.recharges import Costs, Line, Lines, Schedule, TrueUp
from severalty.engine.appraisal.statements import Statement
from severalty.engine.appraisal.totals import Agreement, Change, Interval, Part
from severalty.engine.evidence import Evidence
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class WeightedCounts:
    """Pence, users by partner and class, and the whole-number weight of each class."""

    total_pence: int
    counts: dict[str, dict[str, int]]
    class_weights: dict[str, int]


@dataclass(frozen=True)
class Blend:
    """Pence, and the keys that are blended in whole parts."""

    total_pence: int
    parts: tuple[BlendPart, ...]


@dataclass(frozen=True)
class Equal:
    """Pence, and the partners that share them in equal parts."""

    total_pence: int
    partners: tuple[str, ...]


@dataclass(frozen=True)
class CountOf:
    """A count out of a total."""

    count: int
    total: int


@dataclass(frozen=True)
class Percent:
    """Per cent with one decimal, for display only."""

    percent: str


@dataclass(frozen=True)
class StatementFor:
    """Whose statement, of which costs."""

    partner: str
    costs: Costs


@dataclass(frozen=True)
class TwoSides:
    """Whose charge, and the lines before and after."""

    partner: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]


@dataclass(frozen=True)
class Whole:
    """Parts and the stated whole, in pence; the source rounds the whole to `rounded_to_pence`."""

    parts: tuple[Part, ...]
    stated_pence: int | None = None
    stated_evidence: Evidence = Evidence.UNKNOWN
    rounded_to_pence: int = 1


@dataclass(frozen=True)
class Charges:
    """Charges, some of which are part of others. Money is in pence."""

    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Agreements:
    """Agreement by the key of the whole."""

    agreements: dict[str, Agreement]


@dataclass(frozen=True)
class Amounts:
    """Pence before and after."""

    before_pence: int
    after_pence: int


@dataclass(frozen=True)
class Responses:
    """How many answered, and the rate as its source rounds it, such as `40` or `40.5` per cent."""

    responses: int
    percent: str


@dataclass(frozen=True)
class RoundedShare:
    """One partner's share as its source rounds it, with its count and the count of all."""

    share_pence: int
    rounded_to_pence: int
    count: int
    total_count: int


def _shared(total_pence: int, counts: tuple[Count, ...]) -> Shares:
    return apportionment.apportion(Apportionment(total_pence, counts))


def _weighted(question: WeightedCounts) -> Shares:
    return _shared(question.total_pence, apportionment.weighted(question.counts, question.class_weights))


def _statement(question: StatementFor) -> Statement:
    found = recharges.lines_of(question.costs)
    return statements.statement(question.partner, found.lines, found.left_out)


def _agree(question: Whole) -> Agreement:
    return totals.agree(question.parts, question.stated_pence, question.stated_evidence, question.rounded_to_pence)


def _implied_total(question: RoundedShare) -> Interval:
    return totals.implied_total(question.share_pence, question.rounded_to_pence, question.count, question.total_count)


_COUNTS = [{"key": "Hinckley", "count": 499}, {"key": "Blaby", "count": 341}, {"key": "Melton", "count": 229}]
_EARLIER = [*_COUNTS, {"key": "Oadby", "count": 250}]
_COSTS = {
    "charges": [
        {
            "key": "licences",
            "name": "Licences",
            "year": 2020,
            "amount": 5200000,
            "actual": 5310000,
            "cost_key": "users",
            "evidence": "illustrative",
        }
    ],
    "keys": [{"key": "users", "name": "Users", "unit": "users", "evidence": "reported"}],
    "counts": [{"cost_key": "users", "organisation": count["key"], "count": count["count"]} for count in _COUNTS],
}
_USERS = "Melton report 9.1: cost by active users"

RULES: tuple[Rule, ...] = (
    Rule(
        name="apportion",
        summary="An amount shared in proportion to counts, to the penny.",
        takes=Apportionment,
        gives=Shares,
        run=apportionment.apportion,
        of=(apportionment.apportion, apportionment.refuse_repeats),
        example={"total_pence": 10000, "shares": _COUNTS},
        source=_USERS,
    ),
    Rule(
        name="apportion-weighted",
        summary="An amount shared by users of several classes, each class with its own weight.",
        takes=WeightedCounts,
        gives=Shares,
        run=_weighted,
        of=(apportionment.weighted,),
        example={
            "total_pence": 10000,
            "counts": {"Blaby": {"full": 300, "frontline": 41}, "Melton": {"full": 200, "frontline": 29}},
            "class_weights": {"full": 10, "frontline": 3},
        },
        source="Melton report 9.1 asks for the type of user to count",
    ),
    Rule(
        name="apportion-blended",
        summary="An amount shared by several keys at once, each for so many parts.",
        takes=Blend,
        gives=Shares,
        run=lambda question: _shared(question.total_pence, apportionment.blended(question.parts)),
        of=(apportionment.blended,),
        example={
            "total_pence": 10000,
            "parts": [
                {"parts": 3, "counts": _COUNTS},
                {"parts": 1, "counts": [{"key": "Hinckley", "count": 4}, {"key": "Melton", "count": 2}]},
            ],
        },
    ),
    Rule(
        name="apportion-equally",
        summary="An amount shared in equal parts.",
        takes=Equal,
        gives=Shares,
        run=lambda question: _shared(question.total_pence, apportionment.equal_parts(question.partners)),
        of=(apportionment.equal_parts,),
        example={"total_pence": 10000, "partners": ["Hinckley", "Blaby", "Melton"]},
    ),
    Rule(
        name="percent",
        summary="A count out of a total in per cent with one decimal, for display only.",
        takes=CountOf,
        gives=Percent,
        run=lambda question: Percent(apportionment.percent(question.count, question.total)),
        of=(apportionment.percent,),
        example={"count": 499, "total": 1069},
    ),
    Rule(
        name="cost-lines",
        summary="Charges with the counts they are shared by, and those that cannot be shared with the reason.",
        takes=Costs,
        gives=Lines,
        run=recharges.lines_of,
        of=(recharges.lines_of, recharges.shares_of),
        example=_COSTS,
    ),
    Rule(
        name="recharge-schedule",
        summary="Recharges by financial year and partner, capital and revenue apart.",
        takes=Costs,
        gives=Schedule,
        run=recharges.recharge_schedule,
        of=(recharges.recharge_schedule,),
        example=_COSTS,
        source=_USERS,
    ),
    Rule(
        name="statement",
        summary="One partner's charges line by line, with all that is needed to check them by hand.",
        takes=StatementFor,
        gives=Statement,
        run=_statement,
        of=(statements.statement,),
        example={"partner": "Melton", "costs": _COSTS},
        source=_USERS,
    ),
    Rule(
        name="true-up",
        summary="Each partner's share of the actual by the year-end counts, less what was billed.",
        takes=Costs,
        gives=TrueUp,
        run=recharges.true_up,
        of=(recharges.true_up,),
        example=_COSTS,
    ),
    Rule(
        name="bridge",
        summary="From an old charge to a new one: what membership, counts, amounts and scope each changed.",
        takes=TwoSides,
        gives=Bridge,
        run=lambda question: bridge.bridge(question.partner, question.old, question.new),
        of=(bridge.bridge,),
        example={
            "partner": "Melton",
            "old": [{"charge": "desk", "amount_pence": 10000000, "counts": _EARLIER, "evidence": "illustrative"}],
            "new": [
                {"charge": "desk", "amount_pence": 9500000, "counts": _COUNTS, "evidence": "illustrative"},
                {"charge": "web", "amount_pence": 1000000, "counts": _COUNTS, "evidence": "illustrative"},
            ],
        },
        source="Melton report 9.2: loss of a partner and changes in user numbers",
    ),
    Rule(
        name="totals-agree",
        summary="Whether parts add up to the stated whole, and which parts the headline leaves out.",
        takes=Whole,
        gives=Agreement,
        run=_agree,
        of=(totals.agree,),
        example={
            "parts": [
                {"label": "stabilisation", "pence": 100000000, "in_headline": "yes", "evidence": "reported"},
                {"label": "user network", "pence": 150000000, "in_headline": "yes", "evidence": "reported"},
                {"label": "migration partner", "pence": 560000000, "in_headline": "yes", "evidence": "reported"},
                {"label": "laptops a year", "pence": 80400000, "in_headline": "no", "evidence": "reported"},
            ],
            "stated_pence": 810000000,
            "stated_evidence": "reported",
        },
        source="oneSource Joint Committee update 2.6.2",
    ),
    Rule(
        name="totals-of-charges",
        summary="Every charge that others are part of, held against its parts.",
        takes=Charges,
        gives=Agreements,
        run=lambda question: Agreements(dict(totals.agreements_of(question.charges))),
        of=(totals.agreements_of,),
        example={
            "charges": [
                {"key": "whole", "name": "One-off", "year": 2020, "amount": 5200000, "evidence": "reported"},
                {"key": "a", "name": "Capital", "year": 2020, "amount": 1700000, "part_of": "whole"},
                {"key": "b", "name": "Revenue", "year": 2020, "amount": 3500000, "part_of": "whole"},
            ]
        },
        source="Melton report 2.3 and 9.5",
    ),
    Rule(
        name="change",
        summary="The difference of two amounts, and what it is of the first in per cent.",
        takes=Amounts,
        gives=Change,
        run=lambda question: totals.change(question.before_pence, question.after_pence),
        of=(totals.change,),
        example={"before_pence": 31100000, "after_pence": 31500000},
        source="Melton report 9.2",
    ),
    Rule(
        name="implied-count",
        summary="How many were asked, if so many answered and the rate was given rounded.",
        takes=Responses,
        gives=Interval,
        run=lambda question: totals.implied_count(question.responses, question.percent),
        of=(totals.implied_count,),
        example={"responses": 17, "percent": "40"},
        source="Lincolnshire report: 17 responses, a rate of 40 per cent",
    ),
    Rule(
        name="implied-total",
        summary="Between which sums the whole lies, if one partner's share by counts was given rounded.",
        takes=RoundedShare,
        gives=Interval,
        run=_implied_total,
        of=(totals.implied_total,),
        example={"share_pence": 5200000, "rounded_to_pence": 100000, "count": 229, "total_count": 1069},
        source="Melton report 9.5",
    ),
)
