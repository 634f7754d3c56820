"""Steps of procurement: how they stand on a day, and what must be said of a notice."""

from datetime import date

import pytest

from severalty.engine.dates import day, read_date
from severalty.engine.dispositions.contract_way import When, step_on_record, steps_of_procurement
from severalty.engine.dispositions.procurement import Purchase, forwards, law_for
from severalty.engine.dispositions.steps import (
    NOTICES,
    ProcurementStep,
    StepKind,
    StepState,
    kind_of_notice,
    state_of_step,
    step_faults,
)
from severalty.formats.procurement import procurement_laws

ON = day(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("due", "done", "state"),
    [
        ("2026-11-25", None, StepState.OVERDUE), ("2026-11", None, StepState.SOON),
        ("2026-12-24", None, StepState.SOON), ("2026-12-25", None, StepState.TO_COME),
        (None, None, StepState.UNDATED), ("2026-01-01", "2026-11-20", StepState.DONE),
    ],
)  # fmt: skip
def test_how_a_step_stands(due: str | None, done: str | None, state: StepState) -> None:
    assert state_of_step(read_date(due) if due else None, read_date(done) if done else None, ON) is state


def test_a_notice_is_done_with_its_reference_and_not_in_the_future() -> None:
    assert [name for name, _ in step_faults(StepKind.TENDER, None, " ", ON)] == ["done_on", "reference"]
    assert step_faults(StepKind.SIGNED, ON, "", ON) == ()
    assert [name for name, _ in step_faults(StepKind.SIGNED, read_date("2026-11-27"), "", ON)] == ["done_on"]


@pytest.mark.parametrize("began", [date(2020, 1, 6), date(2027, 1, 4)])
def test_every_step_of_a_timetable_is_a_kind_of_its_own(began: date) -> None:
    timetable = forwards(Purchase(law_for(procurement_laws(), began)), began)
    kinds = [kind_of_notice(one.what, one.notice) for one in timetable.steps]
    assert StepKind.OTHER not in kinds
    assert len(set(kinds)) == len(kinds)
    published = len(NOTICES & set(kinds))
    assert published == (2 if began.year < 2025 else 3), kinds
    left = steps_of_procurement("north", timetable, ON, {kinds[0]})
    assert len(left) == len(kinds) - 1


def test_a_step_on_record_stands_on_the_way_with_reference_and_owner() -> None:
    step = ProcurementStep(
        key="r",
        name="s",
        contract="c",
        kind=StepKind.TENDER,
        due=read_date("2026-11-20"),
        owner="Head",
        council="north",
    )
    found = step_on_record(step, ON)
    assert (found.state, found.council, found.detail, found.ref) == (When.OVERDUE, "north", "Head", "r")
