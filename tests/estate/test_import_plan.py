"""A plan of MS Project through the import: previewed, written whole, and the same plan from here changes nothing."""

import dataclasses
from pathlib import Path

import pytest

from severalty.engine.tables import TABLES
from severalty.estate import importing
from severalty.formats.case import CaseFile
from severalty.formats.mspdi.reading import read_mspdi
from severalty.formats.mspdi.tasks import Link, Task
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.plan_mspdi.arriving import plan_case
from severalty.formats.plan_mspdi.leaving import project_of
from severalty.formats.plan_mspdi.plan_file import plan_file
from severalty.tenancy.access import Viewer
from severalty.tenancy.drafts import Effect
from severalty.tenancy.models import Item
from severalty.transition.queries.record import plan_record
from tests.conftest import NOON, TODAY, Cast

MOVE = Path(__file__).parents[1] / "data" / "mspdi" / "office-move.xml"


def effects(viewer: Viewer, cast: Cast, file: CaseFile) -> dict[str, int]:
    look = importing.preview(viewer, cast.case, file, NOON)
    assert not look.problems, "\n".join(map(str, look.problems))
    return {effect.value: look.count(effect) for effect in Effect if look.count(effect)}


@pytest.mark.sqlite_enough
def test_a_plan_comes_in_whole_and_goes_out_and_in_without_a_change(cast: Cast) -> None:
    viewer = cast.viewer("north")
    intake = plan_case(MOVE, MOVE.name)
    assert set(effects(viewer, cast, intake.file)) == {"new"}
    importing.apply(by=viewer, at=NOON, case=cast.case, order=importing.Order(intake.file, "stop", "a test"))
    plan = Item.objects.get(table="plans")
    own = plan_file(plan_record(viewer, cast.case, plan.pk, TODAY))
    assert {table for table in own.tables if own.of(table)} >= {"plans", "work_packages", "package_waits", "teams"}
    project, _ = project_of(own)
    data = write_mspdi(project)
    assert set(effects(viewer, cast, plan_case(data, "own.xml").file)) == {"same"}
    tasks = tuple(dataclasses.replace(one, name="Move it all") if one.name == "Move" else one for one in project.tasks)
    changed = write_mspdi(dataclasses.replace(read_mspdi(data)[0], tasks=tasks))
    assert effects(viewer, cast, plan_case(changed, "own.xml").file)["changed"] == 1
    move = next(one for one in project.tasks if one.name == "Move")
    added = Task(uid=900, id=900, name="Unpack", outline_level=2, links=(Link(predecessor=move.uid),))
    at = project.tasks.index(move)
    linked = dataclasses.replace(move, links=(*move.links, Link(predecessor=900)))
    for tasks in (
        (*project.tasks[: at + 1], added, *project.tasks[at + 1 :]),
        (*project.tasks[:at], linked, dataclasses.replace(added, links=()), *project.tasks[at + 1 :]),
    ):
        file = plan_case(write_mspdi(dataclasses.replace(project, tasks=tasks)), "own.xml").file
        assert effects(viewer, cast, file)["new"] == 2, "a task and its link, which find workstream and package"
    assert set(TABLES) >= set(intake.file.tables)
