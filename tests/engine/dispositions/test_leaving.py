"""Leaving a supplier: what counts as done, what is at risk, and whether one could go."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from severalty.engine.dates import read_date
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.exit_items import (
    Consequence,
    ExitItem,
    ExitKind,
    ExitProgress,
    ExitWord,
    Likelihood,
)
from severalty.engine.dispositions.leaving import ExitState, Leaving, LeavingQuestion, Way, leaving, risk_score

ON = date(2026, 11, 26)
ITEM = ExitItem(
    key="export", name="Export", supplier="prime", kind=ExitKind.COMMITMENT, owner="prime", due=read_date("2027-03-31"),
    recorded_by="north",
)  # fmt: skip


def word(progress: ExitProgress, said_on: str = "2026-11-20", who: str = "prime", **more: Any) -> ExitWord:
    values = {"exit_item": "export", "organisation": who, "said_on": read_date(said_on)} | more
    return ExitWord(progress=progress, **values)


def found(*words: ExitWord, leaves: str = "2027-06-30", ways: tuple[Way, ...] = (), **changes: Any) -> Leaving:
    item = replace(ITEM, **changes)
    return leaving(LeavingQuestion(ON, (item,), words, ways, read_date(leaves) if leaves else None))


def state(*words: ExitWord, **changes: Any) -> ExitState:
    return found(*words, **changes).rows[0].state


def test_it_is_done_once_whoever_recorded_it_gives_the_day_and_what_shows_it() -> None:
    day = read_date("2026-11-20")
    assert state(done_on=day, proof="Read back") is ExitState.DONE
    assert state(done_on=day) is ExitState.UNPROVEN
    assert state(word(ExitProgress.DONE)) is ExitState.CLAIMED
    assert found(word(ExitProgress.DONE)).ready == 0, "the supplier's word alone made it done"
    assert state(done_on=read_date("2026-12-24"), proof="Read back") is ExitState.OPEN, "a day that is still to come"


def test_it_is_overdue_the_day_after_its_day_whatever_the_supplier_says() -> None:
    assert state(word(ExitProgress.ON_COURSE), due=read_date("2026-11-26")) is ExitState.OPEN
    assert state(word(ExitProgress.DONE), due=read_date("2026-11-25")) is ExitState.OVERDUE
    assert state(due=read_date("2026-11")) is ExitState.AT_RISK, "the month has not ended yet"


def test_it_is_at_risk_where_a_side_says_so_and_the_other_side_does_not_talk_it_away() -> None:
    [row] = found(word(ExitProgress.ON_COURSE), word(ExitProgress.AT_RISK, who="north")).rows
    assert row.state is ExitState.AT_RISK
    assert row.reasons == ("north says that it is at risk.",)
    assert state(word(ExitProgress.AT_RISK, "2026-11-01"), word(ExitProgress.ON_COURSE)) is ExitState.OPEN, (
        "an old word"
    )
    assert state(word(ExitProgress.AT_RISK, "2026-12-01")) is ExitState.OPEN, "a word that is still to come"


@pytest.mark.parametrize(("said_on", "expected"), [("2026-10-26", "open"), ("2026-10-25", "at risk")])
def test_near_its_day_it_needs_a_word_of_the_last_month(said_on: str, expected: str) -> None:
    assert state(word(ExitProgress.ON_COURSE, said_on), due=read_date("2026-12-26")).value == expected
    assert state(due=read_date("2026-12-27")) is ExitState.OPEN, "not near yet"


def test_a_day_later_than_the_supplier_stays_is_a_risk() -> None:
    assert state(due=read_date("2027-07-01")) is ExitState.AT_RISK
    assert state(due=read_date("2027-06-30")) is ExitState.OPEN
    assert state(due=read_date("2027-07-01"), leaves="") is ExitState.OPEN, "nobody knows when it goes"


def test_what_is_not_clear_is_said() -> None:
    def reasons(**changes: Any) -> str:
        return " ".join(found(**changes).rows[0].reasons)

    assert reasons(owner="", due=None) == "Nobody is named to do it. It has no day."
    assert reasons(kind=ExitKind.TOOL) == "What replaces it is not on record."
    assert reasons(kind=ExitKind.PLAN) == "One side alone owns it."
    assert reasons(kind=ExitKind.PLAN, jointly_with="north") == ""


def test_contracts_are_counted_council_by_council_and_late_ones_do_not_count_as_ready() -> None:
    def way(council: str, route: Route, state: State, by_when: str = "2027-04-30") -> Way:
        return Way("C-1", council, route, state, read_date(by_when))

    ways = (
        way("a", Route.REPROCURE, State.AGREED), way("b", Route.NOVATE, State.AGREED, "2027-07-01"),
        way("c", Route.NOVATE, State.DISPUTED), way("d", Route.UNDECIDED, State.UNDECIDED),
    )  # fmt: skip
    result = found(ways=ways)
    held = result.held
    assert (held.ways, held.contracts, held.decided, held.agreed, [one.council for one in held.late]) == (
        4, 1, 3, 2, ["b"],
    )  # fmt: skip
    assert held.by_route == {"novate": 2, "re-procure": 1, "undecided": 1}
    assert (result.ready, result.needed) == (1, 5)
    assert result.lacking == (
        "Nothing is decided for 1 contract that it holds, a council at a time.",
        "What becomes of 1 contract that it holds is not agreed, a council at a time.",
        "What becomes of 1 contract that it holds comes later than the supplier stays, a council at a time.",
        "1 exit commitment is not seen to.",
    )


def test_co_operation_is_scored_over_time_and_is_nothing_to_be_done() -> None:
    def score(said_on: str, likelihood: Likelihood, who: str = "north") -> ExitWord:
        return word(ExitProgress.NOT_BEGUN, said_on, who, likelihood=likelihood, consequence=Consequence.CRITICAL)

    first, second = score("2026-07-01", Likelihood.LOW), score("2026-11-02", Likelihood.HIGH)
    others = score("2026-11-10", Likelihood.VERY_LOW, "south")
    result = found(second, first, kind=ExitKind.COOPERATION)
    assert [one.score for one in result.scores] == [9, 15], "not in the order in which they were given"
    assert (result.trends, result.needed, result.parts) == ({"export": "worse"}, 0, ())
    assert found(others, second, first, kind=ExitKind.COOPERATION).trends == {"export": "first score"}, (
        "two councils are mixed up"
    )
    assert found(replace(first, likelihood=Likelihood.UNKNOWN), kind=ExitKind.COOPERATION).trends == {"export": ""}


def test_a_score_is_likelihood_times_impact_of_the_report_of_melton() -> None:
    assert risk_score(Likelihood.VERY_HIGH, Consequence.MARGINAL) == 12, "risk 1"
    assert risk_score(Likelihood.SIGNIFICANT, Consequence.CRITICAL) == 12, "risks 2 and 8"
    assert risk_score(Likelihood.VERY_LOW, Consequence.CRITICAL) == 6, "risk 3"
    assert risk_score(Likelihood.UNKNOWN, Consequence.CRITICAL) is None
