"""Who may read what of an estate, and what is worked out from it."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404

from severalty.engine.dates import day, read_date
from severalty.engine.estate.items import Contract
from severalty.engine.estate.parties import Audience
from severalty.engine.estate.runway import runway
from severalty.engine.graph import cycles
from severalty.estate import queries
from severalty.estate.actions import save_record
from severalty.tenancy.models import Item
from tests.conftest import NOON, TODAY, Cast

CONTRACTS_SEEN = {
    "north": {"C-1", "C-2", "C-3", "C-4"},
    "south": {"C-1", "C-4"},
    "service": {"C-1", "C-4"},
    "supplier": {"C-3", "C-4"},
    "stranger": set(),
    "anonymous": set(),
}


@pytest.mark.parametrize("name", CONTRACTS_SEEN)
def test_each_sees_its_own_and_what_is_shared_with_it(cast: Cast, estate: dict[str, Item], name: str) -> None:
    cast.case.public = False
    rows = queries.register_for(cast.viewer(name), cast.case, queries.CONTRACTS)
    seen = {row.item.key for row in rows} - ({"C-4"} if name in ("stranger", "anonymous") else set())
    assert seen == CONTRACTS_SEEN[name], f"{name} sees {seen}"


def test_a_hidden_supplier_leaves_no_trace_in_a_visible_contract(cast: Cast, estate: dict[str, Item]) -> None:
    Item.objects.filter(key="acme").update(audience="holders")
    row = queries.register_for(cast.viewer("south"), cast.case, queries.CONTRACTS).get(pk=estate["C-1"].pk)
    record = queries.record_for(cast.viewer("south"), cast.case, queries.CONTRACTS, row)
    assert (row.supplier_name, row.supplier_ref, record.supplier) == (None, None, "")


def test_an_item_one_may_not_see_is_an_item_that_is_not_there(cast: Cast, estate: dict[str, Item]) -> None:
    for ref in (estate["C-2"].pk, "zzzzzzzzzzzz"):
        with pytest.raises(Http404):
            queries.row_for(cast.viewer("south"), cast.case, ref)


def test_dependencies_show_only_where_both_ends_do(cast: Cast, estate: dict[str, Item]) -> None:
    north, south = (queries.edges_for(cast.viewer(name), cast.case) for name in ("north", "south"))
    assert (len(north), len(south)) == (3, 2)
    assert [len(group) for group in cycles(south)] == [2]


def test_the_last_day_to_act_is_worked_out_when_a_contract_is_written(cast: Cast, estate: dict[str, Item]) -> None:
    acts = dict(queries.CONTRACTS.model._default_manager.values_list("item__key", "act_by"))
    assert acts["C-1"] == read_date("2026-12-31")
    assert acts["C-2"] == read_date("2027-05"), "a contract that expires is acted on by its end, no day invented"
    assert acts["C-3"] is None
    festive = Contract(key="C", name="C", ends=read_date("2026-12-31"), notice="20 working days")
    assert queries.CONTRACTS.derived(festive)["act_by"] == read_date("2026-12-01"), "no notice runs on a bank holiday"


def test_disputes_are_found_by_the_engine_not_the_database(cast: Cast, estate: dict[str, Item]) -> None:
    assert queries.disputed_refs(cast.viewer("south"), cast.case, TODAY) == [estate["directory"].pk]
    assert queries.disputed_refs(cast.viewer("supplier"), cast.case, TODAY) == []


def test_search_finds_words_in_any_order_and_nothing_hidden(cast: Cast, estate: dict[str, Item]) -> None:
    found = queries.search_for(cast.viewer("north"), cast.case, "deal quiet")
    assert [item.key for item in found] == ["C-2"]
    assert not queries.search_for(cast.viewer("south"), cast.case, "quiet")


def test_beliefs_are_private_and_statements_are_not(cast: Cast, estate: dict[str, Item]) -> None:
    assert {one.matter for one in queries.assumptions_for(cast.viewer("north"), cast.case)} == {"capital"}
    assert [one.statement for one in queries.assumptions_for(cast.viewer("south"), cast.case)] == ["We seek £4m"]


def test_bank_holidays_are_those_of_england() -> None:
    assert {date(2026, 12, 25), date(2026, 12, 28)} <= queries.bank_holidays()


def test_a_reference_that_became_hidden_is_not_lost_by_an_edit(cast: Cast, estate: dict[str, Item]) -> None:
    """North shares the supplier of South's contract and then hides it; South changes another column."""
    south = cast.viewer("south")
    record = Contract(key="S-1", name="South's own", supplier="acme", audience=Audience.HOLDERS)
    ref, refusals = save_record(
        by=south, at=NOON, why="new", case=cast.case, binding=queries.CONTRACTS, record=record, version=0
    )
    assert not refusals
    Item.objects.filter(key="acme").update(audience="holders")
    row = queries.register_for(south, cast.case, queries.CONTRACTS).get(pk=ref)
    seen = queries.record_for(south, cast.case, queries.CONTRACTS, row)
    assert seen.supplier == "", "it is hidden now"
    save_record(
        by=south,
        at=NOON,
        why="renamed",
        case=cast.case,
        binding=queries.CONTRACTS,
        record=replace(seen, name="Renamed"),
    )
    row.refresh_from_db()
    assert (row.item.name, row.supplier_id) == ("Renamed", estate["acme"].pk)


def test_the_runway_page_draws_what_the_rule_draws(cast: Cast, estate: dict[str, Item]) -> None:
    north, horizon = cast.viewer("north"), (date(2026, 11, 1), date(2030, 11, 22))
    chosen = list(queries.runway_rows(north, cast.case, *horizon))
    everything = queries.contract_records(north, cast.case, list(queries.CONTRACTS.rows_for(north, cast.case)))
    drawn = [row.key for row in runway(everything, day(TODAY), horizon).rows]
    assert sorted(row.pk for row in chosen) == sorted(drawn), "the database picks other contracts than the engine"
    assert estate["C-1"].pk in drawn
