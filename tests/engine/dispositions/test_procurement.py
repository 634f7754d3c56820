"""Standstill, notices and timetables: the oracle's cases, and that backwards undoes forwards."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.modifications import Change, GroundState, modification
from severalty.engine.dispositions.procurement import (
    MOST_DAYS,
    Law,
    ProcurementError,
    Purchase,
    Regime,
    backwards,
    forwards,
    law_for,
    publish_end_by,
    regime_of,
    standstill,
)
from severalty.engine.dispositions.replacing import replacement
from severalty.engine.dispositions.routes import Situation, steps_of
from severalty.engine.dispositions.thresholds import Supply, threshold_for
from severalty.engine.estate.items import Contract, Renewal
from severalty.formats.procurement import change_caps, procurement_laws, thresholds
from severalty.formats.reference import bank_holidays
from tests.engine.strategies import at_most

CLOSED = bank_holidays().days
PCR, PCR_LIGHT, ACT, ACT_LIGHT = procurement_laws()


@pytest.mark.parametrize(
    ("law", "given_days", "expected"),
    [
        (ACT, "standstill_pa2023", "standstill_pa2023_last_day"),
        (PCR, "standstill_pcr2015_sent", "standstill_pcr2015_last_day"),
    ],
    ids=["act", "regulations"],
)
def test_the_oracle_of_standstill(oracles: dict[str, Any], law: Law, given_days: str, expected: str) -> None:
    oracle = oracles["O12"]
    found = [standstill(law, date.fromisoformat(one), CLOSED) for one in oracle["inputs"][given_days]]
    assert [one.last_day.isoformat() for one in found] == oracle["expected"][expected]


def test_the_oracle_of_the_earliest_contract(oracles: dict[str, Any]) -> None:
    days = oracles["O12"]["inputs"]["standstill_pa2023"]
    found = [standstill(ACT, date.fromisoformat(one), CLOSED).earliest_contract.isoformat() for one in days]
    assert found == oracles["O12"]["expected"]["earliest_contract_pa2023"]


@pytest.mark.parametrize(
    ("begun", "regime"),
    [
        (None, Regime.UNKNOWN),
        ("2025-02-23", Regime.PCR_2015),
        ("2025-02-24", Regime.ACT_2023),
        ("2025-02", Regime.UNKNOWN),
        ("2024/25", Regime.UNKNOWN),
        ("2021", Regime.PCR_2015),
        ("2026-01", Regime.ACT_2023),
    ],
)
def test_the_day_on_which_procurement_began_decides_the_law(begun: str | None, regime: Regime) -> None:
    assert regime_of(read_date(begun) if begun else None) is regime


def test_a_purchase_begun_on_a_day_has_its_law() -> None:
    assert law_for(procurement_laws(), date(2025, 2, 23)) is PCR
    assert law_for(procurement_laws(), date(2025, 2, 24)) is ACT
    assert law_for(procurement_laws(), date(2025, 2, 23), light_touch=True) is PCR_LIGHT
    assert law_for(procurement_laws(), date(2025, 2, 24), light_touch=True) is ACT_LIGHT
    with pytest.raises(ProcurementError, match="No law on record"):
        law_for([ACT], date(2020, 1, 1))


@pytest.mark.parametrize(
    ("called_off", "framework", "regime"),
    [
        ("2025-09-01", {"framework_from": "2021-06-16"}, Regime.PCR_2015),
        ("2025-09-01", {"framework_from": "2025-03-01"}, Regime.ACT_2023),
        ("2024-09-01", {"framework_ends": "2026-06-14"}, Regime.PCR_2015),
        ("2025-09-01", {"framework_ends": "2026-06-14"}, Regime.UNKNOWN),
        (None, {"framework_ends": "2025-02-23"}, Regime.PCR_2015),
        (None, {"framework_ends": "2026-06-14"}, Regime.UNKNOWN),
    ],
)
def test_a_call_off_has_the_law_of_its_framework(
    called_off: str | None, framework: dict[str, str], regime: Regime
) -> None:
    """A call-off of September 2025 under a framework of 2021 was said to be under the Act."""
    days = {name: read_date(text) for name, text in framework.items()}
    assert regime_of(read_date(called_off) if called_off else None, under_framework=True, **days) is regime


def test_a_call_off_whose_law_is_not_known_names_the_notices_of_both() -> None:
    called = Contract(
        key="C-1", name="Desk", procured_from=read_date("2025-09-01"), framework_ends=read_date("2026-06-14")
    )
    found = " ".join(steps_of(Route.NOVATE, called))
    assert "UK10" in found
    assert "regulation 72" in found
    assert "UK10" not in " ".join(steps_of(Route.NOVATE, replace(called, procured_from=read_date("2024-09-01"))))


# --------------------------------------------------------------------------------------------------------- light touch


def test_light_touch_under_the_act_waits_for_nothing_and_has_longer_to_publish() -> None:
    found = forwards(Purchase(ACT_LIGHT, evaluation_days=7, tender_days=20), date(2026, 12, 1), CLOSED)
    assert [(step.notice or step.what, step.on.isoformat()) for step in found.steps] == [
        ("Specification and route to market", "2026-12-01"),
        ("UK4", "2026-12-01"),
        ("Last day for tenders", "2026-12-21"),
        ("UK6", "2026-12-29"),
        ("Contract made", "2026-12-29"),
        ("First day of service", "2026-12-29"),
        ("UK7", "2027-04-27"),
    ]
    assert standstill(ACT_LIGHT, date(2026, 12, 28), CLOSED).last_day is None
    assert standstill(PCR_LIGHT, date(2024, 6, 3), CLOSED) == standstill(PCR, date(2024, 6, 3), CLOSED)
    assert Purchase(ACT_LIGHT).law.tender_days == 0


def test_where_the_person_served_chooses_there_is_neither_tender_nor_standstill() -> None:
    found = forwards(Purchase(ACT_LIGHT, preparation_days=10, user_choice=True), date(2026, 12, 1), CLOSED)
    assert [(step.what, step.notice) for step in found.steps][1:] == [
        ("Contract made", ""),
        ("First day of service", ""),
    ]
    assert (found.service, found.publish_by) == (date(2026, 12, 11), None)
    assert backwards(Purchase(ACT_LIGHT, 10, user_choice=True), date(2026, 12, 11), CLOSED) == found
    assert publish_end_by(ACT_LIGHT, date(2027, 3, 31), user_choice=True) is None
    for law in (ACT, PCR_LIGHT):
        with pytest.raises(ProcurementError, match="User choice is for light touch contracts"):
            Purchase(law, user_choice=True)


def test_a_procurement_forwards_from_its_beginning() -> None:
    found = forwards(
        Purchase(ACT, preparation_days=30, evaluation_days=28, mobilisation_days=60), date(2026, 12, 1), CLOSED
    )
    assert [(step.notice or step.what, step.on.isoformat()) for step in found.steps] == [
        ("Specification and route to market", "2026-12-01"),
        ("UK4", "2026-12-31"),
        ("Last day for tenders", "2027-01-25"),
        ("UK6", "2027-02-22"),
        ("Last day of standstill", "2027-03-03"),
        ("Contract made", "2027-03-04"),
        ("UK7", "2027-04-02"),
        ("First day of service", "2027-05-03"),
    ]
    assert found.advice == "Confirm with your legal adviser."
    assert found.faults == ()


def test_the_old_law_is_not_for_new_procurements() -> None:
    found = forwards(Purchase(PCR), date(2026, 12, 1), CLOSED)
    assert "is not the Public Contracts Regulations 2015" in found.faults[0]
    assert found.faults[1] == PCR.note != ""


def test_an_announced_procurement_takes_shorter_tenders_and_never_shorter_than_the_law() -> None:
    begins = date(2026, 11, 2)
    usual, short = forwards(Purchase(ACT), begins), forwards(Purchase(ACT, announced=True), begins)
    assert (usual.service - short.service).days == 15
    assert forwards(Purchase(ACT, tender_days=5), begins) == usual
    assert forwards(Purchase(ACT, tender_days=40), begins).service > usual.service


def test_times_out_of_bounds_are_refused() -> None:
    with pytest.raises(ProcurementError, match="evaluation_days is -1"):
        Purchase(ACT, evaluation_days=-1)
    with pytest.raises(ProcurementError, match=f"from 0 to {MOST_DAYS}"):
        Purchase(ACT, tender_days=MOST_DAYS + 1)
    for ask in (
        lambda day: forwards(Purchase(ACT), day),
        lambda day: backwards(Purchase(ACT), day),
        lambda day: standstill(ACT, day),
        lambda day: publish_end_by(ACT, day),
    ):
        with pytest.raises(ProcurementError, match="not a day of this age"):
            ask(date.max)


def test_the_end_of_a_contract_is_published_within_thirty_days() -> None:
    assert publish_end_by(ACT, date(2027, 3, 31)) == date(2027, 4, 29), "the day of the end is the first"
    assert publish_end_by(PCR, date(2027, 3, 31)) is None


def test_a_route_names_the_notices_of_its_law() -> None:
    new = Contract(key="C-1", name="Desk", procured_from=read_date("2025-06-01"))
    old = replace(new, procured_from=read_date("2020-06-01"))
    for route in (Route.TERMINATE, Route.EXPIRE):
        assert any("UK11" in step for step in steps_of(route, new))
        assert not any("UK11" in step for step in steps_of(route, old))
    assert any("UK10" in step for step in steps_of(Route.NOVATE, new))
    assert any("regulation 72" in step for step in steps_of(Route.NOVATE, old))
    assert any("legal adviser" in step for step in steps_of(Route.REPROCURE, old))


# --------------------------------------------------------------------------------------------------------- replacement

ENDING = Contract(key="C-1", name="Desk", ends=read_date("2027-09-30"), renewal=Renewal.EXPIRES)
TODAY = date(2026, 11, 26)


def test_what_follows_is_begun_in_time_for_the_day_after_the_end() -> None:
    found = replacement(ENDING, Purchase(ACT, 60, 28, 30), TODAY, CLOSED)
    assert found.latest == backwards(Purchase(ACT, 60, 28, 30), date(2027, 10, 1), CLOSED)
    assert (found.gap_days, found.findings) == (0, ("Begin by 26 April 2027.",))


def test_a_gap_is_told_in_days() -> None:
    found = replacement(ENDING, Purchase(ACT, 180, 60, 90), TODAY, CLOSED)
    assert found.gap_days == (found.earliest.service - date(2027, 10, 1)).days > 0
    assert "ought to have begun by" in found.findings[0]


def test_the_end_is_that_of_the_running_term_or_of_the_notice_on_record() -> None:
    renewing = replace(ENDING, renewal=Renewal.RENEWS_UNLESS_STOPPED, notice="3 months", extensions="12 months")
    late = date(2027, 7, 1)
    assert replacement(renewing, Purchase(ACT), late).ends == read_date("2028-09-30")
    stopped = Situation(notice_given_on=read_date("2027-06-01"))
    assert replacement(renewing, Purchase(ACT), late, known=stopped).ends == read_date("2027-09-30")
    evergreen = replace(renewing, ends=None, extensions="")
    assert replacement(evergreen, Purchase(ACT), TODAY).latest is None
    assert replacement(evergreen, Purchase(ACT), late, known=stopped).ends == read_date("2027-09-01")


def test_what_follows_is_held_against_the_threshold_for_all_councils_together() -> None:
    now = threshold_for(thresholds(), Supply.GOODS_AND_SERVICES, TODAY)
    worth = replace(ENDING, total_value=180_000_00)

    def told(contract: Contract, councils: int) -> str:
        return replacement(contract, Purchase(ACT), TODAY, threshold=now, councils=councils).findings[-1]

    assert "£216,000 with VAT" in told(worth, 2)
    assert "for each of 2 councils does not take any of them below it" in told(worth, 2)
    assert "councils" not in told(worth, 1)
    assert "below the threshold of £207,720" in told(replace(worth, total_value=100_000_00), 2)
    assert "not known" in told(ENDING, 2)
    assert replacement(ENDING, Purchase(ACT), TODAY).findings == ("Begin by 27 August 2027.",)


def test_of_an_end_known_to_the_month_the_first_day_counts() -> None:
    found = replacement(replace(ENDING, ends=read_date("2027-09")), Purchase(ACT), TODAY)
    assert found.latest is not None
    assert found.latest.service <= date(2027, 9, 2)
    assert "not known to the day" in found.findings[-1]


# ------------------------------------------------------------------------------------------------------- modifications


def changed(**values: Any) -> Any:
    whole = {"regime": Regime.ACT_2023, "value": 100_000_00, "change": 0, "term": 1000} | values
    return modification(Change(**whole), change_caps(), ACT, date(2024, 12, 24), CLOSED)


def state(found: Any, name: str) -> GroundState:
    return next(ground.state for ground in found.grounds if ground.name.startswith(name))


def test_all_changes_count_together() -> None:
    found = changed(change=6_000_00, changed_before=4_000_00, longer=60, longer_before=40)
    assert (found.value_percent, found.term_percent) == ("10.00", "10.00")
    assert (found.headroom_small, found.headroom_large, found.headroom_days) == (0, 44_000_00, 0)
    assert (found.notice, state(found, "not substantial")) == ("", GroundState.TO_JUDGE)
    more = changed(change=6_000_01, changed_before=4_000_00, longer=61, longer_before=40)
    assert more.value_percent == "10.00", "cut off, never rounded up"
    assert more.headroom_small == -1
    assert more.notice == "contract change notice (UK10)"
    assert state(more, "not substantial") is GroundState.CLOSED
    assert state(more, "below threshold") is GroundState.CLOSED


def test_a_change_below_the_threshold_is_open_by_its_figures() -> None:
    assert state(changed(change=5_000_00), "below threshold") is GroundState.TO_JUDGE
    assert state(changed(change=5_000_00, threshold=20_772_000), "below threshold") is GroundState.OPEN
    large = changed(value=100_000_000_00, change=5_000_000_00, threshold=20_772_000)
    assert state(large, "below threshold") is GroundState.CLOSED
    assert large.copy_of_contract


def test_half_the_value_is_the_most_for_needs_that_nobody_foresaw() -> None:
    for regime, name in ((Regime.ACT_2023, "additional"), (Regime.PCR_2015, "(b)")):
        assert state(changed(regime=regime, change=50_000_00), name) is GroundState.TO_JUDGE
        assert state(changed(regime=regime, change=50_000_01), name) is GroundState.CLOSED


def test_the_regulations_want_less_than_the_cap_and_the_act_at_most() -> None:
    at_cap = {"change": 10_000_00, "threshold": 20_772_000}
    assert state(changed(**at_cap), "below threshold") is GroundState.OPEN
    assert state(changed(regime=Regime.PCR_2015, **at_cap), "below threshold") is GroundState.CLOSED


def test_a_voluntary_standstill_is_the_acts() -> None:
    assert changed(change=20_000_00).standstill_until == date(2025, 1, 7)
    assert changed(regime=Regime.PCR_2015).standstill_until is None
    assert "(b) or (c)" in changed(regime=Regime.PCR_2015).notice
    assert changed(supply=Supply.LIGHT_TOUCH, change=90_000_00).notice == ""
    unknown = changed(regime=Regime.UNKNOWN)
    assert (unknown.grounds, unknown.notice) == ((), "")


def test_a_light_touch_contract_is_changed_freely_under_the_act_and_not_under_the_regulations() -> None:
    """It was held to the ten grounds, and to a copy of the changed contract."""
    for supply in (Supply.LIGHT_TOUCH, Supply.LIGHT_TOUCH_CONCESSIONS):
        free = changed(supply=supply, value=100_000_000_00, change=90_000_000_00)
        assert [ground.state for ground in free.grounds] == [GroundState.OPEN]
        assert (free.notice, free.copy_of_contract) == ("", False)
        held = changed(regime=Regime.PCR_2015, supply=supply, change=90_000_00)
        assert state(held, "(b)") is GroundState.CLOSED


def test_a_contract_without_value_or_term_is_refused() -> None:
    for values in ({"value": 0}, {"term": 0}):
        with pytest.raises(ProcurementError, match="more than nought"):
            changed(**values)


# ---------------------------------------------------------------------------------------------------------------- laws

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
PURCHASES = st.builds(
    Purchase, st.sampled_from(procurement_laws()), st.integers(0, 90), st.integers(0, 60), st.integers(0, 90),
    st.integers(0, 60), st.booleans(),
)  # fmt: skip


@at_most(40)
@given(PURCHASES, DAYS)
def test_backwards_is_the_latest_that_is_still_in_time(purchase: Purchase, needed: date) -> None:
    found = backwards(purchase, needed, CLOSED)
    assert found.service <= needed < forwards(purchase, found.begins + timedelta(days=1), CLOSED).service
    assert found == forwards(purchase, found.begins, CLOSED)


@given(PURCHASES, DAYS)
def test_steps_follow_one_another_and_no_contract_is_made_in_standstill(purchase: Purchase, begins: date) -> None:
    days = {step.what: step.on for step in forwards(purchase, begins, CLOSED).steps}
    order = ["Specification and route to market", "Tender notice", "Last day for tenders",
             "Award decided, notice of award", "Last day of standstill", "Contract made"]  # fmt: skip
    if not purchase.law.standstill_days:
        order.remove("Last day of standstill")
    assert [days[what] for what in order] == sorted(days[what] for what in order)
    assert days["Contract made"] > days.get("Last day of standstill", date.min)
    assert days["Contract made"].weekday() < 5
