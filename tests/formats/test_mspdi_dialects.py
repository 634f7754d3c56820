"""The same plan saved by different versions of MS Project and by other programs comes to the same records."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from tests.formats.mspdi_dialects import DIALECTS, Dialect, saved
from tests.formats.mspdi_files import shape

from severalty.engine.dates import day
from severalty.formats.mspdi.reading import is_mspdi, read_mspdi
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.plan_mspdi.arriving import plan_case

pytestmark = pytest.mark.engine_only
NAMED = ("freezes", "team_leave")


def told(dialect: Dialect) -> dict[str, list[Any]]:
    """The tables of the plan, and what of it has no place; names of days off, which old versions lack, left aside."""
    intake = plan_case(saved(dialect), "move.xml")
    assert not intake.file.problems
    tables: dict[str, list[Any]] = {
        name: [record for _, record in table.records] for name, table in intake.file.tables.items()
    }
    if not dialect.named_exceptions:
        tables |= {
            "freezes": [dataclasses.replace(one, name="") for one in tables["freezes"]],
            "team_leave": [dataclasses.replace(one, reason="") for one in tables["team_leave"]],
        }
    return tables | {"left out": intake.left_out, "notices": intake.file.notices}


def unnamed(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return tables | {
        "freezes": [dataclasses.replace(one, name="") for one in tables["freezes"]],
        "team_leave": [dataclasses.replace(one, reason="") for one in tables["team_leave"]],
    }


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_the_same_plan_reads_equal_whoever_saved_it(dialect: Dialect) -> None:
    wanted = told(next(one for one in DIALECTS if one.name == "2010"))
    assert told(dialect) == (wanted if dialect.named_exceptions else unnamed(wanted))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_every_dialect_goes_out_as_it_came_in(dialect: Dialect) -> None:
    data = saved(dialect)
    project, losses = read_mspdi(data)
    assert not losses.losses
    assert is_mspdi(data)
    again = write_mspdi(project)
    assert shape(again) == shape(data)
    assert write_mspdi(read_mspdi(again)[0]) == again


def test_the_plan_is_what_it_says() -> None:
    tables = told(DIALECTS[3])
    packages = {one.name: one for one in tables["work_packages"]}
    assert {name: one.likely for name, one in packages.items()} == {
        "Survey": 2, "Pack": None, "Label": 3, "Move": 2, "Moved": None, "Tell everybody": 0,
    }  # fmt: skip
    assert packages["Move"].wanted_by == day(date(2025, 1, 31))
    assert packages["Moved"].not_before == day(date(2025, 1, 15))
    names = {f"{one.key}": one.name for one in tables["work_packages"]}
    assert {(names[one.package], names[one.follows], one.kind.value, one.lag, one.overlap)
            for one in tables["package_waits"]} == {
        ("Pack", "Survey", "finish to start", 1, None), ("Label", "Survey", "start to start", None, None),
        ("Label", "Pack", "finish to finish", 1, None), ("Move", "Survey", "finish to start", None, None),
        ("Move", "Pack", "finish to start", None, None), ("Move", "Label", "finish to start", None, None),
        ("Moved", "Move", "finish to start", 2, None), ("Tell everybody", "Moved", "start to finish", None, None),
    }  # fmt: skip
    assert [(one.starts.first.isoformat(), one.ends.last.isoformat()) for one in tables["freezes"]] == [
        ("2025-02-10", "2025-02-12"), ("2025-03-03", "2025-03-03"), ("2025-03-06", "2025-03-06"),
        ("2025-03-09", "2025-03-09"),
    ]  # fmt: skip
    assert [(one.starts.first.isoformat(), one.ends.last.isoformat()) for one in tables["team_leave"]] == [
        ("2025-01-20", "2025-01-21")
    ]
    assert [(one.units) for one in tables["package_needs"]] == [150, 300]
    assert [(one.starts, one.cost) for one in tables["baseline_dates"]] == [(day(date(2025, 1, 6)), 130_050)]
