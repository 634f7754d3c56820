"""The trail between two days: each reads of what they may see and could see, and no more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.engine.dates import day
from severalty.engine.decisions.changes import Act
from severalty.engine.estate.parties import Audience
from severalty.estate.models import Contract
from severalty.tenancy.audit import Change, record
from severalty.tenancy.models import Holding, Item, Membership
from severalty.tenancy.queries import NetRow, net_changes
from severalty.web.parts import changes_for
from tests.conftest import Cast

OCTOBER, END = date(2026, 10, 31), date(2026, 11, 22)
EARLY, LATER, LAST = (datetime(2026, month, day, 12, 0, tzinfo=UTC) for month, day in ((10, 20), (11, 5), (11, 12)))
EVERYBODY = ("north", "south", "supplier", "stranger", "anonymous")


def wrote(cast: Cast, item: Item, before: dict[str, str], after: dict[str, str], at: datetime = LATER,
          act: str = "change", **more: Any) -> None:  # fmt: skip
    """One entry of North's."""
    values = {"table": "contracts", "subject": item.key} | more
    record([Change(act, before=before, after=after, item=item, **values)], by=cast.viewer("north"), at=at, why="a test",
           case=cast.case)  # fmt: skip


def seen(cast: Cast, who: str, since: date = OCTOBER, until: date = END) -> list[NetRow]:
    return net_changes(cast.viewer(who, END), cast.case, {"contracts", "holdings"}, since, until)


def test_changes_of_one_row_come_to_one_and_only_those_of_the_days_asked_for(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1", Audience.PUBLIC)
    wrote(cast, item, {"reference": "a"}, {"reference": "b"}, EARLY)
    wrote(cast, item, {"reference": "b"}, {"reference": "c"})
    wrote(cast, item, {"reference": "c"}, {"reference": "d"}, LAST)
    for who in EVERYBODY:
        (row,) = seen(cast, who)
        assert (row.net.act, row.net.before, row.net.after) == (Act.CHANGED, {"reference": "b"}, {"reference": "d"})
        assert row.on == LAST.date()
        assert row.own is (who == "north")
    assert seen(cast, "north", since=LAST.date()) == []
    assert seen(cast, "north", until=OCTOBER) == []
    assert seen(cast, "north", until=LATER.date())[0].net.after == {"reference": "c"}


@pytest.mark.parametrize("audience", [Audience.HOLDERS, Audience.PARTNERS, Audience.PARTNERSHIP, Audience.PUBLIC])
def test_what_one_may_not_see_is_no_change(cast: Cast, audience: Audience) -> None:
    wrote(cast, cast.item(cast.north, "C-1", audience), {"reference": "a"}, {"reference": "b"})
    allowed = {
        Audience.HOLDERS: {"north"}, Audience.PARTNERS: {"north", "south"},
        Audience.PARTNERSHIP: {"north", "south", "supplier"}, Audience.PUBLIC: set(EVERYBODY),
    }[audience]  # fmt: skip
    assert {who for who in EVERYBODY if seen(cast, who)} == allowed


def test_what_was_written_before_a_record_was_opened_is_told_to_its_keeper_alone(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1", Audience.PARTNERS)
    wrote(cast, item, {"reference": "secret"}, {"reference": "a"})
    wrote(cast, item, {"audience": "holders"}, {"audience": "partners"}, LATER + timedelta(hours=1))
    wrote(cast, item, {"reference": "a"}, {"reference": "b"}, LAST)
    assert seen(cast, "north")[0].net.before["reference"] == "secret"
    assert seen(cast, "south")[0].net.before == {"reference": "a"}
    assert seen(cast, "south", until=LATER.date()) == [], "It was opened within the days, and what was before is told."


def test_what_was_opened_after_the_days_asked_for_tells_nothing_of_them(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1", Audience.PUBLIC)
    wrote(cast, item, {"reference": "secret"}, {"reference": "a"})
    wrote(cast, item, {"audience": "holders"}, {"audience": "public"}, LAST)
    assert [who for who in EVERYBODY if seen(cast, who, until=LATER.date())] == ["north"]


def test_a_share_that_is_recorded_opens_a_record_from_then_on(cast: Cast) -> None:
    for audience, tables in ((Audience.HOLDERS, []), (Audience.PARTNERS, ["contracts", "holdings"])):
        item = cast.item(cast.north, f"C {audience}", audience)
        Holding.objects.create(case=cast.case, item=item, organisation=cast.south, recorded_by=cast.north)
        wrote(cast, item, {"reference": "a"}, {"reference": "b"})
        wrote(cast, item, {}, {"organisation": "south"}, LAST, "create", table="holdings", subject="C-1 · south")
        for who, expected in (("south", tables), ("north", ["contracts", "holdings"])):
            assert [row.table for row in seen(cast, who) if row.item == item] == expected, f"{who}, for {audience}"


def test_who_came_to_the_partnership_later_reads_nothing_of_the_time_before(cast: Cast) -> None:
    wrote(cast, cast.item(cast.north, "C-1", Audience.PARTNERS), {"reference": "a"}, {"reference": "b"})
    assert seen(cast, "south")
    Membership.objects.filter(organisation=cast.south).update(starts=day(date(2026, 11, 20)))
    assert not seen(cast, "south")


def test_what_is_taken_off_the_record_is_told_to_its_keeper_alone(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1", Audience.PUBLIC, withdrawn=True)
    wrote(cast, item, {"name": "C-1"}, {}, act="withdraw")
    assert {who: [row.net.act for row in seen(cast, who)] for who in EVERYBODY if seen(cast, who)} == {
        "north": [Act.WITHDRAWN]
    }


def test_a_contract_that_is_about_a_hidden_supplier_does_not_tell_that_it_changed(cast: Cast) -> None:
    item = cast.item(cast.north, "C-1", Audience.PUBLIC, name="Service desk")
    Contract.objects.create(item=item)
    wrote(cast, item, {"supplier": "hidden-one"}, {"supplier": "hidden-two"})
    told = {who: changes_for(cast.viewer(who), cast.case, OCTOBER, END) for who in EVERYBODY}
    assert [one.sentence for one in told["north"]] == ["Supplier changed."]
    assert not any(told[who] for who in EVERYBODY if who != "north")


def test_as_many_queries_for_many_rows(cast: Cast) -> None:
    counts = []
    for number in range(3):
        for more in range(20 * number + 1):
            item = cast.item(cast.north, f"C-{number}-{more}", Audience.PUBLIC)
            wrote(cast, item, {"reference": "a"}, {"reference": "b"})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert seen(cast, "south")
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
