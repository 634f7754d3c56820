"""A page asks the database as often for ten times as many rows; how often stands in query_counts.json.

After a change that is meant: SEVERALTY_COUNT_QUERIES=write ./sev test tests/guards/test_query_counts.py
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.engine.appraisal.charges import KeyCount
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Relation
from severalty.engine.estate.parties import Audience
from severalty.estate.importing import bindings
from tests.guards.leaks import crawl, plant
from tests.guards.leaks.rows import Wish, make

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FILE = Path(__file__).with_name("query_counts.json")
WRITE = os.environ.get("SEVERALTY_COUNT_QUERIES") == "write"
FEW, MANY = 3, 30


def fill(world: plant.World, numbers: range) -> None:
    """So many rows in every table, those of one number hanging together."""
    wish = Wish(plant.OWNER, Audience.PARTNERSHIP, (), lambda _: "", {})
    for table, binding in bindings().items():
        if not binding.is_item:
            continue
        records = []
        for number in numbers:

            def target(name: str, number: int = number) -> str:
                key = f"{plant.OPEN.mark}key{number}@{plant.OWNER}"
                return f"services:{key}" if name == "item" else key if name in bindings() else ""

            fixed = {"part_of": ""} if table == "charges" else {}
            if table == "dependencies":
                fixed = {
                    "on": f"contracts:{plant.OPEN.mark}key{number}@{plant.OWNER}",
                    "relation": Relation.SUPPORTED_BY,
                }
            records.append(make(binding, number, plant.OPEN, Wish(*_place(wish), target=_known(target), fixed=fixed)))
        world.refs[table] = [*world.refs.get(table, []), *plant.write(world.case, table, records)]
    _rows(world, numbers)


def _place(wish: Wish) -> tuple[str, Audience, tuple[str, ...]]:
    return wish.recorded_by, wish.audience, wish.shared_with


def _known(target):  # type: ignore[no-untyped-def]
    return lambda name: "" if name in ("organisations", "partnerships") else target(name)


def _rows(world: plant.World, numbers: range) -> None:
    keys = [f"{plant.OPEN.mark}key{number}@{plant.OWNER}" for number in numbers]
    write, case = plant.write, world.case
    parties = (plant.OWNER, "birchley", "twinsand")
    shares = [
        Holding(item=f"{table}:{key}", organisation=party, weight=10, basis=Basis.USERS, recorded_by=plant.OWNER)
        for table in ("services", "contracts", "configuration_items")
        for key in keys
        for party in parties[:2]
    ]
    write(case, "holdings", shares)
    counts = [
        KeyCount(cost_key=key, organisation=party, count=40, recorded_by=plant.OWNER)
        for key in keys
        for party in parties
    ]
    write(case, "key_counts", counts)
    binding = bindings()["attestations"]
    asked = [
        make(
            binding,
            number,
            plant.OPEN,
            Wish(plant.OWNER, Audience.HOLDERS, (), lambda _, key=key: f"services:{key}", {}),
        )
        for number, key in zip(numbers, keys, strict=True)
    ]
    write(case, "attestations", asked)


def pages(world: plant.World) -> Iterator[tuple[str, str]]:
    """Every page of a case, lists as files too, by a name that does not change; rows are opened by their first."""
    case = world.case.key
    for name, parameters in crawl.named_patterns().items():
        if not {"case"} <= set(parameters) <= {"case", "table", "organisation", "ref"} or "import-" in name:
            continue
        tables = list(world.refs) if "table" in parameters else [""]
        for table in tables:
            values = {
                "case": case,
                "table": table,
                "organisation": "birchley",
                "ref": crawl.OFFERS["ref"](world, name)[0],
            }
            label = f"{name} {table}".strip()
            yield label, reverse(name, kwargs={key: values[key] for key in parameters})
            if name == "estate:register":
                yield f"{label} as a file", reverse(name, kwargs={"case": case, "table": table}) + "?export=csv"
    yield "estate:search for plain", f"/estate/{case}/search/?q=plain"
    yield "tenancy:home", "/"


def counted(world: plant.World) -> dict[str, int]:
    """How often each page asks the database, as a partner's client lead."""
    client, found = crawl.client_of(world, "partner"), {}
    for label, address in pages(world):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
            b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
        if response.status_code == 200:
            found[label] = len(queries)
    return found


def test_ten_times_the_rows_take_as_many_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    world = plant.found(monkeypatch)
    fill(world, range(FEW))
    few = counted(world)
    fill(world, range(FEW, MANY))
    many = counted(world)
    grown = {label: (few[label], many[label]) for label in few if many.get(label) != few[label]}
    assert not grown, f"These pages ask more often the more rows there are, for {FEW} and for {MANY}: {grown}"
    assert len(few) > 40, "Hardly any page was counted."
    if WRITE:
        FILE.write_text(json.dumps(few, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    written = json.loads(FILE.read_text(encoding="utf-8"))
    changed = {label: (written.get(label), few.get(label)) for label in {*written, *few}
               if written.get(label) != few.get(label)}  # fmt: skip
    assert not changed, f"The number of queries has changed, from and to: {changed}. {__doc__}"
