"""Plans to MS Project and back: nothing of our own is lost, what was changed there comes back, strangers' are taken."""

import dataclasses
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.mspdi_files import OWN, ROOT, record, shape
from tests.formats.plan_samples import sample_plan

from severalty.engine.dates import day
from severalty.engine.transition.packages import Maturity, PackageKind, Plan, WaitKind, WorkPackage
from severalty.engine.transition.record import Dated, GateFact, PlanRecord
from severalty.formats.case import CaseFile
from severalty.formats.intake import Intake
from severalty.formats.mspdi.losses import Fate
from severalty.formats.mspdi.project import Project
from severalty.formats.mspdi.reading import read_mspdi
from severalty.formats.mspdi.tasks import Link, Task
from severalty.formats.mspdi.values import ConstraintType
from severalty.formats.mspdi.writing import write_mspdi
from severalty.formats.plan_mspdi.arriving import tables_of
from severalty.formats.plan_mspdi.carrying import MOST_TEXT, READABLE, TASK_TEXTS, packed, unpacked
from severalty.formats.plan_mspdi.leaving import project_of
from severalty.formats.plan_mspdi.plan_file import TABLES_OF_PLAN, PlanFile, plan_file

pytestmark = pytest.mark.engine_only


def brought_back(project: Project) -> Intake:
    again, losses = read_mspdi(write_mspdi(project), "plan.xml")
    assert not losses.problems
    return tables_of(again, losses, "plan.xml")


def rows(file: CaseFile, table: str) -> list[Any]:
    return [record for _, record in file.tables[table].records] if table in file.tables else []


def by_key(file: CaseFile, table: str = "work_packages") -> dict[str, Any]:
    return {one.key: one for one in rows(file, table)}


def changed(task: str, /, **values: Any) -> Intake:
    """Our own plan after somebody changed the task of this name in MS Project."""
    project, _ = project_of(sample_plan())
    tasks = [dataclasses.replace(one, **values) if one.name == task else one for one in project.tasks]
    return brought_back(dataclasses.replace(project, tasks=tuple(tasks)))


def test_our_own_plan_comes_back_whole() -> None:
    plan = sample_plan()
    project, _ = project_of(plan)
    back = brought_back(project)
    for table in TABLES_OF_PLAN:
        assert sorted(map(repr, rows(back.file, table))) == sorted(map(repr, plan.of(table))), table
    assert not back.file.problems
    assert not back.left_out


def test_what_ms_project_shows_is_the_plan() -> None:
    project, _ = project_of(sample_plan())
    tasks = {one.name: one for one in project.tasks}
    survey, cut, tidy = tasks["Survey the post"], tasks["Cut over the post"], tasks["Tidy up"]
    assert (survey.starts, survey.ends) == (datetime(2026, 9, 1, 8), datetime(2026, 9, 8, 17))  # noqa: DTZ001
    assert (survey.duration, survey.estimated, cut.estimated) == (timedelta(hours=48), True, False)
    assert (cut.manual, cut.deadline) == (True, datetime(2027, 1, 31, 17))  # noqa: DTZ001
    assert tidy.duration is None, "no length is invented where work is undefined"
    assert [(one.kind.name, one.lag) for one in cut.links] == [("FINISH_START", 9600)] + [("FINISH_START", 0)] * 2
    assert [one.lag for one in tidy.links] == [-3 * 4800]
    assert tasks["Post has moved"].constraint is ConstraintType.MUST_START_ON
    assert tasks["Cabinet decides"].milestone
    assert [(one.units, one.work) for one in project.assignments][:2] == [
        (Decimal("1.5"), timedelta(hours=72)), (Decimal("2.5"), timedelta(hours=40)),
    ]  # fmt: skip
    team = project.resources[0]
    assert (team.most_units, team.standard_rate) == (Decimal(4), Decimal("38.75625"))
    assert survey.baselines[0].cost == 120_005
    assert [one.outline_level for one in project.tasks[:3]] == [0, 1, 2]
    assert [one.period.starts.date() for one in project.calendars[0].exceptions] == [date(2026, 12, 25)], (
        "only bank holidays of the plan's own time"
    )


def test_what_ms_project_does_not_act_on_is_said() -> None:
    _, losses = project_of(sample_plan())
    told = {one.path: one.count for one in losses if one.fate is Fate.RIDES}
    assert told["Freezes and elections"] == 1
    assert told["Three-point durations"] == 2
    assert told["Longest gap or bridge of a link"] == 2
    dropped = [one.path for one in losses if one.fate is Fate.DROPPED]
    assert not dropped


