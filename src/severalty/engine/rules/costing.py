"""Rules of the money of options: cost tables, rankings, benefits and envelopes, with those of money over time."""

from dataclasses import dataclass

from severalty.engine.appraisal import (
    cash_view,
    cost_faults,
    cost_ranking,
    costs,
    economic_view,
    envelopes,
    net_costs,
    profiles,
)
from severalty.engine.appraisal.cost_ranking import CostRanking
from severalty.engine.appraisal.cost_tables import Costing, CostTable
from severalty.engine.appraisal.envelopes import EnvelopeChecks
from severalty.engine.appraisal.lines import Benefit, Envelope
from severalty.engine.appraisal.net_costs import NetCosts
from severalty.engine.appraisal.profiles import BenefitProfiles
from severalty.engine.rules import pricing
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class RankingOf:
    """The money of an appraisal, and the keys of the options that are out."""

    costing: Costing
    out: tuple[str, ...] = ()


@dataclass(frozen=True)
class BenefitsOver:
    """Benefits, and the financial years to lay them over."""

    benefits: tuple[Benefit, ...]
    first_year: int
    years: int


@dataclass(frozen=True)
class NetOf:
    """The money of an appraisal, and the benefits of its options."""

    costing: Costing
    benefits: tuple[Benefit, ...] = ()


@dataclass(frozen=True)
class EnvelopesOf:
    """The money of an appraisal, and what each year may cost."""

    costing: Costing
    envelopes: tuple[Envelope, ...]


def _ranking(question: RankingOf) -> CostRanking:
    return cost_ranking.rank_costs(costs.option_costs(question.costing), question.out)


def _net(question: NetOf) -> NetCosts:
    return net_costs.net_costs(question.costing, costs.option_costs(question.costing), question.benefits)


def _checks(question: EnvelopesOf) -> EnvelopeChecks:
    return envelopes.envelope_checks(costs.option_costs(question.costing), question.envelopes)


_PLACED = {"appraisal": "future-it", "evidence": "illustrative", "source": "Invented for this page"}
_LINE = {
    **_PLACED, "funding": "revenue", "recurrence": "recurring", "prices": "real", "cost_key": "users",
}  # fmt: skip
_COSTING = {
    "appraisal": {
        "key": "future-it", "name": "Future of IT", "first_year": 2026, "years": 2, "price_year": 2026,
        "inflation": "2.0",
    },
    "options": [
        {"key": "in-house", "name": "In house", "place": 1, "business_as_usual": "yes", **_PLACED},
        {"key": "outsourced", "name": "Outsourced", "place": 2, **_PLACED},
    ],
    "lines": [
        {"key": "desk", "name": "Service desk", "option": "in-house", **_LINE},
        {"key": "contract", "name": "Contract", "option": "outsourced", "indexation": "CPI", **_LINE},
    ],
    "amounts": [
        {"cost_line": "desk", "year": 2026, "amount": 30100000},
        {"cost_line": "desk", "year": 2027, "amount": 30100000},
        {"cost_line": "contract", "year": 2026, "amount": 33000000, "low": 32000000, "high": 35000000},
        {"cost_line": "contract", "year": 2027, "amount": 33000000, "low": 32000000, "high": 35000000},
    ],
    "schedule": pricing.SCHEDULE,
    "keys": [{"key": "users", "name": "Users", "unit": "users", "evidence": "illustrative"}],
    "counts": [
        {"cost_key": "users", "organisation": "north", "count": 499},
        {"cost_key": "users", "organisation": "south", "count": 341},
    ],
}  # fmt: skip

RULES: tuple[Rule, ...] = (
    *pricing.RULES,
    Rule(
        name="option-costs",
        summary="The cost of each option: net present cost, cash by organisation and year, and all that is lacking.",
        takes=Costing,
        gives=CostTable,
        run=costs.option_costs,
        of=(
            costs.option_costs,
            economic_view.economic_view,
            economic_view.real_worth,
            cash_view.cash_view,
            cash_view.cash_pence,
            cost_faults.lines_of_option,
            cost_faults.faults_of_appraisal,
            cost_faults.years_appraised,
            cost_faults.year_names,
        ),
        example=_COSTING,
        source="Green Book; domain rules 1.1, 1.2 and 1.5",
    ),
    Rule(
        name="cost-ranking",
        summary="Which option costs least, and whether the evidence carries that.",
        takes=RankingOf,
        gives=CostRanking,
        run=_ranking,
        of=(cost_ranking.rank_costs,),
        example={"costing": _COSTING},
        source="oneSource scrutiny report 4.2: costs that are broadly similar",
    ),
    Rule(
        name="benefit-profile",
        summary="Benefits by financial year and owner, cashable or not, with what is perhaps counted twice.",
        takes=BenefitsOver,
        gives=BenefitProfiles,
        run=lambda question: profiles.benefit_profiles(question.benefits, question.first_year, question.years),
        of=(profiles.benefit_profiles,),
        example={
            "benefits": [
                {
                    "key": "telephony", "name": "Telephony", "owner": "newham", "kind": "cashable", "annual": 17800000,
                    "prices": "cash", "starts": "2024-06", "build_up": 2, "evidence": "reported", "source": "S1 2.5.2",
                }
            ],
            "first_year": 2024,
            "years": 4,
        },
        source="oneSource Joint Committee update 2.5.2",
    ),
    Rule(
        name="net-costs",
        summary="Each option against business as usual, and its net present cost after cashable benefits.",
        takes=NetOf,
        gives=NetCosts,
        run=_net,
        of=(net_costs.net_costs,),
        example={
            "costing": _COSTING,
            "benefits": [
                {
                    "key": "licences", "name": "Licences given back", "option": "outsourced", "kind": "cashable",
                    "annual": 1400000, "prices": "real", "starts": "2027-04", **_PLACED,
                }
            ],
        },
        source="Green Book: options are compared with business as usual; domain rules 1.1",
    ),
    Rule(
        name="envelope-check",
        summary="Whether each year stays within what it may cost, and rises no more than it may on the year before.",
        takes=EnvelopesOf,
        gives=EnvelopeChecks,
        run=_checks,
        of=(envelopes.envelope_checks,),
        example={
            "costing": _COSTING,
            "envelopes": [
                {
                    "key": "no-step", "name": "No step change", "appraisal": "future-it", "spending": "revenue",
                    "year": 2027, "amount": 33000000, "most_rise": "0", "evidence": "illustrative",
                }
            ],
        },
        source="Lincolnshire report 60: no step change in the yearly cost",
    ),
)  # fmt: skip
