"""An appraisal worked out: trying things out writes nothing, and its digest is of what it rests on and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.appraisal.models import (
    Addendum,
    Appraisal,
    Benefit,
    CostAmount,
    CostLine,
    Envelope,
    Factor,
    GateVerdict,
    Option,
    Point,
    Score,
    ScoreSheet,
    Sourcing,
)
from severalty.appraisal.queries.compared import Comparison
from severalty.appraisal.reports.envelopes import envelope_rows, verdict_of
from severalty.appraisal.reports.verdicts import preferred_words, reasons_of, verdict_words
from severalty.appraisal.reports.worked import WhatIf, Worked, digest_of, worked_of
from severalty.engine.appraisal.discounting import Band
from severalty.engine.appraisal.envelopes import EnvelopeVerdict
from severalty.engine.appraisal.lines import CostAmount as AmountRecord
from severalty.engine.appraisal.options import Appraisal as AppraisalRecord
from severalty.engine.appraisal.options import Rates, Timing
from severalty.formats.rates import discount_schedules
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def npc(worked: Worked, name: str) -> int | None:
    return next(one.npc_pence for one in worked.appraised.standings if one.name == name)


def score(worked: Worked, name: str) -> float | None:
    return next(one.score for one in worked.appraised.standings if one.name == name)


# ---------------------------------------------------------------------------------------------------- what is on record
def test_a_small_appraisal_comes_to_what_a_pencil_says(choice: Choice) -> None:
    found = choice.worked()
    assert (score(found, "Insource"), score(found, "Outsource")) == (6.4, 4.2)
    assert npc(found, "Insource") == round(100_000_00 * (1 + 1 / 1.035 + 1 / 1.035**2))
    assert npc(found, "Outsource") == round(120_000_00 * (1 + 1 / 1.035 + 1 / 1.035**2))
    assert found.leader == "Insource"
    assert (found.problems, [one.name for one in found.scored]) == ((), ["Control", "Cost"])


def test_the_verdict_is_told_in_sentences(choice: Choice) -> None:
    found = choice.worked()
    assert verdict_words(found, with_reason=False) == "2 options. Insource leads."
    assert [one.partition(":")[0] for one in reasons_of(found)] == ["On value", "On cost"]
    assert preferred_words(found) == "No option is marked as preferred yet."
    Option.objects.filter(pk=choice.outsource.pk).update(outcome="preferred", outcome_reason="Members asked for it.")
    assert preferred_words(choice.worked()) == (
        "Preferred: Outsource. Members asked for it. The evidence on record points to another option: Insource."
    )


def test_no_option_is_told_as_such(choice: Choice) -> None:
    Item.objects.filter(table="options").update(withdrawn=True)
    assert verdict_words(choice.worked()) == "No option is on record yet."


# -------------------------------------------------------------------------------------------------------- trying it out
TRIES: dict[str, Callable[[Worked], WhatIf]] = {
    "rates": lambda _: WhatIf(rates=Rates.HEALTH),
    "timing": lambda _: WhatIf(timing=Timing.END),
    "a line": lambda found: WhatIf(on_lines={found.comparison.lines[0].key: 10}),
}


@pytest.mark.parametrize("what", TRIES)
def test_what_is_tried_out_changes_costs_and_writes_nothing(choice: Choice, what: str) -> None:
    before, entries = choice.worked(), AuditEntry.objects.count()
    tried = worked_of(before.comparison, TRIES[what](before))
    assert npc(tried, "Insource") != npc(before, "Insource")
    assert score(tried, "Insource") == score(before, "Insource")
    assert tried.digest != before.digest, "What is tried out passes for what is on record."
    assert AuditEntry.objects.count() == entries
    assert choice.worked().digest == before.digest


def test_rates_and_timing_that_are_tried_are_those_of_the_book(choice: Choice) -> None:
    found = choice.worked().comparison
    health = worked_of(found, WhatIf(rates=Rates.HEALTH))
    assert npc(health, "Insource") == round(100_000_00 * (1 + 1 / 1.015 + 1 / 1.015**2))
    assert health.schedule.rates is Rates.HEALTH
    late = worked_of(found, WhatIf(timing=Timing.END))
    assert npc(late, "Insource") == round(100_000_00 * sum(1 / 1.035**year for year in (1, 2, 3)))


@pytest.mark.parametrize(("percent", "pounds"), [(10, 110_000), (-100, 0), (-25, 75_000)])
def test_more_or_less_on_a_line_moves_that_line_alone(choice: Choice, percent: int, pounds: int) -> None:
    before = choice.worked()
    line = next(one.key for one in before.comparison.lines if one.name == "Desk")
    tried = worked_of(before.comparison, WhatIf(on_lines={line: percent}))
    assert {one.amount for one in tried.comparison.amounts if one.cost_line == line} == {100 * pounds}
    assert npc(tried, "Outsource") == npc(before, "Outsource")


def test_a_range_moves_with_its_amount(choice: Choice) -> None:
    CostAmount.objects.filter(cost_line=choice.line).update(low=90_000_00, high=130_000_00)
    line = (found := choice.seen()).handle_of(choice.line.pk)
    [amount, *_] = worked_of(found, WhatIf(on_lines={line: 10})).comparison.amounts
    assert (amount.low, amount.amount, amount.high) == (99_000_00, 110_000_00, 143_000_00)


def test_inflation_that_is_tried_turns_cash_into_real_prices(choice: Choice) -> None:
    CostLine.objects.filter(pk=choice.line.pk).update(prices="cash")
    found = choice.worked()
    assert npc(found, "Insource") is None, "Cash was taken for real prices without an inflation."
    tried = worked_of(found.comparison, WhatIf(inflation="2.0"))
    rate = 1.02 * 1.035
    assert npc(tried, "Insource") == pytest.approx(100_000_00 * (1 + 1 / rate + 1 / rate**2), abs=1)


def test_swings_that_are_tried_move_scores_and_no_cost(choice: Choice) -> None:
    before = choice.worked()
    control = before.comparison.handle_of(choice.control.pk)
    tried = worked_of(before.comparison, WhatIf(swings={control: 0}))
    assert (score(tried, "Insource"), score(tried, "Outsource"), tried.leader) == (4.0, 6.0, "")
    assert tried.appraised.conclusion.value == "value and cost point to different options"
    assert npc(tried, "Insource") == npc(before, "Insource")


def test_swings_that_cannot_be_scaled_are_told(choice: Choice) -> None:
    found = choice.seen()
    nought = {found.handle_of(one.pk): 0 for one in (choice.control, choice.money)}
    tried = worked_of(found, WhatIf(swings=nought))
    assert score(tried, "Insource") is None
    assert len(tried.problems) == 1
    assert npc(tried, "Insource"), "Costs are lost over a fault of weights."


def test_nothing_tried_is_what_is_on_record(choice: Choice) -> None:
    found = choice.worked()
    assert not WhatIf().is_tried
    assert worked_of(found.comparison, WhatIf()) == found


@given(percent=st.integers(-100, 300), pence=st.integers(0, 10**11))
def test_a_percentage_is_taken_to_the_nearest_penny(percent: int, pence: int) -> None:
    amounts = (AmountRecord(cost_line="desk", year=FIRST, amount=pence),)
    found = Comparison(AppraisalRecord(key="it", name="It"), amounts=amounts)
    [raised] = worked_of(found, WhatIf(on_lines={"desk": percent})).comparison.amounts
    assert raised.amount is not None
    assert abs(100 * raised.amount - pence * (100 + percent)) <= 50


# ----------------------------------------------------------------------------------------------------------- the digest
CHANGES: dict[str, Callable[[Choice], Any]] = {
    "question": lambda it: Appraisal.objects.update(question="Another?"),
    "inflation": lambda it: Appraisal.objects.update(inflation="2.0"),
    "option": lambda it: Option.objects.filter(pk=it.insource.pk).update(outcome="preferred"),
    "new option": lambda it: it.option("third"),
    "point": lambda it: Point.objects.update(text="Own people"),
    "verdict": lambda it: GateVerdict.objects.update(reason="Just in time"),
    "gate": lambda it: Item.objects.filter(pk=it.gate.pk).update(name="Live by June"),
    "swing": lambda it: Factor.objects.filter(pk=it.control.pk).update(swing=61),
    "score": lambda it: Score.objects.filter(score=8).update(score=7),
    "reason": lambda it: Score.objects.filter(score=8).update(reason="Other words"),
    "sheet": lambda it: ScoreSheet.objects.update(kind="agreed"),
    "line": lambda it: CostLine.objects.filter(pk=it.line.pk).update(growth="1.0"),
    "evidence": lambda it: Item.objects.filter(pk=it.line.pk).update(evidence="quoted"),
    "amount": lambda it: CostAmount.objects.filter(cost_line=it.line, year=FIRST).update(amount=1),
    "benefit": lambda it: it.one(Benefit, "benefits", "gain"),
    "envelope": lambda it: it.one(Envelope, "envelopes", "most", year=FIRST, amount=1),
    "service": lambda it: it.one(Sourcing, "sourcings", "desk"),
    "addendum": lambda it: it.one(Addendum, "addenda", "later"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_record_that_it_rests_on_changes_the_digest(choice: Choice, what: str) -> None:
    before = choice.worked().digest
    CHANGES[what](choice)
    assert choice.worked().digest != before, f"A change of {what} leaves the digest as it was."


OTHERS: dict[str, Callable[[Choice], Any]] = {
    "the version of a record": lambda it: Item.objects.update(version=9),
    "another appraisal": lambda it: Appraisal.objects.create(
        item=it.cast.item(it.cast.north, "other", table="appraisals")
    ),
    "a contract": lambda it: it.cast.item(it.cast.north, "C-9"),
    "what one may not see": lambda it: it.option("hidden", it.cast.south, audience="holders"),
    "what is withdrawn": lambda it: Item.objects.filter(pk=it.option("gone").pk).update(withdrawn=True),
    "the name of an organisation": lambda it: type(it.cast.north).objects.update(name="Renamed"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_nothing_else_changes_the_digest(choice: Choice, what: str) -> None:
    before = choice.worked().digest
    OTHERS[what](choice)
    assert choice.worked().digest == before, f"The digest follows {what}."


def test_the_digest_is_the_same_for_everyone_who_sees_the_same(choice: Choice) -> None:
    assert choice.worked("north").digest == choice.worked("south").digest == choice.worked("scrutiny").digest


def test_a_rate_of_the_book_is_among_what_it_rests_on(choice: Choice) -> None:
    found, schedule = choice.seen(), discount_schedules()[Rates.STANDARD]
    other = replace(schedule, bands=(Band(0, None, "3.0"),))
    assert digest_of(found, schedule) != digest_of(found, other)


# -------------------------------------------------------------------------------------------------- envelopes, benefits
def test_envelopes_are_held_against_every_option(choice: Choice) -> None:
    choice.one(Envelope, "envelopes", "budget", year=FIRST, amount=110_000_00)
    [row] = envelope_rows(choice.worked())
    assert (row.whose, row.year) == ("the partnership", "2026/27")
    assert [verdict_of(one) for one in row.checks] == ["within", "over by £10,000"]


def test_what_is_over_by_pence_is_not_over_by_nought(choice: Choice) -> None:
    choice.one(Envelope, "envelopes", "budget", year=FIRST, amount=119_999_99)
    [row] = envelope_rows(choice.worked())
    assert [verdict_of(one) for one in row.checks] == ["within", "over by less than £1"]


def test_an_envelope_of_a_year_outside_cannot_be_judged(choice: Choice) -> None:
    choice.one(Envelope, "envelopes", "budget", year=2050, amount=1)
    assert {one.verdict for one in choice.worked().envelopes} == {EnvelopeVerdict.CANNOT_BE_JUDGED}


@pytest.mark.parametrize("value", ["NaN", "-200", "ten"])
def test_an_inflation_that_is_no_rate_is_a_problem_and_no_fault(choice: Choice, value: str) -> None:
    CostLine.objects.filter(pk=choice.line.pk).update(prices="cash")
    Appraisal.objects.update(inflation=value)
    found = choice.worked()
    assert found.problems or npc(found, "Insource") is None
    assert score(found, "Insource") == 6.4