@pytest.mark.parametrize(
    ("name", "values", "column", "value"),
    [
        ("Survey the post", {"name": "Survey all post"}, "name", "Survey all post"),
        ("Survey the post", {"notes": "New"}, "description", "New"),
        ("Survey the post", {"duration": timedelta(hours=84)}, "likely", 11),
        ("Survey the post", {"percent_complete": Decimal(80)}, "percent_done", 80),
        ("Survey the post", {"remaining_duration": timedelta(hours=8)}, "days_left", 1),
        ("Survey the post", {"actual_ends": datetime(2026, 9, 9, 17)}, "finished_on", day(date(2026, 9, 9))),  # noqa: DTZ001
        ("Cut over the post", {"deadline": None}, "must_end_by", None),
        ("Tidy up", {"deadline": datetime(2027, 4, 1, 17)}, "wanted_by", day(date(2027, 4, 1))),  # noqa: DTZ001
        ("Post has moved", {"constraint_date": datetime(2027, 2, 9, 8)}, "starts_on", day(date(2027, 2, 9))),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_what_was_changed_in_ms_project_comes_back_changed(name: str, values: Any, column: str, value: Any) -> None:
    before = {one.name: one for one in sample_plan().of("work_packages")}[name]
    after = by_key(changed(name, **values).file)[before.key]
    assert after == dataclasses.replace(before, **{column: value})


def test_own_fields_that_a_person_edits_count() -> None:
    project, _ = project_of(sample_plan())
    survey = next(one for one in project.tasks if one.name == "Survey the post")
    edit = {"indicative": "Quoted", "9": "12", "preparation": "nonsense"}
    values = tuple(dataclasses.replace(one, value=edit.get(one.value, one.value)) for one in survey.values)
    after = by_key(changed("Survey the post", values=values).file)["survey"]
    assert (after.maturity, after.high, after.kind) == (Maturity.QUOTED, 12, PackageKind.PREPARE)


def test_links_and_assignments_changed_in_ms_project_come_back_changed() -> None:
    project, _ = project_of(sample_plan())
    tasks = {one.name: one for one in project.tasks}
    cut, tidy = tasks["Cut over the post"], tasks["Tidy up"]
    links = (
        dataclasses.replace(cut.links[0], lag=24_000),
        *cut.links[2:],
        Link(predecessor=tasks["Of no workstream"].uid),
    )
    both = {cut.uid: dataclasses.replace(cut, links=links), tidy.uid: dataclasses.replace(tidy, links=())}
    assigned = [dataclasses.replace(one, units=Decimal("0.33")) if one.uid == 1 else one for one in project.assignments]
    back = brought_back(dataclasses.replace(
        project, tasks=tuple(both.get(one.uid, one) for one in project.tasks), assignments=tuple(assigned)
    ))  # fmt: skip
    waits = {
        (one.package.partition("@")[0].rpartition(":")[2], one.follows): one for one in rows(back.file, "package_waits")
    }
    assert (waits["cut-over", "survey"].lag, waits["cut-over", "survey"].most) == (5, 10)
    assert ("cut-over", "promises:south-ready@south") not in waits
    assert waits["cut-over", "work_packages:lost@north"].kind is WaitKind.FINISH_START
    assert ("tidy", "cut-over") not in waits
    needs = {(one.package, one.team): one.units for one in rows(back.file, "package_needs")}
    assert needs["survey", "infra"] == 33
    assert back.left_out == ["Links that were taken out in MS Project: what was kept of them (2)."]


def test_a_task_that_was_copied_is_a_new_one_and_one_that_was_taken_out_is_gone() -> None:
    project, _ = project_of(sample_plan())
    survey = next(one for one in project.tasks if one.name == "Survey the post")
    twin = dataclasses.replace(survey, uid=900, id=900, name="Survey once more")
    gone = [one for one in project.tasks if one.name != "Tidy up"]
    at = gone.index(survey) + 1
    links = [
        dataclasses.replace(one, links=tuple(x for x in one.links if x.predecessor in {y.uid for y in gone}))
        for one in gone
    ]
    back = brought_back(dataclasses.replace(project, tasks=(*links[:at], twin, *links[at:])))
    found = by_key(back.file)
    assert found["split-900"].name == "Survey once more"
    assert found["split-900"].workstream == "mail@north"
    assert "tidy" not in found
    assert 'Task 900 "Survey once more" is a copy; it is taken as a new one.' in back.file.notices


def test_what_was_shortened_on_the_way_is_told_and_the_task_taken_as_it_stands() -> None:
    project, _ = project_of(sample_plan())
    survey = next(one for one in project.tasks if one.name == "Survey the post")
    cut = tuple(dataclasses.replace(one, value=one.value[:200]) for one in survey.values)
    back = changed("Survey the post", values=cut)
    assert any("cannot be read" in one for one in back.file.notices)
    assert "Survey the post" in [one.name for one in rows(back.file, "work_packages")]


def test_pieces_fit_the_fields_of_ms_project_and_keep_blanks() -> None:
    payload = {"severalty": "x", "r": {"text": "word " * 300}}
    values = packed(payload, TASK_TEXTS)
    assert all(len(one.value) <= MOST_TEXT and one.value == one.value.strip() for one in values)
    assert unpacked(values, TASK_TEXTS) == payload
    long = packed({"severalty": "x", "r": {"text": "w" * 9_000}}, TASK_TEXTS)
    assert len(long) == 24
    assert unpacked(long, TASK_TEXTS) is not None


def test_a_record_too_long_for_ms_project_is_said() -> None:
    package = WorkPackage(key="long", name="Long", workstream="", description="é" * 4_000, must_because="x" * 300,
                          estimated_by="y" * 300, freeze_exception="z" * 300, location="l" * 300, owner="o" * 300,
                          source="s" * 300, value_evidence="v" * 1_500)  # fmt: skip
    project, losses = project_of(PlanFile({"work_packages": (package,)}))
    assert [one.count for one in losses if one.fate is Fate.DROPPED] == [1]
    assert by_key(brought_back(project).file)["long"].description == package.description


def test_a_strangers_plan_is_taken_with_its_links_lags_teams_and_baselines() -> None:
    project, losses = read_mspdi(OWN / "office-move.xml")
    back = tables_of(project, losses, "office-move.xml")
    found = by_key(back.file)
    assert {one.name: one.likely for one in found.values()} == {
        "Survey <ground floor>": 2, "Pack": 2, "Move": 2, "Moved": None, "Dry the paint": 2,
    }  # fmt: skip
    survey, pack, move = found["office-move-2"], found["office-move-3"], found["office-move-4"]
    assert (survey.percent_done, survey.days_left, survey.started_on) == (50, 1, day(date(2025, 1, 6)))
    assert (survey.stated_starts, survey.stated_ends) == (day(date(2025, 1, 6)), day(date(2025, 1, 7)))
    assert (pack.not_before, pack.wanted_by, pack.must_end_by) == (day(date(2025, 1, 13)), day(date(2025, 1, 20)), None)
    assert (move.starts_on, found["office-move-6"].kind) == (day(date(2025, 1, 20)), PackageKind.MILESTONE)
    assert survey.maturity is Maturity.UNKNOWN
    waits = [(one.package, one.follows, one.lag) for one in rows(back.file, "package_waits")]
    assert ("office-move-4", "office-move-2", None) in waits, "a link from a summary is one from each task below it"
    assert ("office-move-4", "office-move-3", None) in waits
    assert ("office-move-7", "office-move-4", 1) in waits
    (team,) = rows(back.file, "teams")
    assert (team.units, team.day_cost, team.description) == (300, 31_875, "Group: Property")
    assert [(one.number if hasattr(one, "number") else one.name) for one in rows(back.file, "baselines")] == [
        "Baseline", "Baseline 3",
    ]  # fmt: skip
    assert {one.cost for one in rows(back.file, "baseline_dates")} == {120_000, 130_050}
    assert [one.units for one in rows(back.file, "package_needs")] == [150, 100]
    assert "Resources that are material or money (2)." in back.left_out
    assert "Tasks that are split in parts (1)." in back.left_out
    assert not back.file.problems


def test_what_the_form_does_not_have_is_left_out_by_path() -> None:
    left = tables_of(*read_mspdi(OWN / "other-program.xml"), "other-program.xml").left_out
    assert "Project/Tasks/Task/Confidence, which MSPDI does not have (1)." in left


def test_calendars_of_a_strangers_plan_are_freezes_and_leave() -> None:
    project, losses = read_mspdi(OWN / "calendars.xml")
    back = tables_of(project, losses, "calendars.xml")
    freezes = {one.name: one for one in rows(back.file, "freezes")}
    assert (freezes["Office move"].starts, freezes["Office move"].ends) == (
        day(date(2025, 2, 10)),
        day(date(2025, 2, 14)),
    )
    assert "Saturday work" not in freezes
    (leave,) = rows(back.file, "team_leave")
    assert (leave.starts, leave.ends, leave.team) == (day(date(2025, 4, 1)), day(date(2025, 4, 4)), "calendars-team-1")


@pytest.mark.parametrize(
    ("link", "lag", "overlap"),
    [
        (Link(predecessor=1, lag=4800, lag_format=7), 1, None),
        (Link(predecessor=1, lag=2400, lag_format=5), 1, None),
        (Link(predecessor=1, lag=-7200, lag_format=7), None, 1),
        (Link(predecessor=1, lag=50, lag_format=19), 2, None),
        (Link(predecessor=1, lag=-50, lag_format=19), None, 2),
        (Link(predecessor=1, lag=100_800, lag_format=8), 5, None),
    ],
)
def test_lags_become_working_days_and_are_never_shorter(link: Link, lag: int | None, overlap: int | None) -> None:
    first = Task(uid=1, id=1, name="One", outline_level=1, duration=timedelta(hours=32))
    second = Task(uid=2, id=2, name="Two", outline_level=1, duration=timedelta(hours=8), links=(link,))
    (wait,) = rows(brought_back(Project(tasks=(first, second))).file, "package_waits")
    assert (wait.lag, wait.overlap) == (lag, overlap)


@pytest.mark.parametrize(("length", "form", "lag"), [(timedelta(hours=32), 7, 2), (timedelta(days=7), 8, 3)])
def test_a_lag_in_per_cent_is_one_of_what_is_waited_for(length: timedelta, form: int, lag: int) -> None:
    """Half of a summary task of four days is two days, not half of the day below it; seven days that run through
    nights and weekends are five working days."""
    link = Link(predecessor=1, lag=50, lag_format=19)
    above = Task(uid=1, id=1, name="All", outline_level=1, summary=True, duration=length, duration_format=form)
    below = Task(uid=2, id=2, name="Part", outline_level=2, duration=timedelta(hours=8))
    after = Task(uid=3, id=3, name="After", outline_level=1, duration=timedelta(hours=8), links=(link,))
    (wait,) = rows(brought_back(Project(tasks=(above, below, after))).file, "package_waits")
    assert wait.lag == lag


def test_one_day_with_a_question_mark_is_no_number() -> None:
    task = Task(
        uid=1, id=1, name="New", outline_level=1, duration=timedelta(hours=8), estimated=True, duration_format=39
    )
    (package,) = rows(brought_back(Project(tasks=(task,))).file, "work_packages")
    assert (package.likely, package.maturity) == (None, Maturity.UNDEFINED)


def test_a_value_out_of_bounds_is_a_problem() -> None:
    task = Task(uid=1, id=1, name="One", outline_level=1, starts=datetime(9000, 1, 1))  # noqa: DTZ001
    assert "out of bounds" in str(brought_back(Project(tasks=(task,))).file.problems[0])


def test_handles_of_a_plan_record_become_references() -> None:
    record = PlanRecord(
        plan=Plan(key="plans:split@north", name="Split", recorded_by="north"), on=date(2026, 11, 26),
        packages=(
            WorkPackage(key="work_packages:a@north", name="A", workstream="workstreams:w@north", recorded_by="north"),
            WorkPackage(key="work_packages:a@south", name="B", workstream="", recorded_by="south",
                        fulfils="promises:p@south"),
        ),
        gates=(GateFact(key="matters:m@north", name="M"),),
        previous=(Dated("work_packages:a@south", date(2026, 12, 1), date(2026, 12, 2)),),
    )  # fmt: skip
    plan = plan_file(record, shared={"work_packages:a@north": ("south",)})
    assert [one.shared_with for one in plan.of("work_packages")] == [("south",), ()]
    first, second = plan.of("work_packages")
    assert (first.key, first.workstream, second.fulfils) == ("a", "w@north", "p@south")
    project, _ = project_of(plan)
    assert {one.name: one.starts for one in project.tasks}["B"] == datetime(2026, 12, 1, 8)  # noqa: DTZ001
    assert {one.name: one.starts for one in project.tasks}["A"] is None
    found = rows(brought_back(project).file, "work_packages")
    assert [(one.key, one.recorded_by) for one in found] == [("a", "north"), ("a", "south")]


def test_the_fields_that_a_person_may_change_are_documented() -> None:
    text = (ROOT / "docs/plans-in-and-out.md").read_text(encoding="utf-8")
    table = text.partition("| field | what |")[2].partition("\n\n")[0]
    assert [row.split("|")[1].strip() for row in table.splitlines()[2:]] == [words for words, _, _ in READABLE.values()]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(record(Project))
def test_any_project_is_taken_or_told(project: Project) -> None:
    found = tables_of(*read_mspdi(write_mspdi(project)), "any.xml")
    assert found.file.tables["plans"].records


@pytest.mark.parametrize("seed", range(20))
def test_a_file_with_values_put_in_by_chance_is_read_or_refused_in_words(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a test
    text = (OWN / "office-move.xml").read_text(encoding="utf-8")
    for _ in range(6):
        old = chance.choice(re.findall(r">[^<>\s]+<", text))
        new = chance.choice(
            ["", "-1", "0", "999999999999", "x", "9999-12-31T23:59:59", "PT999999999H0M0S", "-PT5H", "1e50"]
        )
        text = text.replace(old, f">{new}<", chance.choice([1, 60]))
    project, losses = read_mspdi(text.encode(), "chance.xml")
    found = tables_of(project, losses, "chance.xml")
    assert shape(write_mspdi(project)) == shape(text.encode())
    assert all(str(one).count("; ") for one in found.file.problems)
