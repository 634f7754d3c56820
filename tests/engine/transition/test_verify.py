"""The verifier against the planner: whatever one says holds the other finds to hold, and whatever is moved is found."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import dates_of, drawn_of, starts_of
from severalty.engine.transition.drawing_check import broken
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, problem_with
from severalty.engine.transition.packages import PackageKind, PackageNeed, TaskCalendar, WaitKind
from severalty.engine.transition.record import ContractFact, Dated, GateFact
from severalty.engine.transition.resources import CutOverKind, CutOverMember, CutOverRule, Freeze, Team, Wave
from severalty.engine.transition.verify import verify
from tests.engine.strategies import at_most
from tests.engine.transition.plans import chance_plan, ending, on, package, plan_of, wait
from tests.engine.transition.solved import chance_solved, solved

SEEDS = st.integers(0, 20_000)
CHOSEN = (ConstraintKind.SAME_WAVE, ConstraintKind.DRAFT, ConstraintKind.DECISION)


@at_most(25)
@given(SEEDS)
def test_every_plan_that_is_found_is_verified_from_the_records(seed: int) -> None:
    record, drawn, starts = chance_solved(seed)
    if starts is None:
        return
    dates = dates_of(record, drawn, starts).dates
    assert verify(record, dates) == ()
    assert starts_of(drawn, dates) == starts


@at_most(25)
@given(SEEDS, st.integers(0, 1_000), st.sampled_from([-20, -6, -3, -1, 1, 2, 5, 30, 90]))
def test_what_is_moved_is_found_by_both_or_by_neither(seed: int, place: int, by: int) -> None:
    record, drawn, starts = chance_solved(seed)
    if not starts:
        return
    number = place % len(starts)
    piece = drawn.pieces[number]
    moved = list(starts)
    if piece.begun is None:
        moved[number] = max(int(piece.closing), moved[number] + by)
    breaches = verify(record, dates_of(record, drawn, moved).dates)
    if broken(problem_with(drawn, _plain(drawn)), moved):
        assert breaches, "the verifier was lied to"
    if breaches:
        assert broken(drawn.problem, moved), "the planner allows what the verifier does not"


def _plain(drawn: Drawn) -> list[Constraint]:
    """Everything but what the planner chooses before it plans: a wave for a group, a meeting, a day for a payment."""
    return [
        one
        for one in drawn.constraints
        if one.kind not in CHOSEN and not (one.kind is ConstraintKind.BUDGET and one.form is Form.CLOSED)
    ]  # fmt: skip


def kinds(record: object, *dates: Dated) -> set[ConstraintKind]:
    """The kinds of breach that the verifier finds."""
    return {one.kind for one in verify(record, dates)}  # type: ignore[arg-type]


def dated(key: str, starts: str, ends: str) -> Dated:
    """A package with its days."""
    return Dated(key, date.fromisoformat(starts), date.fromisoformat(ends))


def test_breaches_say_by_how_much() -> None:
    record = ending(plan_of(package("a"), package("b"), waits=(wait("b", "a", lag=2),)), "2026-01-16")
    found = verify(record, (dated("a", "2026-01-05", "2026-01-09"), dated("b", "2026-01-13", "2026-01-19")))
    assert {(one.kind, one.by) for one in found} == {(ConstraintKind.WAIT, 1), (ConstraintKind.FIXED_END, 1)}
    assert all("B" in one.sentence for one in found)


@pytest.mark.parametrize(
    ("starts", "ends", "kind"),
    [
        ("2026-01-05", "2026-01-08", ConstraintKind.LENGTH),
        ("2026-01-04", "2026-01-09", ConstraintKind.START),
        ("2026-01-10", "2026-01-16", ConstraintKind.LENGTH),
    ],
)
def test_days_that_cannot_be_are_found(starts: str, ends: str, kind: ConstraintKind) -> None:
    assert kind in kinds(plan_of(package("a")), dated("a", starts, ends))


@pytest.mark.parametrize(
    ("starts", "ends", "lied"),
    [
        ("2026-01-19", "2026-01-19", {ConstraintKind.WEEKEND}),  # a Monday
        ("2026-01-10", "2026-01-11", {ConstraintKind.WAIT, ConstraintKind.DECISION}),
        ("2026-01-17", "2026-01-18", {ConstraintKind.DECISION}),  # which counts from the Monday after
        ("2026-01-31", "2026-02-01", {ConstraintKind.FREEZE, ConstraintKind.MUST_END}),
        ("2026-01-24", "2026-01-25", set()),
    ],
)
def test_a_cut_over_at_a_weekend_is_held_to_the_days_of_it(starts: str, ends: str, lied: set[ConstraintKind]) -> None:
    record = plan_of(
        package("build"),
        package("cut", 2, kind=PackageKind.CUT_OVER, calendar=TaskCalendar.WEEKEND, must_end_by=on("2026-01-31")),
        package("care"),
        waits=(wait("cut", "build"), wait("care", "cut"), wait("cut", "gate")),
        gates=(GateFact("gate", "Cabinet", None, date(2026, 1, 19)),),
        freezes=(Freeze(key="f", name="Month end", starts=on("2026-02-01"), ends=on("2026-02-02")),),
    )
    found = solved(record)
    assert found["cut"] == dated("cut", "2026-01-24", "2026-01-25")
    assert found["care"].starts >= date(2026, 1, 26)
    told = (dated("build", "2026-01-12", "2026-01-16"), dated("care", "2026-02-09", "2026-02-13"))
    assert kinds(record, *told, dated("cut", starts, ends)) == lied, "the verifier was lied to"


@pytest.mark.parametrize(("starts", "kept"), [((5, 10, 11), True), ((5, 5, 11), False), ((5, 10, 10), False)])
def test_what_follows_a_weekend_is_after_it_and_not_at_it(starts: tuple[int, ...], kept: bool) -> None:
    """One weekend after another, and a milestone that would be reached on the Friday before."""
    cut, then = (package(key, 1, calendar=TaskCalendar.WEEKEND) for key in ("cut", "then"))
    over = package("over", 0, kind=PackageKind.MILESTONE)
    record = plan_of(cut, then, over, waits=(wait("then", "cut"), wait("over", "then")))
    drawn = drawn_of(record)
    assert (not broken(drawn.problem, starts)) is kept
    assert (verify(record, dates_of(record, drawn, starts).dates) == ()) is kept


def test_a_milestone_that_is_under_way_begins_as_its_day_begins() -> None:
    """It waits for something, so that it is reached at the close of a day; what follows its beginning need not wait."""
    reached = package("reached", None, kind=PackageKind.MILESTONE, started_on=on("2026-01-05"), percent_done=40)
    later = wait("then", "reached", kind=WaitKind.START_START, lag=1)
    record = plan_of(reached, package("then"), package("first"), waits=(wait("reached", "first"), later))
    found = solved(record)
    assert verify(record, tuple(found.values())) == ()
    told = (found["reached"], found["first"])
    assert ConstraintKind.WAIT in kinds(record, *told, dated("then", "2026-01-05", "2026-01-09"))
    assert kinds(record, *told, dated("then", "2026-01-06", "2026-01-12")) == set()


def test_a_date_without_an_estimate_or_for_nothing_on_record_is_a_breach() -> None:
    record = plan_of(package("a", None))
    assert kinds(record, dated("a", "2026-01-05", "2026-01-09")) == {ConstraintKind.ESTIMATE}
    assert kinds(record, dated("other", "2026-01-05", "2026-01-09")) == {ConstraintKind.ESTIMATE}


def test_teams_skills_freezes_and_contracts_are_looked_at() -> None:
    record = plan_of(
        package("a", kind=PackageKind.CUT_OVER, thing="contract"),
        needs=(PackageNeed(package="a", team="t", units=150, skill="Exchange"),),
        teams=(Team(key="t", name="Team", units=200, day_to_day="30", skills="Network"),),
        freezes=(Freeze(key="f", name="Freeze", starts=on("2026-01-07"), ends=on("2026-01-08")),),
        contracts=(ContractFact("contract", "Old", on("2026-01-08")),),
    )
    found = verify(record, (dated("a", "2026-01-05", "2026-01-09"),))
    assert {one.kind: one.by for one in found} == {
        ConstraintKind.TEAM: 10,
        ConstraintKind.SKILL: 1,
        ConstraintKind.FREEZE: 2,
        ConstraintKind.CONTRACT: 1,
    }


def test_what_is_done_stays_where_it_was() -> None:
    done = package("a", started_on=on("2026-01-05"), finished_on=on("2026-01-08"))
    record = replace(plan_of(done, package("b"), waits=(wait("b", "a"),)), on=date(2026, 1, 12))
    assert solved(record)["a"] == dated("a", "2026-01-05", "2026-01-08")
    assert kinds(record, dated("a", "2026-01-05", "2026-01-12")) == {ConstraintKind.DONE}


def test_chance_plans_have_something_of_everything() -> None:
    """The laws above look at what they are meant to look at."""
    met: set[ConstraintKind] = set()
    for seed in range(60):
        _, drawn, _ = chance_solved(seed)
        met |= {one.kind for one in drawn.constraints}
    lacking = set(ConstraintKind) - met - {ConstraintKind.SKILL, ConstraintKind.LENGTH, ConstraintKind.ESTIMATE}
    assert lacking <= {ConstraintKind.DONE}, lacking
    assert chance_plan(1) == chance_plan(1)


def test_work_of_no_days_is_no_breach_and_takes_nobody() -> None:
    team = Team(key="t", name="T", council="alder", units=50)
    need = PackageNeed(package="a", team="t", units=100)
    record = plan_of(package("a", 0), package("b", 2), waits=(wait("b", "a"),), teams=(team,), needs=(need,))
    dates = tuple(solved(record).values())
    assert verify(record, dates) == ()


def test_a_group_in_one_wave_may_be_in_either_of_two_that_overlap() -> None:
    waves = (
        Wave(key="w1", name="Wave 1", plan="plan", number=1, starts=on("2026-01-12"), ends=on("2026-02-06")),
        Wave(key="w2", name="Wave 2", plan="plan", number=2, starts=on("2026-01-26"), ends=on("2026-02-27")),
    )
    record = plan_of(
        package("a", 2, must_end_by=on("2026-01-30"), not_before=on("2026-01-26")),
        package("b", 2, not_before=on("2026-02-16")),
        waves=waves,
        rules=(CutOverRule(key="r", name="Portal", kind=CutOverKind.SAME_WAVE),),
        members=(CutOverMember(rule="r", package="a"), CutOverMember(rule="r", package="b")),
    )
    found = solved(record)
    assert verify(record, tuple(found.values())) == ()
    early = replace(found["a"], starts=date(2026, 1, 12), ends=date(2026, 1, 13))
    assert ConstraintKind.SAME_WAVE in {one.kind for one in verify(record, (early, found["b"]))}
