"""What holds a package, constraint by constraint, on plans small enough to see through."""

from dataclasses import replace
from datetime import date

import pytest

from severalty.engine.dates import month
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.transition.calendar import calendar_of
from severalty.engine.transition.capacity import capacity_of
from severalty.engine.transition.circles import CircleLink, circles_of, plan_circles
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing import drawn_of
from severalty.engine.transition.drawing_aims import order_of
from severalty.engine.transition.packages import Maturity, PackageKind, PackageNeed, TaskCalendar, WaitKind
from severalty.engine.transition.record import (
    ContractFact,
    DispositionFact,
    GateFact,
    PlanError,
    PlanRecord,
    SupportFact,
    UseFact,
)
from severalty.engine.transition.resources import (
    CutOverKind,
    CutOverMember,
    CutOverRule,
    Freeze,
    FreezeReach,
    Promise,
    Severity,
    Team,
    TeamAllotment,
    TeamLeave,
    Wave,
)
from severalty.engine.transition.verify import verify
from severalty.engine.transition.waves import waves_of
from severalty.engine.transition.weekends import weekends_between
from tests.engine.transition.plans import START, ending, on, package, plan_of, wait
from tests.engine.transition.solved import solved

CUT = PackageKind.CUT_OVER


def earliest(record: PlanRecord, key: str) -> str:
    """The first day on which a package of a plan can start, when everything is as early as can be."""
    drawn = drawn_of(record)
    place = drawn.place[key]
    slots = [one.slots[0] for one in drawn.constraints if place in one.activities and one.form == "earliest"]
    return str(drawn.calendar.day_of(max(slots)))


def last_day(record: PlanRecord, key: str) -> str:
    """The last day on which a package may still run."""
    drawn = drawn_of(record)
    place = drawn.place[key]
    slots = [one.slots[0] for one in drawn.constraints if place in one.activities and one.form == "latest"]
    return str(drawn.calendar.day_of(min(slots) - 1))


def test_slots_are_working_days_both_ways() -> None:
    calendar = calendar_of(plan_of(package("a")))
    assert calendar.day_of(0) == START
    assert str(calendar.day_of(63)) == "2026-04-02"
    assert str(calendar.day_of(64)) == "2026-04-07", "Good Friday and Easter Monday are no working days"
    assert all(calendar.next_slot(calendar.day_of(slot)) == slot for slot in range(-50, 300))
    assert calendar.next_slot(date(2026, 1, 10)) == calendar.last_slot(date(2026, 1, 10)) + 1 == 5
    with pytest.raises(PlanError, match="lies outside"):
        calendar.next_slot(date(2090, 1, 1))


def test_weekends_lie_before_the_first_working_day_after_them() -> None:
    record = plan_of(package("a", 1, calendar=TaskCalendar.WEEKEND))
    slots = dict(weekends_between(calendar_of(record), 60, 70))
    assert {slot: str(days[0]) for slot, days in slots.items()} == {
        60: "2026-03-28", 64: "2026-04-04", 68: "2026-04-11"
    }, "the Tuesday after Easter opens the week"  # fmt: skip
    rule = CutOverRule(key="r", name="Joint", kind=CutOverKind.TOGETHER)
    members = tuple(CutOverMember(rule="r", package=one) for one in "ab")
    mixed = replace(record, packages=(*record.packages, package("b", 1)), rules=(rule,), members=members)
    for wrong, told in (
        (mixed, "A is done at a weekend and B on working days"),
        (plan_of(package("a", 3, calendar=TaskCalendar.WEEKEND)), "A says 3 days; expected 1 or 2 days"),
        (
            plan_of(package("a", 1, calendar=TaskCalendar.WEEKEND, starts_on=on("2026-01-12"))),
            "a Monday; expected a Sat",
        ),
    ):
        with pytest.raises(PlanError, match=told):
            drawn_of(wrong)


def test_a_promise_and_a_decision_are_waited_for_at_their_safe_ends() -> None:
    promise = Promise(key="p", name="Identity", council="stan", promised_for=month(2026, 2))
    gate = GateFact("m", "Cabinet", date(2026, 3, 2), date(2026, 3, 16))
    record = plan_of(package("a"), waits=(wait("a", "p"), wait("a", "m", lag=1)), promises=(promise,), gates=(gate,))
    assert earliest(record, "a") == "2026-03-17"
    assert earliest(replace(record, gates=(replace(gate, latest=None),)), "a") == "2026-03-03"
    notes = [one.sentence for one in drawn_of(record).notes]
    assert any("counts on 28 February 2026" in one for one in notes)


