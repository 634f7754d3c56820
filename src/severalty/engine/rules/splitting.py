"""Rules of taking apart: people, licences, temporary bridges, double running, agreements, readiness, experts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from severalty.engine.dispositions.bridges import (
    Bridges,
    BridgesQuestion,
    MonthCost,
    YearCost,
    bridges_of,
    monthly_cost,
    months_together,
    part_of,
    years_of,
)
from severalty.engine.dispositions.double_running import (
    DoubleRunning,
    DoubleRunningQuestion,
    annual_by_month,
    double_running,
)
from severalty.engine.dispositions.experts import Capacity, ExpertsQuestion, capacity
from severalty.engine.dispositions.licence_split import LicenceSplit, SplitQuestion, licence_split, share_out
from severalty.engine.dispositions.on_a_date import DateQuestion, EstateOn, estate_on
from severalty.engine.dispositions.operating_model import (
    AheadQuestion,
    OperatingModel,
    OperatingModelQuestion,
    StandBy,
    operating_model,
    stand_by,
)
from severalty.engine.dispositions.readiness import Readiness, ReadinessQuestion, readiness
from severalty.engine.dispositions.standing_agreements import (
    AgreementQuestion,
    AgreementStanding,
    signs_this,
    standing_of_agreement,
    wording_of,
)
from severalty.engine.dispositions.transfers import Transfers, TransfersQuestion, transfers_of
from severalty.engine.dispositions.volume_discount import (
    DiscountQuestion,
    VolumeDiscount,
    price_at,
    volume_discount,
)
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class PriceOver:
    """A price from a first day to a last: whole pence a month, or with `yearly` a year."""

    pence: int
    first: date
    last: date
    yearly: bool = False


@dataclass(frozen=True)
class PriceByMonth:
    """What falls in each month and in each financial year; both add up to the total."""

    months: tuple[MonthCost, ...]
    years: tuple[YearCost, ...]
    pence: int


@dataclass(frozen=True)
class LicencesToShare:
    """How many are held, and what each needs."""

    held: int | None
    needs: tuple[int | None, ...]


@dataclass(frozen=True)
class LicencesShared:
    """How many each would receive; blank where it does not follow."""

    parts: tuple[int | None, ...]


def _by_month(question: PriceOver) -> PriceByMonth:
    spread = annual_by_month if question.yearly else monthly_cost
    months = months_together([spread(question.pence, question.first, question.last)])
    return PriceByMonth(months, years_of(months), sum(one.pence for one in months))


def _shared(question: LicencesToShare) -> LicencesShared:
    needs: Sequence[int | None] = question.needs
    return LicencesShared(share_out(question.held, needs))


_POSTS = [
    {"key": "desk-1", "name": "Desk analyst", "employer": "shared-ict", "team": "Desk", "hours": 100, "vacant": "no"},
    {"key": "net-1", "name": "Network engineer", "employer": "shared-ict", "team": "Network", "hours": 60},
]
_TRANSFERS = [
    {
        "key": "t-1", "name": "Desk analyst", "post": "desk-1", "to": "north", "basis": "TUPE", "assigned": 80,
        "assigned_source": "Time records", "transfers_on": "2027-12-31", "information_on": "2027-12-03",
    },
    {"key": "t-2", "name": "Network engineer", "post": "net-1", "to": "south", "assigned": 40},
]  # fmt: skip
_BRIDGE = {
    "key": "mail", "name": "Mail in one tenancy", "kind": "interim multi-tenancy", "thing": "mail", "council": "south",
    "monthly_cost": 850_000, "starts": "2027-04-15", "ends": "2027-06-30", "exit_test": "No sign-in for 30 days",
}  # fmt: skip
_ESTATE = {
    "on": "2027-12-31",
    "today": "2026-11-22",
    "councils": ["north", "south"],
    "things": [
        {"key": "directory", "subject": "identity", "shared": "yes", "service": "housing"},
        {"key": "housing-contract", "subject": "contracts", "holder": "north", "service": "housing"},
    ],
    "dispositions": [
        {
            "thing": "directory", "council": "north", "route": "clone", "by_when": "2027-09-30", "key": "d-1",
            "name": "directory for north", "recorded_by": "north",
        },
    ],
}  # fmt: skip

RULES = (
    Rule(
        name="transfer-posts",
        summary="What is on record of each post in a transfer: likely in scope, information due, costs known.",
        takes=TransfersQuestion,
        gives=Transfers,
        run=transfers_of,
        of=(transfers_of,),
        example={"transfers": _TRANSFERS, "posts": _POSTS, "on": "2027-11-01"},
        source="SI 2006/246 regulations 4 and 11; domain rules 4.3",
    ),
    Rule(
        name="operating-model",
        summary="What future roles lack when the posts that come are held against them, by team, skill and day.",
        takes=OperatingModelQuestion,
        gives=OperatingModel,
        run=operating_model,
        of=(operating_model,),
        example={
            "roles": [
                {
                    "key": f"siam-{number}", "name": "Service manager", "organisation": "north", "skill": "Integration",
                    "team": "Service integration", "hours": 100, "needed_from": "2027-04-01", "annual_cost": 5_800_000,
                    "before_transition": "yes", "filled_by": "desk-1" if number == 1 else "",
                }
                for number in range(1, 6)
            ],
            "posts": _POSTS,
            "transfers": _TRANSFERS,
        },
        source="domain rules 4.3; S4 41b and 62",
    ),
    Rule(
        name="stand-by",
        summary="When a team has to stand that is wanted so long ahead of a change.",
        takes=AheadQuestion,
        gives=StandBy,
        run=stand_by,
        of=(stand_by,),
        example={"change": "2024-03-31", "ahead": "18 months"},
        source="S4 64",
    ),
    Rule(
        name="licence-split",
        summary="Licences taken apart: need, received, shortfall, surplus, what is bought anew, and each agreement.",
        takes=SplitQuestion,
        gives=LicenceSplit,
        run=licence_split,
        of=(licence_split,),
        example={
            "entitlements": [
                {
                    "key": "suite", "name": "Office suite", "product": "Office suite", "quantity": 3_000,
                    "contract": "enterprise", "holder": "north", "unit_price": 31_000, "transferable": "yes",
                },
            ],
            "needs": [
                {"entitlement": "suite", "organisation": "north", "need": 1_600, "receives": 1_700},
                {
                    "entitlement": "suite", "organisation": "south", "need": 1_450, "receives": 1_300,
                    "unit_price": 33_800,
                },
            ],
        },
        source="domain rules 7; S1 2.3.2",
    ),
    Rule(
        name="licence-share-out",
        summary="How many of the licences held each council would receive, in whole licences.",
        takes=LicencesToShare,
        gives=LicencesShared,
        run=_shared,
        of=(share_out,),
        example={"held": 3_000, "needs": [1_600, 1_450]},
        source="domain rules 2.2 and 7",
    ),
    Rule(
        name="bridges",
        summary="What temporary bridges cost by month and financial year, which are overdue, and what they lack.",
        takes=BridgesQuestion,
        gives=Bridges,
        run=bridges_of,
        of=(bridges_of,),
        example={"bridges": [_BRIDGE], "on": "2027-07-15"},
        source="domain rules 4.4; S2 2.1.4 e",
    ),
    Rule(
        name="price-by-month",
        summary="A price a month or a year over days, by month and financial year, so that all adds up.",
        takes=PriceOver,
        gives=PriceByMonth,
        run=_by_month,
        of=(monthly_cost, annual_by_month, part_of, months_together, years_of),
        example={"pence": 850_000, "first": "2027-03-15", "last": "2027-06-30"},
        source="domain rules 2.2",
    ),
    Rule(
        name="double-running",
        summary="What it costs by month that old and new stand side by side while a thing is divided.",
        takes=DoubleRunningQuestion,
        gives=DoubleRunning,
        run=double_running,
        of=(double_running,),
        example={
            "leavings": [
                {
                    "disposition": {
                        "key": "d-2", "thing": "mail-contract", "council": "south", "route": "re-procure",
                        "moves_to": "mail-south",
                    },
                    "old": {
                        "key": "mail-contract", "name": "Mail", "ends": "2027-06-30", "extensions": "none",
                        "annual_charge": 12_000_000,
                    },
                    "new": {"key": "mail-south", "name": "Mail for South", "starts": "2027-04-01"},
                    "shares": [{"council": "north", "weight": 499}, {"council": "south", "weight": 570}],
                },
            ],
            "bridges": [_BRIDGE],
        },
        source="domain rules 4.4",
    ),
    Rule(
        name="agreement-standing",
        summary="Whether an agreement and its variations are in force, who has not signed, and when one may leave.",
        takes=AgreementQuestion,
        gives=AgreementStanding,
        run=standing_of_agreement,
        of=(standing_of_agreement, signs_this, wording_of),
        example={
            "agreement": {
                "key": "ict", "name": "Shared ICT", "starts": "2014-04-01", "ends": "2027-12-31",
                "withdrawal_notice": "12 months",
            },
            "parties": [
                {"agreement": "ict", "organisation": "north", "signed_on": "2014-03-20"},
                {"agreement": "ict", "organisation": "south", "signed_on": "2014-03-28"},
            ],
            "variations": [
                {"key": "v-1", "name": "The desk leaves", "agreement": "ict", "effective_on": "2027-04-01"},
            ],
            "signatures": [{"variation": "v-1", "organisation": "north", "signed_on": "2026-11-12"}],
            "on": "2026-11-22",
        },
        source="S2 2.1.4 b and c",
    ),
    Rule(
        name="estate-on-a-date",
        summary="What each council holds on a day, by what is on record and planned, and what still blocks it.",
        takes=DateQuestion,
        gives=EstateOn,
        run=estate_on,
        of=(estate_on,),
        example=_ESTATE,
        source="domain rules 4.1 and 4.4",
    ),
    Rule(
        name="readiness",
        summary="Whether each council could stand alone on a day: eight questions a service, and day-one readiness.",
        takes=ReadinessQuestion,
        gives=Readiness,
        run=readiness,
        of=(readiness,),
        example={
            "estate": _ESTATE,
            "services": [
                {"service": "housing", "councils": ["north", "south"], "things": ["directory", "housing-contract"]},
            ],
        },
        source="domain rules 4.4",
    ),
    Rule(
        name="volume-discount",
        summary="What is lost of a discount by quantity when each council buys alone, in pence a year.",
        takes=DiscountQuestion,
        gives=VolumeDiscount,
        run=volume_discount,
        of=(volume_discount, price_at),
        example={
            "entitlements": [{"key": "suite", "name": "Office suite", "product": "Office suite"}],
            "tiers": [
                {"entitlement": "suite", "quantity_from": quantity, "unit_price": price}
                for quantity, price in ((1, 34_500), (1_500, 32_900), (2_500, 31_000))
            ],
            "needs": [
                {"entitlement": "suite", "organisation": "north", "need": 1_600},
                {"entitlement": "suite", "organisation": "south", "need": 1_450},
            ],
        },
        source="domain rules 4.1",
    ),
    Rule(
        name="expert-capacity",
        summary="What waits for those who know, when it is done at what they can give, and of whom too much is asked.",
        takes=ExpertsQuestion,
        gives=Capacity,
        run=capacity,
        of=(capacity,),
        example={
            "on": "2026-11-26",
            "experts": [
                {
                    "key": "care", "name": "Care contracts", "organisation": "north", "post": "desk-1",
                    "days_a_week": 50, "for_each": 25,
                },
            ],
            "posts": _POSTS,
            "waiting": [
                {
                    "thing": f"C-{number:03d}", "council": "north", "wanted": "to say what becomes of it",
                    "expert": "care" if number < 5 else "", "due": "2026-12-31",
                }
                for number in range(1, 6)
            ],
        },
        source="S1 2.2.1; domain rules 4.1",
    ),
)  # fmt: skip
