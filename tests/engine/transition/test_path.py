"""The path to planning confidence."""

from dataclasses import replace
from datetime import date
from typing import Any

from severalty.engine.dates import read_date
from severalty.engine.transition.packages import Colour, Maturity, WorkPackage, Workstream
from severalty.engine.transition.path import PathQuestion, StreamOnPath, path_of
from severalty.engine.transition.progress import ConfidenceStep

STREAM = Workstream(key="network", name="Network", plan="split")
PACKAGE = WorkPackage(
    key="firewalls",
    name="Firewalls",
    workstream="network",
    likely=10,
    maturity=Maturity.QUOTED,
    owner="Network Manager",
)
STEP = ConfidenceStep(
    key="circuits", name="Circuits", workstream="network", colour=Colour.GREEN, action="Count", owner="Network Manager",
    due=read_date("2024-10"),
)  # fmt: skip
ON = date(2024, 6, 19)


def stream(*, package: Any = PACKAGE, step: Any = STEP, on: date = ON, **more: Any) -> StreamOnPath:
    [found] = path_of(PathQuestion((STREAM,), (package,), (step,), on, **more)).streams
    return found


def test_all_quoted_owned_and_green_is_green() -> None:
    assert stream().colour is Colour.GREEN


def test_undefined_work_is_red_and_no_number_is_made_up() -> None:
    found = stream(package=replace(PACKAGE, maturity=Maturity.UNDEFINED, likely=None))
    assert found.colour is Colour.RED
    assert found.undefined == ("firewalls",)
    assert found.because == ("1 package without an estimate.",)


def test_a_stream_that_calls_itself_green_over_undefined_work_differs() -> None:
    found = stream(package=replace(PACKAGE, likely=None))
    assert (found.stated, found.colour, found.differs) == (Colour.GREEN, Colour.RED, True)


def test_what_begins_soon_on_a_guess_is_amber() -> None:
    guess = replace(PACKAGE, maturity=Maturity.INDICATIVE)
    assert stream(package=guess, starts={"firewalls": date(2024, 9, 2)}).colour is Colour.AMBER
    assert stream(package=guess, starts={"firewalls": date(2025, 9, 1)}).colour is Colour.GREEN


def test_a_decision_without_a_day_is_amber() -> None:
    assert stream(unknown_gates=("firewalls",)).because == (
        "1 package waiting for a decision of which no day is known.",
    )


def test_a_step_is_overdue_after_the_last_day_of_its_month() -> None:
    assert not stream(on=date(2024, 10, 31)).steps[0].overdue
    found = path_of(PathQuestion((STREAM,), (PACKAGE,), (STEP,), date(2024, 11, 1)))
    assert (found.overdue, found.streams[0].colour) == (("circuits",), Colour.AMBER)


def test_a_day_before_the_report_is_flagged_as_a_slip_of_the_pen() -> None:
    """S1 appendix 2 of June 2024 prints January 2024 as the day by which something is due."""
    found = stream(step=replace(STEP, due=read_date("2024-01")), reported_on=date(2024, 6, 5))
    assert found.steps[0].remarks == (
        "Due January 2024, before the report of 5 June 2024; perhaps a slip of the pen for a year later.",
    )


def test_a_day_that_its_source_contradicts_is_said_to_be_so() -> None:
    step = replace(STEP, value_evidence="due: contradicted (App 2 against its head)")
    assert stream(step=step).steps[0].remarks == (
        "The source contradicts itself about the day: App 2 against its head.",
    )


def test_steps_of_a_colour_are_named() -> None:
    assert stream(step=replace(STEP, colour=Colour.RED)).because == ("1 step red: “Circuits”.",)


def test_what_is_done_weighs_no_more() -> None:
    done = replace(STEP, colour=Colour.RED, done_on=read_date("2024-06-01"))
    assert stream(step=done).colour is Colour.GREEN


def test_nothing_on_record_is_unknown_and_not_green() -> None:
    [found] = path_of(PathQuestion((STREAM,), (), (), ON)).streams
    assert found.colour is Colour.UNKNOWN