def test_a_moved_meeting_moves_the_plan_and_papers_take_the_first_that_they_can_reach() -> None:
    steps = ((date(2026, 1, 8), date(2026, 1, 20)), (date(2026, 1, 23), date(2026, 2, 4)))
    gate = GateFact("m", "Cabinet", date(2026, 1, 20), None, steps)
    record = plan_of(package("papers", thing="m"), package("a"), waits=(wait("a", "m"),), gates=(gate,))
    assert earliest(record, "a") == "2026-02-04", "five days of work are not ready by the eighth"
    assert last_day(record, "papers") == "2026-01-23"
    later = replace(gate, steps=(steps[0], (date(2026, 2, 13), date(2026, 2, 25))))
    assert earliest(replace(record, gates=(later,)), "a") == "2026-02-25"


def test_what_is_not_known_is_not_dated_and_says_why() -> None:
    record = plan_of(
        package("vague", None),
        package("after"),
        package("decided"),
        package("free"),
        package("told as done", None, percent_done=100),
        package("next"),
        package("opening", None, kind=PackageKind.MILESTONE, maturity=Maturity.UNDEFINED),
        waits=(wait("after", "vague"), wait("decided", "m"), wait("next", "told as done")),
        gates=(GateFact("m", "Cabinet"),),
    )
    drawn = drawn_of(record)
    assert [piece.package for piece in drawn.pieces] == ["free", "next"], "what is done needs no length any more"
    dates = tuple(solved(record).values())
    assert verify(record, dates) == ()
    said = {one.package: one.sentence for one in drawn.undated}
    assert "undefined milestone that waits for nothing" in said["opening"]
    assert said["vague"] == "Not dated: its estimate is undefined."
    assert said["after"] == "Not dated: it waits for Vague, and its estimate is undefined."
    assert "no day is known on which “Cabinet” is decided" in said["decided"]


def test_nothing_shared_is_taken_down_before_its_last_user_has_left() -> None:
    down = package("down", kind=PackageKind.DECOMMISSION, thing="crm")
    ours = package("ours", kind=CUT, thing="crm", council="alder")
    uses = (UseFact("crm", "alder"), UseFact("crm", "stan"))
    record = plan_of(ours, down, uses=uses, names={"stan": "Stanmere", "crm": "the CRM"})
    assert "Stanmere still uses the CRM" in drawn_of(record).undated[0].sentence
    leaves = DispositionFact("d", "crm", "stan", Route.MOVE, by_when=on("2026-05-15"))
    assert earliest(replace(record, dispositions=(leaves,)), "down") == "2026-05-18"
    stays = replace(leaves, route=Route.KEEP_SHARED)
    assert "keep shared" in drawn_of(replace(record, dispositions=(stays,))).undated[0].sentence
    promise = Promise(key="p", name="Stanmere has left", council="stan", promised_for=on("2026-06-01"))
    promised = replace(record, waits=(wait("down", "p"),), promises=(promise,))
    assert earliest(promised, "down") == "2026-06-02"
    assert ConstraintKind.LAST_USER in {one.kind for one in drawn_of(promised).constraints}


def test_contracts_notice_and_support_bind_and_cost() -> None:
    facts = (ContractFact("c", "Telephony", on("2026-06-30"), act_by=date(2026, 3, 31), daily_cost=100),)
    record = plan_of(
        package("notice", 1, kind=PackageKind.NOTICE, thing="c"),
        package("move", kind=CUT, thing="c"),
        package("down", kind=PackageKind.DECOMMISSION, thing="c", daily_cost=500),
        contracts=facts,
        supports=(SupportFact("c", "Exchange", on("2026-01-30"), 7),),
    )
    assert last_day(record, "notice") == "2026-03-31"
    assert last_day(record, "move") == "2026-06-30"
    aims = {one.key: one for one in drawn_of(record).aims}
    assert [(one.weight, one.activity) for one in aims["support"].late] == [(7, 2)]
    assert [(one.first, one.last, one.weight) for one in aims["double running"].spans] == [(1, 2, 500)]
    assert [one.weight for one in aims["double running"].late] == [100]


