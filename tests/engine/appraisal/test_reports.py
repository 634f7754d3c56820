"""The arithmetic of the published reports, each value by the rule that holds for it."""

import tomllib
from typing import Any

from severalty.engine.appraisal.apportionment import Apportionment, Count, apportion
from severalty.engine.appraisal.totals import Part, agree, change, implied_count
from severalty.engine.dates import Duration, earlier_by, read_date, read_duration
from severalty.engine.estate.spans import length_of, lengths_together, slipped
from severalty.engine.fields import Known
from severalty.engine.money import read_pounds
from tests.guards.source import ROOT


def stated_contracts(case: str) -> int:
    """How many contracts a report states, as its case has it."""
    held = tomllib.loads((ROOT / "cases" / case / "case.toml").read_text(encoding="utf-8"))
    (count,) = [each["count"] for each in held["stated_counts"] if each["table"] == "contracts"]
    return int(count)


def years(length: Duration) -> int:
    assert length.unit == "years"
    return length.count


def newham() -> dict[str, Any]:
    parts = [Part(text, read_pounds(text), Known.YES) for text in ("1.0m", "1.5m", "5.6m")]
    found = agree([*parts, Part("laptops", read_pounds("804k"), Known.NO)], read_pounds("8.1m"))
    return {
        "newham_capital_gbp": found.sum_pence / 100,
        "newham_matches_8_1m": found.agrees,
        "newham_devices_revenue_excluded": found.outside_pence / 100,
        "onesource_contracts": stated_contracts("havering-newham"),
    }


def melton() -> dict[str, Any]:
    capital = agree([Part(text, read_pounds(text)) for text in ("10k", "7k")], read_pounds("17k"))
    one_off = agree([Part(text, read_pounds(text)) for text in ("17k", "35k")], read_pounds("52k"))
    running = agree([Part(text, read_pounds(text)) for text in ("277k", "34k")], None)
    rise = change(running.sum_pence, read_pounds("315k"))
    users = apportion(Apportionment(0, tuple(Count(str(count), count) for count in (499, 341, 229))))
    assert (capital.agrees, one_off.agrees) == (True, True)
    return {
        "melton_one_off": one_off.sum_pence / 100,
        "melton_capital_split": capital.sum_pence / 100,
        "melton_old_running_plus_web": running.sum_pence / 100,
        "melton_new_charge": rise.after_pence / 100,
        "melton_increase": rise.difference_pence / 100,
        "melton_increase_percent": float(rise.percent),
        "users_total": sum(share.count for share in users.shares),
        "melton_term_years": years(length_of(read_date("1 January 2022"), read_date("31 December 2026"))),
    }


def lincolnshire() -> dict[str, Any]:
    asked = implied_count(17, "40")
    terms = [Duration(5, "years"), Duration(1, "years"), Duration(1, "years")]
    return {
        "linc_responses": 17,
        "linc_response_rate": round(17 / asked.most, 1),
        "linc_acknowledging_suppliers_possible": list(range(asked.least, asked.most + 1)),
        "linc_initial_plus_extensions_years": years(lengths_together(terms)),
        "linc_transition_team_latest_start_18_months_before_2024_04_01": earlier_by(
            read_date("2024-04-01"), read_duration("18 months")
        ).code,
        "linc_third_party_contracts": stated_contracts("lincolnshire"),
    }


def test_every_value_of_the_oracle_is_reproduced(oracles: dict[str, Any]) -> None:
    window = slipped(read_date("2023-11-14"), Duration(2, "weeks"), Duration(3, "weeks"))
    committee = {"jc_slip_window_from_2023_11_14": [window.first.isoformat(), window.last.isoformat()]}
    assert newham() | melton() | lincolnshire() | committee == oracles["O20"]["expected"]
