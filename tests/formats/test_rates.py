"""Discount rates and price indices come with the package, dated and with their sources."""

from severalty.engine.appraisal.discounting import rate_at
from severalty.engine.appraisal.options import Rates
from severalty.engine.appraisal.prices import YearKind
from severalty.formats.rates import discount_schedules, gdp_deflator

TABLE = {
    Rates.STANDARD: ["3.50", "3.00", "2.50", "2.00", "1.50", "1.00"],
    Rates.HEALTH: ["1.50", "1.29", "1.07", "0.86", "0.64", "0.43"],
    Rates.LONG_HORIZON: ["3.00", "2.57", "2.14", "1.71", "1.29", "0.86"],
}


def test_every_schedule_has_the_rates_of_the_table() -> None:
    found = {
        rates: [rate_at(schedule, t) for t in (30, 75, 125, 200, 300, 301)]
        for rates, schedule in discount_schedules().items()
    }
    assert found == TABLE
    assert [rate_at(discount_schedules()[Rates.HEALTH], t) for t in (0, 31, 76, 126, 201)] == TABLE[Rates.HEALTH][:5]


def test_rates_say_where_they_come_from_and_what_is_not_verified() -> None:
    for schedule in discount_schedules().values():
        assert schedule.vintage == "Green Book, February 2026"
        assert schedule.valid_from is not None
        assert schedule.valid_from.code == "2026-02"
        assert schedule.source
        assert "30 June 2026" in schedule.note
        assert "unverified" in schedule.note


def test_the_deflator_says_that_it_is_a_calendar_series() -> None:
    found = gdp_deflator()
    assert found.years is YearKind.CALENDAR
    assert found.note.startswith("A calendar series")
    assert found.source
    assert "December 2025" in found.vintage