@pytest.mark.parametrize(
    ("reach", "stopped"),
    [(FreezeReach.CUT_OVERS, "ad"), (FreezeReach.CHANGES, "abd"), (FreezeReach.ALL_WORK, "abcd")],
)
def test_freezes_stop_by_reach_council_and_severity(reach: FreezeReach, stopped: str) -> None:
    rows = (
        package("a", kind=CUT),
        package("b", kind=PackageKind.MIGRATE, council="alder"),
        package("c", kind=PackageKind.BUILD),
        package("d", kind=PackageKind.DECOMMISSION, freeze_exception="Board, 3 May"),
        package("e", kind=CUT, council="stan"),
    )
    freeze = Freeze(
        key="f", name="Freeze", starts=on("2026-03-02"), ends=on("2026-03-13"), reach=reach, council="alder"
    )
    record = plan_of(*rows, freezes=(freeze,))
    held = [one for one in drawn_of(record).constraints if one.kind is ConstraintKind.FREEZE]
    assert "".join(rows[number].key for number in held[0].activities) == stopped
    eased = replace(record, freezes=(replace(freeze, severity=Severity.APPROVAL),))
    held = [one for one in drawn_of(eased).constraints if one.kind is ConstraintKind.FREEZE]
    assert "d" not in "".join(rows[number].key for number in held[0].activities)


def test_a_shared_team_gives_a_council_its_allotment_and_all_together_what_is_left() -> None:
    team = Team(key="t", name="Team", council="one", units=400, day_to_day="50")
    shares = (
        TeamAllotment(team="t", organisation="alder", units=120, starts=on("2026-01-01"), ends=on("2026-03-31")),
        TeamAllotment(team="t", organisation="stan", units=60, starts=on("2026-01-01")),
    )
    away = TeamLeave(team="t", starts=on("2026-02-02"), ends=on("2026-02-06"), units=200)
    record = plan_of(package("a"), teams=(team,), allotments=shares, leave=(away,))
    joint = replace(record, plan=replace(record.plan, council=""))
    days = [date(2026, 1, 12), date(2026, 2, 3), date(2026, 4, 15)]
    assert [capacity_of(record, team, one) for one in days] == [120, 60, 0]
    assert [capacity_of(joint, team, one) for one in days] == [20, 10, 140]
    assert capacity_of(replace(record, allotments=()), team, days[0]) == 200
    assert capacity_of(record, replace(team, units=None), days[0]) == 120
    assert capacity_of(joint, replace(team, units=None), days[0]) is None


def test_waits_of_every_kind_hold_the_right_ends() -> None:
    for kind, shift in (("FINISH_START", 5), ("START_START", 0), ("FINISH_FINISH", 3), ("START_FINISH", -2)):
        rule = wait("b", "a", kind=WaitKind[kind], lag=2, most=2)
        record = plan_of(package("a", starts_on=on("2026-01-12")), package("b", 2), waits=(rule,))
        found = solved(record)
        calendar = calendar_of(record)
        assert calendar.next_slot(found["b"].starts) - 5 == shift + 2, kind


def test_milestones_close_the_day_that_they_wait_for_and_open_the_first() -> None:
    record = ending(
        plan_of(
            package("kick-off", None, kind=PackageKind.MILESTONE),
            package("a"),
            package("done", None, kind=PackageKind.MILESTONE),
            waits=(wait("a", "kick-off"), wait("done", "a")),
        ),
        "2026-01-09",
    )
    found = solved(record)
    assert [str(found[key].starts) for key in ("kick-off", "a", "done")] == ["2026-01-05", "2026-01-05", "2026-01-09"]


