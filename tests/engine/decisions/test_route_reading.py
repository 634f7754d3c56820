"""Values of a route: whose counts, from when, and what cannot be read; the values that come with the package."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.clear_days import Counting, Effect
from severalty.engine.dates import read_date
from severalty.engine.decisions.route_reading import Force, RouteError, read_value, route_on, value_words
from severalty.engine.decisions.routes import RouteRule, RouteState, RouteValue
from severalty.formats.decision_routes import national_values, route_councils, route_values

ON = date(2026, 4, 8)
R = RouteRule


def held(rule: RouteRule, value: str, by: str = "north", **more: Any) -> RouteValue:
    return RouteValue(**{"organisation": "north", "rule": rule, "value": value, "recorded_by": by} | more)


def national(rule: RouteRule, value: str) -> RouteValue:
    return RouteValue(organisation="", rule=rule, value=value)


def test_the_councils_own_value_counts_before_anothers_word_and_that_before_the_national_one() -> None:
    values = [national(R.CALL_IN_DAYS, "5"), held(R.CALL_IN_DAYS, "4", by="south"), held(R.CALL_IN_DAYS, "3")]
    for count, expected in ((3, 3), (2, 4), (1, 5)):
        assert route_on("north", ON, values[:count]).number(R.CALL_IN_DAYS) == expected
    assert route_on("south", ON, values).number(R.CALL_IN_DAYS) == 5


@pytest.mark.parametrize(
    ("on", "expected"), [("2020-03-31", None), ("2020-04-01", 3), ("2024-03-31", 3), ("2024-04-01", 5)]
)
def test_a_value_counts_from_its_first_day_to_its_last(on: str, expected: int | None) -> None:
    values = [
        held(R.CALL_IN_DAYS, "3", starts=read_date("2020-04-01"), ends=read_date("2024-03-31")),
        held(R.CALL_IN_DAYS, "5", starts=read_date("2024-04-01")),
    ]
    assert route_on("north", date.fromisoformat(on), values).number(R.CALL_IN_DAYS) == expected


def test_of_two_that_both_hold_the_one_that_began_last_counts() -> None:
    values = [held(R.CALL_IN_DAYS, "3", starts=read_date("2020-04-01")), held(R.CALL_IN_DAYS, "5")]
    assert route_on("north", ON, values).number(R.CALL_IN_DAYS) == 3


@pytest.mark.parametrize("rule", [R.AGENDA_DAYS, R.PLAN_DAYS, R.PRIVATE_DAYS])
def test_a_council_cannot_ask_for_fewer_days_than_the_law(rule: RouteRule) -> None:
    """A value below the law is not taken; a longer one is the council's own rule."""
    law = next(int(one.value) for one in national_values() if one.rule is rule)
    short = route_on("north", ON, (*national_values(), held(rule, str(law - 1))))
    assert short.number(rule) == law
    assert f"{law - 1} is fewer than the {law} that the law asks for" in short.faults[0]
    longer = route_on("north", ON, (*national_values(), held(rule, str(law + 2))))
    assert (longer.number(rule), longer.faults) == (law + 2, ())


def test_all_polls_count_and_one_that_cannot_be_read_is_named() -> None:
    route = route_on("north", ON, [held(R.POLL, "2026-05-07"), held(R.POLL, "5 May 2022"), held(R.POLL, "May 2027")])
    assert route.polls == (date(2022, 5, 5), date(2026, 5, 7))
    assert "'May 2027' is not known to the day" in route.faults[0]


