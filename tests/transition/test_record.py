"""What a viewer may see of a plan: all that planning looks at, nothing of another's, and as many queries for more."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from severalty.engine.dates import read_date
from severalty.engine.freeze import canonical, digest
from severalty.engine.transition.weekends import check_weekends
from severalty.estate import importing
from severalty.tenancy.access import operator_for
from severalty.transition.models import WorkPackage
from severalty.transition.queries.record import plan_record
from severalty.transition.queries.slips import changes_for, key_of_slip, slip_of, slips_for
from severalty.transition.queries.supposing import Change, Slippage, SupposeError, Unit
from tests.conftest import NOON, TODAY, Cast
from tests.transition.planned import FILES, TAIL, Desk, bring_in

pytestmark = pytest.mark.sqlite_enough


def test_a_council_sees_its_own_work_and_of_the_other_its_promise_alone(desk: Desk) -> None:
    north, south = desk.record("north"), desk.record("south")
    assert [one.key for one in north.packages] == [
        "work_packages:cut@service", "work_packages:n-build@north", "work_packages:n-ready@north",
    ]  # fmt: skip
    assert {one.follows for one in south.waits if one.package == "work_packages:cut@service"} == {
        "promises:north-ready@north", "promises:south-ready@south",
    }  # fmt: skip
    assert "Secret" in canonical(north)
    for word in ("Secret", "n-build", "n-ready", "own@north", "audit"):
        assert word not in canonical(south), f"South is told of {word}."


def test_what_one_council_keeps_to_itself_moves_nothing_of_the_other(desk: Desk, tmp_path: Path) -> None:
    """The record of South is the same to the letter, whatever North plans privately."""
    before = digest(desk.record("south"))
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "case.toml").write_text((tmp_path / "case.toml").read_text())
    for table in ("work_packages", "package_needs", "freezes", "teams"):
        head, *rows = FILES[table].splitlines()
        private = [row for row in rows if row.endswith("holders,north,reported") or row.startswith("n-build")]
        changed = [row.replace("8,10,20", "80,90,99").replace(",100,north", ",75,north") for row in private]
        more = [row.replace(row.split(",")[0], f"{row.split(',')[0]}-2", 1) for row in private if "," in row]
        (folder / f"{table}.csv").write_text("\n".join([head, *changed, *(more if table != "package_needs" else [])]))
    importing.import_case(source=folder, by=operator_for(), at=NOON)
    desk.keep("Run of North")
    assert digest(desk.record("south")) == before


def test_ten_times_the_packages_take_as_many_queries(desk: Desk, tmp_path: Path) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.record()
        return len(found)

    desk.record()
    few = count()
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "case.toml").write_text((tmp_path / "case.toml").read_text())
    head, *rows = FILES["work_packages"].splitlines()
    many = [row.replace("n-build", f"n-build-{number}", 1) for number in range(30) for row in rows if "n-build" in row]
    (folder / "work_packages.csv").write_text("\n".join([head, *many]))
    waits = [f"n-build-{number},choice,finish to start,north,reported" for number in range(30)]
    (folder / "package_waits.csv").write_text("\n".join(["package,follows,kind,recorded_by,evidence", *waits]))
    importing.import_case(source=folder, by=operator_for(), at=NOON)
    assert len(desk.record().packages) == 33
    assert count() == few


def test_each_council_draws_on_its_own_allotment_of_a_shared_team(desk: Desk) -> None:
    teams = {one.name: one.units for one in desk.record("north").teams}
    assert teams == {
        "Secret crew": 100, "Engineers, for North Thornton": 100, "Engineers, for Thornton Shared ICT": 40,
    }  # fmt: skip
    assert {one.name for one in desk.record("south").teams} == {
        "Engineers, for South Thornton", "Engineers, for Thornton Shared ICT",
    }  # fmt: skip


def test_a_gate_takes_its_day_from_the_meeting_and_moves_with_it(desk: Desk) -> None:
    seen = desk.seen()
    [gate] = seen.record.gates
    slip = next(one for group in slips_for(seen) for one in group.slips if key_of_slip(seen, one) == "cabinet")
    changes = changes_for(seen, slip, Slippage(3))
    assert {one.value for one in changes} == {"meets_on"}
    assert len(changes) == 2
    [later] = desk.seen(supposed=changes).record.gates
    assert gate.latest is not None
    assert later.latest is not None
    assert gate.latest >= date(2027, 1, 13)
    assert 19 <= (later.latest - gate.latest).days <= 24
    assert desk.record().gates == (gate,), "What is supposed was written."


@pytest.mark.parametrize(
    ("pin", "by", "then"),
    [
        ("2027-02-06", Slippage(1, Unit.DAYS), "2027-02-13"), ("2027-02-07", Slippage(3, Unit.DAYS), "2027-02-13"),
        ("2027-02-06", Slippage(2), "2027-02-20"), ("2027-02-06", Slippage(8, Unit.DAYS), "2027-02-20"),
        ("2027-02-07", Slippage(1, Unit.MONTHS), "2027-03-06"), ("2027-02-06", Slippage(-3, Unit.DAYS), "2027-01-30"),
    ],
)  # fmt: skip
def test_a_pinned_weekend_slips_to_a_weekend(desk: Desk, pin: str, by: Slippage, then: str) -> None:
    """By days it would land on a working day, of which no plan can be made."""
    rows = WorkPackage.objects.filter(pk=desk.ref("n-ready"))
    rows.update(calendar="weekend", low=1, likely=1, high=2, starts_on=read_date(pin))
    seen = desk.seen("north")
    slip = slip_of(seen, f"package:{rows[0].pk}")
    assert slip is not None
    after = desk.seen("north", supposed=changes_for(seen, slip, by)).record
    [moved] = [one for one in after.packages if one.name == "Secret readiness"]
    assert (moved.starts_on, moved.not_before) == (read_date(then), read_date(then))
    check_weekends(after)


def test_everything_that_can_slip_can_be_supposed(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    bring_in(desk.cast, folder, {
        "contracts": f"key,name,ends,renewal,notice,annual_charge,{TAIL}"
        "cables,Secret cables,2027-09-30,renews unless stopped,3 months,3650.00,holders,north,reported\n",
        "work_packages": f"key,name,workstream,kind,council,likely,thing,{TAIL}"
        "n-notice,Secret notice,north,notice,north,1,cables@north,holders,north,reported\n",
    })  # fmt: skip
    desk.keep()
    seen = desk.seen()
    found = {}
    for group in slips_for(seen):
        for slip in group.slips:
            assert desk.seen(supposed=changes_for(seen, slip, Slippage(20, Unit.DAYS))).record != seen.record, slip
            found[slip.key.partition(":")[0]] = slip
    assert set(found) == {"body", "meeting", "contract", "notice", "promise", "freeze", "team", "package"}
    for kind, days in (
        ("contract", (date(2027, 10, 31), date(2027, 7, 30))),
        ("notice", (date(2027, 9, 30), date(2027, 7, 30))),
    ):
        month = changes_for(seen, found[kind], Slippage(1, Unit.MONTHS))
        [fact] = desk.seen(supposed=month).record.contracts
        assert (fact.ends.first if fact.ends else None, fact.act_by) == days, kind
    assert slip_of(desk.seen("south"), found["contract"].key) is None, "South can try out a contract of North's own."
    assert slip_of(seen, "package:nothing") is None
    with pytest.raises(SupposeError, match="stay within 104 weeks"):
        changes_for(seen, next(iter(slips_for(seen))).slips[0], Slippage(200))
    with pytest.raises(SupposeError, match="moves nothing"):
        changes_for(seen, next(iter(slips_for(seen))).slips[0], Slippage(0))


@pytest.mark.parametrize(
    ("value", "becomes", "words"),
    [("nothing", "1", "no value"), ("workstream", "south", "no value"), ("likely", "soon", "Working days"),
     ("not_before", "+3 weeks", "no day that could move")],
)  # fmt: skip
def test_what_cannot_be_supposed_says_why(desk: Desk, value: str, becomes: str, words: str) -> None:
    with pytest.raises(SupposeError, match=words):
        desk.seen(supposed=[Change(desk.ref("n-build"), value, becomes)])


def test_a_plan_that_may_not_be_seen_is_not_there(desk: Desk, cast: Cast) -> None:
    for who in ("stranger", "anonymous"):
        with pytest.raises(Http404):
            plan_record(cast.viewer(who), cast.case, desk.plan, TODAY)


def test_the_run_that_counts_is_the_last_plan(desk: Desk) -> None:
    assert desk.record().previous == ()
    desk.keep()
    assert {one.package for one in desk.record().previous} == {
        f"work_packages:{key}" for key in ("n-build@north", "n-ready@north", "cut@service")
    }
    assert desk.record("south").previous == (), "South is shown a run that North keeps to itself."
    assert WorkPackage.objects.count() == 5