def test_a_group_in_one_wave_takes_one_that_all_can_reach_and_says_so() -> None:
    waves = (
        Wave(key="w1", name="Wave 1", plan="plan", number=1, starts=on("2026-01-12"), ends=on("2026-01-23"), most=2),
        Wave(key="w2", name="Wave 2", plan="plan", number=2, starts=on("2026-02-09"), ends=on("2026-02-27"), most=4),
    )
    rule = CutOverRule(key="r", name="Portal and interface", kind=CutOverKind.SAME_WAVE)
    record = plan_of(
        package("a", 1, kind=CUT),
        package("b", 1, kind=CUT, not_before=on("2026-02-02")),
        package("c", 1, kind=CUT, wave=1),
        waves=waves,
        rules=(rule,),
        members=(CutOverMember(rule="r", package="a"), CutOverMember(rule="r", package="b")),
    )
    found = solved(record)
    told = {one.package: one for one in waves_of(record, tuple(found.values())).places}
    assert {key: one.wave for key, one in told.items()} == {"a": 2, "b": 2, "c": 1}
    assert told["a"].with_these == ("b",)
    assert "Portal and interface: in one wave, whichever it is; the plan takes Wave 2" in told["a"].not_before[0]
    assert "is pinned to Wave 1" in told["c"].sentence


def test_waves_without_days_are_cut_from_the_plan_where_most_days_lie_between() -> None:
    days = ("2026-01-12", "2026-01-13", "2026-02-16", "2026-02-17", "2026-02-18")
    rows = [package(key, 1, kind=CUT, starts_on=on(day)) for key, day in zip("abcde", days, strict=True)]
    waves = tuple(Wave(key=f"w{n}", name=f"Wave {n}", plan="plan", number=n, most=3) for n in (1, 2))
    record = plan_of(*rows, waves=waves)
    found = waves_of(record, tuple(solved(record).values()))
    assert [one.packages for one in found.waves] == [("a", "b"), ("c", "d", "e")]
    tied = replace(record, waits=(wait("b", "c", kind=WaitKind.START_START, overlap=90), wait("c", "b", overlap=90)))
    both = waves_of(tied, tuple(solved(tied).values()))
    assert {one.wave for one in both.places if one.package in "bc"} == {both.places[1].wave}


def test_aims_stand_in_the_order_of_the_plan() -> None:
    assert order_of("support; date") == ("support", "date", "double running", "level", "steady")
    assert order_of("") == ("date", "support", "double running", "level", "steady")
    need = PackageNeed(package="a", team="t", units=50)
    record = plan_of(
        package("a", wanted_by=on("2026-01-07")), needs=(need,), teams=(Team(key="t", name="T", units=90),)
    )
    named = replace(record, plan=replace(record.plan, aims="level; date"))
    assert [one.key for one in drawn_of(named).aims] == ["level", "date", "end"]


def test_circles_name_every_member_and_the_cheapest_bridges() -> None:
    links = [
        CircleLink("a", "b", cost=500), CircleLink("b", "c", cost=100), CircleLink("c", "a"),
        CircleLink("b", "a", cost=200), CircleLink("x", "y", cost=1),
    ]  # fmt: skip
    found = circles_of(links, {"a": "Identity"})
    assert [one.members for one in found.circles] == [("a", "b", "c")]
    assert found.circles[0].rounds == (("a", "b"), ("a", "b", "c"))
    assert {(one.before, one.after) for one in found.bridges} == {("b", "c"), ("b", "a")}
    assert (found.cost, found.unknown, found.least) == (300, 0, True)
    assert found.sentences[0].startswith("Identity, b, c wait")
    unknown = circles_of([CircleLink("a", "b"), CircleLink("b", "a")])
    assert (unknown.cost, unknown.unknown) == (None, 1)
    assert circles_of(links[4:]).circles == ()


def test_a_circle_of_waits_that_take_no_time_blocks_nothing() -> None:
    both = (wait("a", "b", kind=WaitKind.START_START), wait("b", "a", kind=WaitKind.START_START))
    assert [one.blocks for one in plan_circles(plan_of(package("a"), package("b"), waits=both)).circles] == [False]
    hard = plan_circles(plan_of(package("a"), package("b"), waits=(wait("a", "b"), wait("b", "a"))))
    assert [one.blocks for one in hard.circles] == [True]


def test_an_overlap_lets_a_package_begin_before_the_other_has_ended() -> None:
    pair = (package("a"), package("b"))
    record = ending(plan_of(*pair, waits=(wait("b", "a", overlap=2),)), "2026-01-14")
    assert str(solved(record)["b"].starts) == "2026-01-08"