@pytest.mark.parametrize(
    ("rule", "text", "value", "words"),
    [
        (R.KEY_THRESHOLD, "50000", 5_000_000, "£50,000"),
        (R.OFFICER_THRESHOLD, "£1m", 100_000_000, "£1,000,000"),
        (R.KEY_SAVINGS, "Yes", True, "yes"),
        (R.KEY_WARDS, "2", 2, "2 wards"),
        (R.PLAN_DAYS, "28", 28, "28 days"),
        (R.AGENDA_DAYS, "5", 5, "5 working days"),
        (R.MINUTE_DAYS, "1", 1, "1 working day"),
        (R.PLAN_COUNTING, "working", Counting.WORKING, "working days"),
        (R.CLOSE_OF_BUSINESS, "17.00", time(17, 0), "17:00"),
        (R.CALL_IN_EFFECT, "day after", Effect.DAY_AFTER, "the day after call-in"),
        (R.CALL_IN_EFFECT, "on_nth_day", Effect.ON_NTH_DAY, "on the last day of call-in"),
        (R.POLL, "7 May 2026", date(2026, 5, 7), "7 May 2026"),
        (R.CALL_IN_BY, "Any three members", "Any three members", "Any three members"),
    ],
)
def test_a_value_is_read_as_its_rule_says(rule: RouteRule, text: str, value: Any, words: str) -> None:
    assert read_value(rule, text) == value
    assert value_words(rule, text) == words


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (R.KEY_THRESHOLD, "a lot", "is not an amount in pounds"),
        (R.KEY_THRESHOLD, "-5", "is below nought"),
        (R.KEY_SAVINGS, "perhaps", "neither yes nor no"),
        (R.KEY_WARDS, "0", "from 1"),
        (R.AGENDA_DAYS, "-1", "from 0 to 366"),
        (R.AGENDA_DAYS, "999", "from 0 to 366"),
        (R.AGENDA_DAYS, "٥", "from 0 to 366"),
        (R.PLAN_COUNTING, "lunar", "write working or calendar"),
        (R.CLOSE_OF_BUSINESS, "five", "write it as 17:00"),
        (R.CLOSE_OF_BUSINESS, "25:00", "no time of the day"),
        (R.CALL_IN_EFFECT, "soon", "write on_nth_day or day_after"),
        (R.POLL, "May 2026", "not known to the day"),
        (R.CALL_IN_BY, " ", "nothing is written"),
    ],
)
def test_what_cannot_be_read_says_of_which_value_and_what_was_expected(
    rule: RouteRule, text: str, expected: str
) -> None:
    with pytest.raises(RouteError, match=f"^{rule.value}: .*{expected}"):
        read_value(rule, text)


@given(st.sampled_from(R), st.text(max_size=20))
def test_any_text_is_read_or_refused_and_never_breaks_a_route(rule: RouteRule, text: str) -> None:
    route = route_on("north", ON, [held(rule, text)])
    try:
        read_value(rule, text)
    except RouteError:
        assert len(route.faults) == 1
        assert (route.number(rule), route.holds(rule), route.day(rule)) == (None, None, None)
    else:
        assert not route.faults


# --------------------------------------------------------------------------------------------------------- the package


def test_every_value_of_the_package_can_be_read_and_names_its_source() -> None:
    for one in route_values():
        assert value_words(one.rule, one.value)
        assert one.source
        assert one.state is RouteState.CONFIRM
        assert one.organisation in ("", *route_councils())


def test_the_councils_of_the_reports_have_the_values_that_are_stated() -> None:
    melton = route_on("melton", ON, route_values())
    assert melton.number(R.KEY_THRESHOLD) == 5_000_000
    assert (melton.number(R.CALL_IN_DAYS), melton.effect) == (5, Effect.DAY_AFTER)  # national
    havering = route_on("havering", ON, route_values())
    assert (havering.number(R.CALL_IN_DAYS), havering.effect) == (3, Effect.ON_NTH_DAY)
    found = havering.reading(R.CALL_IN_DAYS)
    assert found is not None
    assert (found.is_own, found.force) == (True, Force.CONSTITUTION)
    for council in route_councils():
        known = route_on(council, ON, route_values())
        assert (known.number(R.KEY_THRESHOLD) is not None) is (council == "melton")
        assert known.number(R.DRAFT_DAYS) is None
        assert not known.faults


def test_before_the_regulations_of_2012_the_forward_plan_is_unknown() -> None:
    assert route_on("melton", date(2012, 9, 9), route_values()).number(R.PLAN_DAYS) is None
    assert route_on("melton", date(2012, 9, 10), route_values()).number(R.PLAN_DAYS) == 28
