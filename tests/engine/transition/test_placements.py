"""Why here, why not earlier, how far: told for every day, and true for every day."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.transition import placements
from severalty.engine.transition.conflicts_model import Verdict, effort_of, groups_of, try_groups
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import dates_of, drawn_of
from severalty.engine.transition.drawing_check import broken
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form
from severalty.engine.transition.packages import PackageKind, PackageNeed, TaskCalendar
from severalty.engine.transition.placements import placements_of, told_of
from severalty.engine.transition.placements_float import floats_of
from severalty.engine.transition.record import Dated
from severalty.engine.transition.resources import Freeze, Team
from tests.engine.strategies import at_most
from tests.engine.transition.plans import on, package, plan_of, wait
from tests.engine.transition.solved import chance_solved

SEEDS = st.integers(0, 20_000)


def _with(drawn: Drawn, number: int) -> set[int]:
    """What starts together with a piece."""
    unit = {number}
    for _ in drawn.pieces:
        for one in drawn.constraints:
            if one.form is Form.TOGETHER and unit & set(one.activities):
                unit |= set(one.activities)
    return unit


@at_most(15)
@given(SEEDS)
def test_a_day_is_barred_when_and_only_when_the_package_cannot_start_on_it(seed: int) -> None:
    record, drawn, starts = chance_solved(seed)
    if not starts:
        return
    problem, place = drawn.problem, drawn.place
    for placement in placements_of(record, dates_of(record, drawn, starts).dates).placements:
        if placement.float_days is None:
            continue
        number = place[placement.package]
        for barred in placement.earlier:
            for slot in {drawn.calendar.next_slot(barred.first), drawn.calendar.next_slot(barred.last)}:
                moved = [slot if one in _with(drawn, number) else start for one, start in enumerate(starts)]
                assert bool(broken(problem, moved)) == bool(barred.reasons)


@at_most(8)
@given(SEEDS)
def test_a_package_can_use_its_float_with_everything_kept(seed: int) -> None:
    _, drawn, starts = chance_solved(seed)
    if not starts:
        return
    groups = dict(enumerate(groups_of(drawn)))
    ends = max(start + piece.days for start, piece in zip(starts, drawn.pieces, strict=True))
    every = tuple(range(len(starts)))
    end = Constraint(ConstraintKind.MUST_END, Form.LATEST, "end", (), every, (ends, 0))
    for number, days in enumerate(floats_of(drawn, starts)):
        moved = Constraint(ConstraintKind.PINNED, Form.FIXED, "late", (), (number,), (starts[number] + days, 0))
        if days:
            assert try_groups(drawn, {**groups, -1: (end, moved)}, effort_of(5.0)).verdict is Verdict.CAN


def test_explanations_name_what_binds_with_its_day() -> None:
    record = plan_of(
        package("build"),
        package("cut over", 1, kind=PackageKind.CUT_OVER),
        package("other"),
        waits=(wait("cut over", "build"),),
        freezes=(Freeze(key="f", name="Payroll", starts=on("2026-01-12"), ends=on("2026-01-14")),),
        needs=(PackageNeed(package="build", team="t", units=60), PackageNeed(package="other", team="t", units=60)),
        teams=(Team(key="t", name="Servers", units=100),),
    )
    dates = dates_of(record, drawn_of(record), (0, 8, 5)).dates
    build, cut_over, other = placements_of(record, dates).placements
    assert build.sentence == "It starts with the plan."
    assert [one.kind for one in cut_over.holds] == [ConstraintKind.FREEZE]
    assert [str(one.last) for one in cut_over.earlier] == ["2026-01-09", "2026-01-14"]
    assert "taken by Build" in other.sentence
    assert [build.float_days, cut_over.float_days, other.float_days] == [0, 1, 0]
    assert (build.critical, cut_over.critical) == (True, False)
    assert any("9 January 2026" in line for line in told_of(cut_over))


def test_weekend_work_says_so_and_what_bars_each_weekend_before() -> None:
    record = plan_of(
        package("build", 3),
        package("cut", 1, kind=PackageKind.CUT_OVER, calendar=TaskCalendar.WEEKEND),
        waits=(wait("cut", "build"),),
        freezes=(Freeze(key="f", name="Payroll", starts=on("2026-01-09"), ends=on("2026-01-10")),),
    )
    cut = placements_of(record, dates_of(record, drawn_of(record), (0, 10)).dates).placements[1]
    assert [one.kind for one in cut.holds] == [ConstraintKind.WEEKEND, ConstraintKind.FREEZE]
    assert "at weekends only" in cut.sentence
    assert [str(one.first) for one in cut.earlier] == ["2026-01-03", "2026-01-10"]


def test_what_could_be_earlier_says_so() -> None:
    record = plan_of(package("a"))
    only = placements_of(record, dates_of(record, drawn_of(record), (4,)).dates).placements[0]
    assert "for the sake of the aims" in only.sentence
    assert only.earlier[0].reasons == ()


def test_two_viewers_are_told_nothing_of_each_others_records() -> None:
    """The other council's record of the same case differs in everything that is private to it; nothing here does."""
    ours = plan_of(package("joint", kind=PackageKind.CUT_OVER), package("mine"), waits=(wait("mine", "joint"),))
    dates = dates_of(ours, drawn_of(ours), (0, 5)).dates
    theirs = plan_of(package("joint", kind=PackageKind.CUT_OVER), package("secret", must_end_by=on("2026-01-30")))
    told = repr(placements_of(ours, dates)) + repr(drawn_of(ours).constraints)
    assert "secret" not in told.lower()
    before = placements_of(ours, dates)
    placements_of(theirs, (dates[0], Dated("secret", dates[0].starts, dates[0].ends)))
    assert placements_of(ours, dates) == before


def _looks(monkeypatch: pytest.MonkeyPatch, many: int) -> int:
    """How many constraints are held against the packages of a chain to explain where all of them stand."""
    names = [f"p{one}" for one in range(many)]
    record = plan_of(*(package(one, 1) for one in names), waits=tuple(wait(to, by) for by, to in pairwise(names)))
    seen: list[int] = []
    plain = placements.merged

    def counted(spells: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        seen.append(1)
        return plain(spells)

    with monkeypatch.context() as patch:
        patch.setattr(placements, "merged", counted)
        placements_of(record, dates_of(record, drawn_of(record), tuple(range(many))).dates)
    return len(seen)


def test_a_package_is_held_against_its_own_constraints_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    few, more, most = (_looks(monkeypatch, many) for many in (10, 20, 40))
    assert few > 0
    assert most - more == 2 * (more - few)


def _days_looked_at(monkeypatch: pytest.MonkeyPatch, many: int) -> int:
    """How often it is looked up what a team can give on a day to explain packages that have it one after another."""
    names = [f"p{one}" for one in range(many)]
    needs = tuple(PackageNeed(package=one, team="t", units=60) for one in names)
    record = plan_of(
        *(package(one, 1) for one in names), needs=needs, teams=(Team(key="t", name="Servers", units=100),)
    )
    seen: list[int] = []
    plain = placements.there
    with monkeypatch.context() as patch:
        patch.setattr(placements, "there", lambda *asked: seen.append(1) or plain(*asked))
        last = placements_of(record, dates_of(record, drawn_of(record), tuple(range(many))).dates).placements[-1]
    assert f"taken by P{many - 2}" in last.sentence
    return len(seen)


def test_what_a_team_can_give_is_looked_up_once_for_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    few, more, most = (_days_looked_at(monkeypatch, many) for many in (10, 20, 40))
    assert few > 0
    assert most - more == 2 * (more - few)
