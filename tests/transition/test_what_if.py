"""What comes of a supposition: simulated in the old order, planned again, and what is said where no plan exists."""

from dataclasses import replace
from datetime import date

import pytest

from severalty.engine.fields import Known
from severalty.engine.transition.packages import PackageKind, PackageNeed
from severalty.engine.transition.progress import RunState
from severalty.engine.transition.record import ContractFact, Dated, Extension, PlanRecord
from severalty.engine.transition.resources import Team, Wave
from severalty.transition.reports import supposed
from severalty.transition.reports.compared import Compared, comparison
from severalty.transition.reports.supposed import AsItStands
from severalty.transition.reports.unpriced import NOT_SHOWN, unpriced
from severalty.transition.reports.what_if import NO_PLAN, Side, WhatIf, cautions_of, sentence_of
from severalty.transition.reports.what_if_tables import sheets_of
from severalty.web.sheets import csv_file
from tests.engine.transition.plans import on, package, plan_of, wait

CABLES = ContractFact(
    "cables", "Cables", on("2026-04-30"), date(2026, 2, 27), Known.YES, (Extension(12, 36_500),), daily_cost=100
)
DATES = (
    Dated("long", date(2026, 1, 5), date(2026, 1, 16)), Dated("notice", date(2026, 1, 19), date(2026, 1, 19)),
    Dated("cut", date(2026, 1, 19), date(2026, 1, 19)),
)  # fmt: skip


@pytest.fixture
def record() -> PlanRecord:
    """A crew of one does a long piece of work, then gives notice; what follows on the work is cut over in wave 1."""
    return plan_of(
        package("long", 10), package("notice", 1, kind=PackageKind.NOTICE, thing="cables"),
        package("cut", 1, kind=PackageKind.CUT_OVER),
        waits=(wait("cut", "long"),),
        needs=tuple(PackageNeed(package=key, team="crew", units=100) for key in ("long", "notice")),
        teams=(Team(key="crew", name="Crew", council="alder", units=100),),
        waves=(Wave(key="w1", name="First", plan="plan", number=1, starts=on("2026-01-12"), ends=on("2026-01-19")),
               Wave(key="w2", name="Second", plan="plan", number=2, starts=on("2026-01-20"), ends=on("2026-02-20"))),
        contracts=(CABLES,), previous=DATES,
    )  # fmt: skip


def test_a_notice_that_the_old_order_misses_is_kept_by_planning_again(record: PlanRecord) -> None:
    sooner = replace(record, contracts=(replace(CABLES, act_by=date(2026, 1, 9)),))
    found = AsItStands(record, draws=50).what_if(sooner, "Sooner")
    assert [found.notices(side) for side in Side] == [(), ("Cables",), ()]
    assert [found.renewals(side) for side in Side] == [0, 36_500, 0]
    kept, _, again = sentence_of(found).partition("Planned again")
    assert "notice on Cables), and running on costs as now, what renews since its notice is missed costs £365" in kept
    assert "no more last days are missed" in again
    assert {one.package for one in found.again.moved} == {"long", "notice", "cut"}
    assert [(one.package, one.waves) for one in found.again.changed_waves] == [("cut", (1, 2))]
    [crew] = found.teams
    assert crew.peaks[Side.NOW].full == (date(2026, 1, 5), date(2026, 1, 12))
    assert [(one.ends[0], one.act_by[1], one.price) for one in found.contracts] == [
        (date(2026, 4, 30), date(2026, 1, 9), 0)
    ]
    assert found == AsItStands(record, draws=50).what_if(sooner, "Sooner"), "The same asked twice has two answers."


def test_who_may_not_see_money_reads_no_pounds_in_what_comes_of_a_slip(record: PlanRecord) -> None:
    sooner = replace(record, contracts=(replace(CABLES, act_by=date(2026, 1, 9)),))
    priced = AsItStands(record, draws=50).what_if(sooner, "Sooner")
    found = unpriced(priced)

    def told(one: WhatIf) -> str:
        tables = [
            b"".join(csv_file(sheet, "x")).decode()
            for sheet in (*sheets_of(one, {"cables": 5_000}), *comparison([Compared("Sooner", one)]))
        ]
        return "\n".join((sentence_of(one), *cautions_of(record, one), *tables))

    assert "£365" in told(priced)
    assert "£" not in told(found)
    assert NOT_SHOWN in told(found)
    assert found.notices(Side.KEPT) == ("Cables",), "What is missed is no amount."


def test_where_no_plan_exists_it_is_said_what_clashes(record: PlanRecord) -> None:
    late = replace(record.packages[1], not_before=on("2026-03-02"))
    found = AsItStands(record, draws=50).what_if(
        replace(record, packages=(record.packages[0], late, record.packages[2])), "Late"
    )
    assert found.again.state is RunState.IMPOSSIBLE
    assert found.sides == (Side.NOW, Side.KEPT)
    assert any("last day to give notice on Cables" in one for one in found.again.told.conflict)
    assert found.again.told.relaxations
    assert sentence_of(found).endswith("Planned again: no plan is possible.")


def test_the_plan_as_it_stands_is_simulated_once(record: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, simulated = [], supposed.simulated
    monkeypatch.setattr(
        supposed, "simulated", lambda *given, **named: counted.append(given[0]) or simulated(*given, **named)
    )
    stands = AsItStands(record, draws=50)
    later = replace(record, contracts=(replace(CABLES, ends=on("2026-05-31")),))
    found = [stands.what_if(later, name) for name in ("One", "Two")]
    assert counted.count(record) == 1
    assert len(counted) == 3, "What does not move is simulated again."
    assert found[0].price == 31 * 100
    assert "the supposed ends of contracts cost £31" in sentence_of(found[0])


def test_where_no_plan_counts_one_is_made_to_move_against(record: PlanRecord) -> None:
    fresh = replace(record, previous=())
    longer = replace(fresh, packages=(replace(record.packages[0], likely=15), *record.packages[1:]))
    found = AsItStands(fresh, draws=50).what_if(longer, "Longer")
    moved = {one.package: one.days for one in found.again.moved}
    assert moved["long"] == 7
    assert moved["cut"] == 7
    assert cautions_of(fresh, found) == [NO_PLAN]


def test_what_moves_with_nothing_supposed_is_told_apart(record: PlanRecord) -> None:
    early = Dated("other", date(2026, 1, 12), date(2026, 1, 12))
    other = package("other", 1, not_before=on("2026-02-02"))
    stale = replace(record, packages=(*record.packages, other), previous=(*DATES, early))
    sooner = replace(stale, contracts=(replace(CABLES, act_by=date(2026, 1, 9)),))
    found = AsItStands(stale, draws=50).what_if(sooner, "Sooner")
    assert {one.package for one in found.again.moved if one.anyway} == {"other"}
    assert {one.package for one in found.again.moved} == {"long", "notice", "cut", "other"}
    [caution] = cautions_of(stale, found)
    assert "1 of the 4 packages that move do just so with nothing supposed" in caution
