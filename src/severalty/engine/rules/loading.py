"""Rules of what a plan asks for by its dates: people by team and week, money by council and year."""

from severalty.engine.rules.rule import Rule
from severalty.engine.transition.spending import Spending, SpendingQuestion, spending_of
from severalty.engine.transition.workload import Workload, WorkloadQuestion, workload_of

_PLAN = {"key": "split", "name": "The split"}
_PACKAGE = {
    "key": "firewalls", "name": "Firewalls", "workstream": "network", "council": "melton", "likely": 5,
    "capital": 1200000,
}  # fmt: skip
_DATES = [{"package": "firewalls", "starts": "2026-11-30", "ends": "2026-12-04"}]

RULES = (
    Rule(
        name="workload",
        summary="What each team is asked for week by week by the dates of a plan, and what it can give.",
        takes=WorkloadQuestion,
        gives=Workload,
        run=workload_of,
        of=(workload_of,),
        example={
            "record": {
                "plan": _PLAN, "on": "2026-11-26", "packages": [_PACKAGE],
                "needs": [{"package": "firewalls", "team": "network", "units": 150}],
                "teams": [{"key": "network", "name": "Network", "units": 200, "day_to_day": "50"}],
            },
            "dates": _DATES,
        },
    ),
    Rule(
        name="spending",
        summary="What a plan spends by its dates, by council, kind of money and year, against its budgets.",
        takes=SpendingQuestion,
        gives=Spending,
        run=spending_of,
        of=(spending_of,),
        example={
            "record": {
                "plan": _PLAN, "on": "2026-11-26", "packages": [_PACKAGE],
                "budgets": [{
                    "key": "capital", "name": "Capital", "plan": "split", "council": "melton", "money": "capital",
                    "year": 2026, "amount": 1000000, "state": "approved",
                }],
            },
            "dates": _DATES,
        },
    ),
)  # fmt: skip
