"""Clashes that are planted and found again, and what mends them, to the day and the pound."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from severalty.engine.dates import PartialDate, day, month
from severalty.engine.transition.conflicts import Possible, conflict_of
from severalty.engine.transition.conflicts_model import Verdict, effort_of, groups_of, try_groups
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import dates_of, drawn_of
from severalty.engine.transition.packages import PackageKind, PackageNeed
from severalty.engine.transition.progress import MoneyClass, PlanBudget
from severalty.engine.transition.record import ContractFact, Extension, GateFact, PlanRecord
from severalty.engine.transition.relaxations import Give, explained, relaxations_of
from severalty.engine.transition.resources import Freeze, FreezeReach, Team, TeamLeave, Wave
from severalty.engine.transition.scheduling import stoppable
from severalty.engine.transition.undefined import undefined_of
from severalty.engine.transition.verify import verify
from tests.engine.strategies import at_most
from tests.engine.transition.plans import chance_plan, ending, on, package, plan_of, wait

FREEZE = Freeze(key="freeze", name="Election", starts=on("2026-01-12"), ends=on("2026-01-23"))


def clash(record: PlanRecord) -> set[ConstraintKind]:
    """The kinds of constraint in the smallest clash, which must be proved minimal and smallest."""
    found = conflict_of(record)
    assert found.possible is Possible.NO
    assert found.minimal
    assert found.smallest
    return {one.kind for one in found.clash}


def mends(record: PlanRecord) -> dict[ConstraintKind, tuple[int, int | None, str]]:
    """The single relaxations: amount, cost and sentence by kind."""
    found = relaxations_of(record).found
    return {
        one.gives[0].kind: (one.gives[0].amount, one.cost, one.gives[0].sentence)
        for one in found
        if len(one.gives) == 1
    }


def assert_each_relaxation_mends(record: PlanRecord, *, soonest: bool = False) -> None:
    """Write every relaxation into the record by hand, and look whether a plan is possible then."""
    found = explained(record, soonest=soonest)[1].found
    assert found, "nothing is offered"
    for one in found:
        given = record
        for give in one.gives:
            given = written(given, give)
        assert not (undefined_of(given).never if soonest else conflict_of(given).possible is not Possible.YES), one
        assert all(re.search(r"\d+ \w+ 20\d\d", give.sentence) for give in one.gives), f"one names no day: {one}"


def written(record: PlanRecord, give: Give) -> PlanRecord:
    """A record in which one thing has given way by so much, as whoever keeps it would write it."""
    calendar = drawn_of(record).calendar

    def later(value: PartialDate | None, by: int = give.amount) -> PartialDate:
        assert value is not None
        return day(calendar.day_of(calendar.last_slot(value.last) + by))

    key = give.records[0]
    packages = {one.key: one for one in record.packages}
    if give.kind is ConstraintKind.FIXED_END:
        return replace(record, plan=replace(record.plan, ends_by=later(record.plan.ends_by)))
    if give.kind is ConstraintKind.MUST_END:
        packages[key] = replace(packages[key], must_end_by=later(packages[key].must_end_by))
        return replace(record, packages=tuple(packages.values()))
    if give.kind is ConstraintKind.NOTICE:
        [contract] = record.contracts
        return replace(record, contracts=(replace(contract, act_by=later(day(contract.act_by)).last),))  # type: ignore[arg-type]
    if give.kind is ConstraintKind.FREEZE:
        by = give.amount if "later" in give.sentence else -give.amount
        [freeze] = record.freezes
        return replace(record, freezes=(replace(freeze, starts=later(freeze.starts, by), ends=later(freeze.ends, by)),))
    if give.kind is ConstraintKind.TEAM:
        [team] = record.teams
        return replace(record, teams=(replace(team, units=(team.units or 0) + give.amount),))
    assert give.kind is ConstraintKind.DECISION, give
    return replace(record, waits=(*record.waits[1:], wait(key, "paper", overlap=give.amount)))


def test_a_freeze_leaves_no_days_for_the_notice() -> None:
    """One day before the freeze and one after it, and three are needed: the freeze or the last day for notice moves."""
    freeze = replace(FREEZE, starts=on("2026-01-06"), ends=on("2026-01-21"), reach=FreezeReach.ALL_WORK)
    contract = ContractFact("contract", "Telephony", on("2026-06-30"), act_by=date(2026, 1, 22))
    notice = package("notice", 3, kind=PackageKind.NOTICE, thing="contract")
    record = plan_of(notice, package("other"), freezes=(freeze,), contracts=(contract,))
    assert clash(record) == {ConstraintKind.START, ConstraintKind.FREEZE, ConstraintKind.NOTICE}
    assert {kind: found[0] for kind, found in mends(record).items()} == {
        ConstraintKind.FREEZE: 2,
        ConstraintKind.NOTICE: 2,
    }
    assert_each_relaxation_mends(record)


def test_the_end_of_support_comes_before_a_decision_without_a_day_could_count() -> None:
    """Papers of twelve days, a decision of which no day is known, and twelve days of work before support ends."""
    gate = GateFact("matter", "Money for servers", body="Cabinet of Alder", missing=("No meeting is on record.",))
    after = package("servers", 12, must_end_by=on("2026-01-30"), must_because="Support of Windows ends")
    record = plan_of(package("paper", 12, thing="matter"), after, waits=(wait("servers", "matter"),), gates=(gate,))
    found = undefined_of(record)
    assert found.never, "it is too late whenever it is decided"
    assert any("Money for servers" in one and "for Cabinet of Alder to set" in one for one in found.sentences)
    conflict, _ = explained(record, soonest=True)
    assert {one.kind for one in conflict.clash} == {
        ConstraintKind.START,
        ConstraintKind.DECISION,
        ConstraintKind.MUST_END,
    }
    assert (conflict.minimal, conflict.smallest) == (True, True)
    assert_each_relaxation_mends(record, soonest=True)
    in_time = replace(record, packages=(record.packages[0], replace(after, must_end_by=on("2026-03-31"))))
    room = undefined_of(in_time)
    assert not room.never, "what has no day yet is no clash while there is room for it"
    assert "must count from 16 March 2026 at the latest" in room.sentences[-1], room.sentences


def test_an_end_that_is_over_is_said_to_be_over_and_by_when_it_could_be_is_told() -> None:
    record = ending(replace(plan_of(package("a"), package("b", None)), on=date(2026, 11, 26)), "2025-12-31")
    record = replace(record, plan=replace(record.plan, starts_on=None))
    assert clash(record) == {ConstraintKind.TODAY, ConstraintKind.FIXED_END}
    [said] = conflict_of(record).told
    assert "it was 330 days ago" in said[0]
    assert "--on" in said[0]
    assert mends(record)[ConstraintKind.FIXED_END][2].endswith("to 2 December 2026.")
    assert undefined_of(record).sentences[1] == "Without an estimate, for alder to estimate: B."


def test_a_chain_that_is_too_long_for_the_fixed_end() -> None:
    record = ending(plan_of(package("a"), package("b"), package("c"), waits=(wait("b", "a"),)), "2026-01-14")
    assert clash(record) == {ConstraintKind.START, ConstraintKind.WAIT, ConstraintKind.FIXED_END}
    assert conflict_of(record).told[0] == (
        "The plan starts on 5 January 2026.",
        (
            "The chain A (5) → B (5) takes 10 working days, from 5 January 2026 at the earliest to 16 January 2026: "
            "2 working days too late."
        ),
        "The plan must end by 14 January 2026.",
    )
    found = mends(record)
    assert found[ConstraintKind.FIXED_END][::2] == (
        2,
        "Move the fixed end of the plan by 2 working days to 16 January 2026.",
    )
    assert found[ConstraintKind.WAIT][0] == 2


def test_a_plan_that_starts_too_late_may_start_earlier_but_not_before_today() -> None:
    record = ending(replace(plan_of(package("a")), on=date(2026, 1, 1)), "2026-01-08")
    assert clash(record) == {ConstraintKind.START, ConstraintKind.FIXED_END}
    assert mends(record)[ConstraintKind.START][::2] == (
        1,
        "Start the plan 1 working day earlier, on 2 January 2026.",
    )
    sooner = ending(replace(plan_of(package("a", 9)), on=date(2026, 1, 1)), "2026-01-08")
    assert ConstraintKind.START not in mends(sooner)


@pytest.mark.parametrize(
    "barred",
    [
        {"freezes": (replace(FREEZE, starts=on("2025-12-15"), ends=on("2026-01-02"), reach=FreezeReach.ALL_WORK),)},
        {"waves": (Wave(key="w", name="W", plan="plan", number=1, starts=on("2026-01-05"), ends=on("2026-03-06")),)},
        {"budgets": (PlanBudget(key="b", name="b", plan="plan", money=MoneyClass.CAPITAL, year=2025, amount=99_00),)},
        {
            "teams": (Team(key="t", name="Team", units=100),),
            "needs": (PackageNeed(package="cut", team="t", units=100),),
            "leave": (TeamLeave(team="t", starts=on("2025-12-15"), ends=on("2026-01-02")),),
        },
    ],
    ids=("freeze", "wave", "budget", "leave"),
)
def test_an_earlier_start_counts_what_bars_the_days_before(barred: dict[str, object]) -> None:
    """Three days of work until the second day of the plan: one day earlier does, if that day may be worked on."""
    cut = package("cut", 3, kind=PackageKind.CUT_OVER, must_end_by=on("2026-01-06"), capital=100_00)
    free = replace(plan_of(cut), on=date(2025, 12, 15))
    assert mends(free)[ConstraintKind.START][0] == 1
    record = replace(free, **barred)  # type: ignore[arg-type]
    earlier = replace(record, plan=replace(record.plan, starts_on=on("2026-01-02")))
    assert conflict_of(earlier).possible is Possible.NO
    assert ConstraintKind.START not in mends(record), "an earlier start was offered that does not do"


def test_a_freeze_in_the_way_is_moved_by_so_many_days() -> None:
    """Nine days of work until the 16th: the freeze may begin on the 16th, four working days later."""
    cut_over = package("cut", 4, kind=PackageKind.CUT_OVER, not_before=on("2026-01-12"))
    record = ending(plan_of(cut_over, freezes=(FREEZE,)), "2026-01-21")
    assert clash(record) == {ConstraintKind.NOT_BEFORE, ConstraintKind.FREEZE, ConstraintKind.FIXED_END}
    found = mends(record)
    assert found[ConstraintKind.FREEZE][0] == 4
    assert (
        found[ConstraintKind.FREEZE][2] == "Move Election by 4 working days later: 16 January 2026 to 29 January 2026."
    )
    assert found[ConstraintKind.FIXED_END][0] == 6


def test_a_contract_is_extended_by_the_cheapest_option_that_reaches() -> None:
    contract = ContractFact(
        "contract", "Telephony", on("2026-01-16"), extensions=(Extension(1, 90_000), Extension(2, 70_000), Extension(6))
    )
    record = plan_of(package("move", 12, kind=PackageKind.MIGRATE, thing="contract"), contracts=(contract,))
    assert clash(record) == {ConstraintKind.START, ConstraintKind.CONTRACT}
    found = mends(record)[ConstraintKind.CONTRACT]
    longer = "2 working days longer, to 20 January 2026"
    assert found == (2, 70_000, f"Extend Telephony by 2 months for £700; it is needed {longer}.")
    without = replace(record, contracts=(replace(contract, extensions=(), daily_cost=90),))
    _, cost, sentence = mends(without)[ConstraintKind.CONTRACT]
    assert "no option on record" in sentence
    assert cost == 4 * 90, "four days at what a day of it costs now"


def test_a_team_that_is_too_small_gets_people_for_so_long() -> None:
    record = ending(
        plan_of(
            package("a"),
            package("b"),
            needs=tuple(PackageNeed(package=one, team="t", units=100) for one in "ab"),
            teams=(Team(key="t", name="Infrastructure", units=100, day_cost=31_000),),
        ),
        "2026-01-09",
    )
    assert clash(record) == {ConstraintKind.START, ConstraintKind.TEAM, ConstraintKind.FIXED_END}
    said = conflict_of(record).told[0]
    assert any("A asks for 100 on each of 5 working days; B asks" in one for one in said), said
    assert said[-1].endswith("ends on 16 January 2026 at the earliest: 5 working days too late."), said
    assert_each_relaxation_mends(record)
    amount, cost, sentence = mends(record)[ConstraintKind.TEAM]
    assert (amount, cost) == (100, 5 * 31_000)
    assert "Add 1 person to Infrastructure from 5 January 2026 to 9 January 2026" in sentence


def test_a_decision_that_comes_too_late_and_a_budget_that_is_too_small() -> None:
    gate = GateFact("matter", "Cabinet", earliest=date(2026, 2, 2), latest=date(2026, 2, 4))
    record = plan_of(package("a", must_end_by=on("2026-02-06")), waits=(wait("a", "matter"),), gates=(gate,))
    assert clash(record) == {ConstraintKind.DECISION, ConstraintKind.MUST_END}
    assert mends(record)[ConstraintKind.DECISION][0] == 2
    budget = PlanBudget(key="b", name="b", plan="plan", money=MoneyClass.CAPITAL, year=2025, amount=100_000)
    short = plan_of(package("a", capital=130_000, must_end_by=on("2026-02-06")), budgets=(budget,))
    assert clash(short) == {ConstraintKind.START, ConstraintKind.BUDGET, ConstraintKind.MUST_END}
    assert mends(short)[ConstraintKind.BUDGET][:2] == (30_000, 30_000)


def test_a_circle_is_a_clash_of_its_waits_alone() -> None:
    record = plan_of(package("a"), package("b"), package("c"), waits=(wait("b", "a"), wait("a", "b"), wait("c", "a")))
    found = conflict_of(record)
    assert {one.records for one in found.clash} == {("b", "a"), ("a", "b")}


def test_a_bridge_on_record_gives_its_price() -> None:
    held = wait("b", "a", bridge="a nightly copy", bridge_cost=600_000)
    record = ending(plan_of(package("a"), package("b"), waits=(held,)), "2026-01-14")
    amount, cost, sentence = mends(record)[ConstraintKind.WAIT]
    assert (amount, cost) == (2, 600_000)
    assert "bridged by a nightly copy (£6,000)" in sentence


def test_two_clashes_need_two_relaxations() -> None:
    first = package("a", must_end_by=on("2026-01-07"))
    second = package("b", must_end_by=on("2026-01-08"))
    found = conflict_of(plan_of(first, second))
    assert found.possible is Possible.NO
    pairs = relaxations_of(plan_of(first, second)).found
    assert any({give.amount for give in one.gives} == {1, 2} and len(one.gives) == 2 for one in pairs)


def test_of_many_clashes_each_has_its_own_way_out_and_what_is_beside_them_is_named() -> None:
    """Eight supports end too soon, each by itself: six clashes are told, and two more things must give way."""
    late = [package(f"p{one}", 12, must_end_by=on("2026-01-09"), must_because="Support ends") for one in range(8)]
    conflict, found = explained(plan_of(*late))
    assert len(conflict.others) == 5
    assert [one.clash for one in found.found] == [1, 2, 3, 4, 5, 6]
    assert all([give.amount for give in one.gives] == [7] and one.least for one in found.found)
    told = {give.records[0] for one in found.found for give in one.gives}
    beside = {f"P{one}" for one in range(8) if f"p{one}" not in told}
    assert len(beside) == 2
    assert {sentence.split()[0] for sentence in found.beside} == beside
    assert found.complete


@pytest.mark.parametrize("count", [4, 6])
def test_so_many_clashes_give_way_together(count: int) -> None:
    late = [package(f"p{one}", 12, must_end_by=on("2026-01-09"), must_because="Support ends") for one in range(count)]
    record = plan_of(*late)
    [way] = relaxations_of(record).found
    assert [give.amount for give in way.gives] == [7] * count
    assert way.clash == 0
    assert_each_relaxation_mends(record)


def test_what_is_offered_mends_the_record_and_a_day_less_does_not() -> None:
    rows = (package("a", 7), package("b", 6, kind=PackageKind.CUT_OVER), package("c", 3))
    needs = tuple(PackageNeed(package=one, team="t", units=60) for one in "abc")
    team = Team(key="t", name="Infrastructure", units=100)
    record = ending(plan_of(*rows, needs=needs, teams=(team,), freezes=(FREEZE,)), "2026-01-20")
    amount = mends(record)[ConstraintKind.FIXED_END][0]
    calendar = drawn_of(record).calendar
    last = calendar.next_slot(date(2026, 1, 20)) + amount
    for shift, possible in ((0, Possible.YES), (-1, Possible.NO)):
        moved = ending(record, str(calendar.day_of(last + shift)))
        assert conflict_of(moved).possible is possible
    drawn = drawn_of(ending(record, str(calendar.day_of(last))))
    starts = try_groups(drawn, dict(enumerate(groups_of(drawn))), effort_of(5.0)).starts
    assert verify(record, dates_of(record, drawn, starts).dates) != ()
    assert verify(ending(record, str(calendar.day_of(last))), dates_of(record, drawn, starts).dates) == ()


def test_a_plan_that_is_possible_has_no_clash() -> None:
    assert conflict_of(plan_of(package("a"))).possible is Possible.YES
    assert relaxations_of(plan_of(package("a"))).found == ()


@at_most(12)
@given(st.integers(0, 20_000))
def test_any_one_left_out_mends_a_clash_and_all_together_cannot_be(seed: int) -> None:
    record = chance_plan(seed)
    found = conflict_of(record)
    drawn = drawn_of(record)
    groups = [
        one for one in groups_of(drawn) if (one[0].kind, one[0].sentence) in {(x.kind, x.sentence) for x in found.clash}
    ]
    if not groups:
        assert found.possible is Possible.YES
        return
    assert try_groups(drawn, dict(enumerate(groups)), effort_of(5.0)).verdict is Verdict.CANNOT
    for left in range(len(groups)):
        rest = {number: group for number, group in enumerate(groups) if number != left}
        assert try_groups(drawn, rest, effort_of(5.0)).verdict is Verdict.CAN
    names = {one.key for one in record.packages} | {one.key for one in record.gates} | {"plan"}
    assert all(
        one.records and set(one.packages) <= names for one in found.clash if one.kind is not ConstraintKind.TODAY
    )


def test_vague_dates_are_taken_at_the_safe_end_and_told() -> None:
    drawn = drawn_of(plan_of(package("a", not_before=month(2026, 1))))
    assert [one.sentence for one in drawn.notes if "counts on 31 January 2026" in one.sentence]


def _stopped_after(asked: int) -> Callable[[], bool]:
    """A stop that says so, and goes on saying so, once it was asked so many times."""
    count = iter(range(10**9))
    return lambda: next(count) >= asked


def test_a_stop_that_never_says_so_changes_no_answer() -> None:
    record = ending(plan_of(package("a", 7), package("b", 6), waits=(wait("b", "a"),)), "2026-01-14")
    assert explained(record, stop=lambda: False) == explained(record)


def test_who_stops_the_explaining_keeps_what_was_found_and_is_told_that_not_all_was_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stopped after more and more questions: never a complete answer until all of them are asked."""
    monkeypatch.setattr(stoppable, "_LOOK", 10.0)
    record = ending(plan_of(package("a", 7), package("b", 6), waits=(wait("b", "a"),)), "2026-01-14")
    whole = explained(record)
    found = [explained(record, stop=_stopped_after(many)) for many in range(60)]
    conflict, relaxations = found[0]
    assert (conflict.possible, conflict.clash, relaxations.complete) == (Possible.UNKNOWN, (), False)
    assert found[-1] == whole, "Nothing was left to stop, and the answer is another one."
    halves = [one for one, _ in found if one.clash and not one.minimal]
    assert halves, "Stopped while a clash is made smaller it is not kept."
    assert all({one.sentence for one in whole[0].clash} <= {one.sentence for one in half.clash} for half in halves)
    told = [ways for _, ways in found if not ways.complete]
    assert any(ways.found for ways in told), "What was found before the stop is lost."
    assert all(one in whole[1].found for ways in told for one in ways.found)


def test_the_solver_itself_is_stopped_in_the_middle_of_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    record = ending(plan_of(package("a", 7), package("b", 6), waits=(wait("b", "a"),)), "2026-01-14")
    drawn, asked, running = drawn_of(record), [False], threading.Event()

    def never_ends(solver: cp_model.CpSolver, _: cp_model.CpModel) -> cp_model.CpSolverStatus:
        running.wait(30)
        return cp_model.UNKNOWN

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 3

    monkeypatch.setattr(cp_model.CpSolver, "solve", never_ends)
    monkeypatch.setattr(cp_model.CpSolver, "stop_search", lambda _: running.set())
    monkeypatch.setattr(cp_model.CpSolver, "response_proto", property(lambda _: cp_model.CpSolverResponse()), False)
    tried = try_groups(drawn, dict(enumerate(groups_of(drawn))), effort_of(5.0, stop))
    assert tried.verdict is Verdict.UNKNOWN
    assert running.is_set(), "Whoever stops it has to wait until the solver has used its work."
