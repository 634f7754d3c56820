"""A page asks the database as often for ten times as many rows; how often stands in query_counts.json.

After a change that is meant: SEVERALTY_COUNT_QUERIES=write ./sev test tests/guards/test_query_counts.py
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from severalty.decisions.queries.papers import FROZEN
from severalty.engine.appraisal.charges import KeyCount
from severalty.engine.appraisal.lines import CostAmount
from severalty.engine.appraisal.options import GateVerdict, Passing, Point, Score
from severalty.engine.decisions.papers import PaperKind, Passage, SectionKey
from severalty.engine.estate.holdings import Basis, Holding
from severalty.engine.estate.items import Relation
from severalty.engine.estate.parties import Audience
from severalty.engine.risks.register import RiskState
from severalty.estate.importing import bindings
from severalty.tenancy.binding import Binding
from severalty.tenancy.models import Person
from tests.guards.leaks import crawl, papers, walked
from tests.guards.leaks.rows import Wish, make

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_enough, pytest.mark.django_db]

FILE = Path(__file__).with_name("query_counts.json")
WRITE = os.environ.get("SEVERALTY_COUNT_QUERIES") == "write"
FEW, MANY = 3, 15


def key(number: int) -> str:
    """The row of this number, whatever its table."""
    return f"{walked.OPEN.mark}key{number}@{walked.OWNER}"


def fill(world: walked.World, numbers: range) -> None:
    """So many rows in every table, those of one number hanging together; appraised is all in the first appraisal."""
    for table, binding in bindings().items():
        if not binding.is_item:
            continue
        records = [
            make(binding, number, walked.OPEN, _wish(partial(_target, number), _fixed(binding, number)))
            for number in numbers
        ]
        world.refs[table] = [*world.refs.get(table, []), *walked.write(world.case, table, records)]
    _rows(world, numbers)
    _compared(world, numbers)
    _papers(world, numbers)


def _wish(target: Callable[[str], str], fixed: dict[str, Any] | None = None) -> Wish:
    return Wish(walked.OWNER, Audience.PARTNERSHIP, (), target, fixed or {})


def _target(number: int, table: str) -> str:
    if table in ("organisations", "partnerships"):
        return ""
    return f"services:{key(number)}" if table == "item" else key(number)


def _fixed(binding: Binding, number: int) -> dict[str, Any]:
    """What the rows of a table say so that they fit together."""
    if binding.table == "dependencies":
        return {"on": f"contracts:{key(number)}", "relation": Relation.SUPPORTED_BY}
    if binding.table == "appraisals":
        return {"first_year": 2026, "years": 5, "price_year": 2026, "scale_top": 100}
    if binding.table == "papers":
        return {"subject": f"appraisals:{key(0)}", "kind": list(PaperKind)[number % 2]}
    if binding.table == "risks":
        return {"state": RiskState.OPEN}
    columns = {shape.name for shape in binding.columns}
    alone = {"part_of": "", "addendum": "", "swing": 50, "appraisal": key(0), "place": number}
    return {name: value for name, value in alone.items() if name in columns}


def _rows(world: walked.World, numbers: range) -> None:
    write, case = walked.write, world.case
    parties = (walked.OWNER, "birchley", "twinsand")
    shares = [
        Holding(item=f"{table}:{key(number)}", organisation=party, weight=10, basis=Basis.USERS,
                recorded_by=walked.OWNER)
        for table in ("services", "contracts", "configuration_items")
        for number in numbers
        for party in parties[:2]
    ]  # fmt: skip
    write(case, "holdings", shares)
    counts = [
        KeyCount(cost_key=key(number), organisation=party, count=40, recorded_by=walked.OWNER)
        for number in numbers
        for party in parties
    ]
    write(case, "key_counts", counts)
    binding = bindings()["attestations"]
    asked = [make(binding, number, walked.OPEN, _wish(partial(_target, number))) for number in numbers]
    write(case, "attestations", asked)


def _compared(world: walked.World, numbers: range) -> None:
    """Points of the first option, scores on the first sheet, amounts of every line; each option judged by each gate."""
    write, case, owner = walked.write, world.case, {"recorded_by": walked.OWNER}
    write(case, "points", [Point(option=key(0), place=number, text="A plain point", **owner) for number in numbers])
    pairs = [(0, number) for number in numbers] + [(number, 0) for number in numbers if number]
    write(case, "gate_verdicts", [
        GateVerdict(gate=key(gate), option=key(option), verdict=Passing.PASSES, **owner) for gate, option in pairs
    ])  # fmt: skip
    write(case, "scores", [
        Score(sheet=key(sheet), option=key(option), factor=key(factor), score=40, **owner)
        for sheet, option in pairs
        for factor in (0, option)[: 1 + bool(option)]
    ])  # fmt: skip
    write(case, "cost_amounts", [
        CostAmount(cost_line=key(number), year=year, amount=100_000 + number, **owner)
        for number in numbers
        for year in (2026, 2027)
    ])  # fmt: skip


def _papers(world: walked.World, numbers: range) -> None:
    """Words in the first paper and the second, every paper frozen, and the partner asked about its part of each."""
    sections = list(SectionKey)
    words = [
        Passage(paper=key(paper), section=sections[number], about="birchley", text=f"It costs £{number}k.",
                recorded_by=walked.OWNER)
        for number in numbers
        for paper in (0, 1)
    ]  # fmt: skip
    walked.write(world.case, "passages", words)
    refs = [world.refs["papers"][number] for number in numbers]
    papers.ask(world.case, refs, "birchley", walked.AT)
    made = papers.frozen(world.case, refs, walked.OPEN, walked.AT)
    world.refs[FROZEN] = [*world.refs.get(FROZEN, []), *made]
    world.refs[papers.ASKED] = world.refs["papers"]


def pages(world: walked.World) -> Iterator[tuple[str, str]]:
    """Every page of a case, lists as files too, by a name that does not change; rows are opened by their first."""
    case = world.case.key
    for name, parameters in crawl.named_patterns().items():
        if not {"case"} <= set(parameters) <= {"case", "table", "organisation", "ref", "form"} or "import-" in name:
            continue
        tables = [table for table in world.refs if table in bindings()] if "table" in parameters else [""]
        for table in tables:
            values = {
                "case": case,
                "table": table,
                "organisation": "birchley",
                "ref": crawl.OFFERS["ref"](world, name)[:2][-1],  # the first row; the last comes before it
                "form": crawl.OFFERS["form"](world, name)[0],
            }
            label = f"{name} {table}".strip()
            since = f"?since={walked.AT - timedelta(days=1):%Y-%m-%d}" if name == "decisions:changed" else ""
            yield label, reverse(name, kwargs={key: values[key] for key in parameters}) + since
            if name == "estate:register":
                yield f"{label} as a file", reverse(name, kwargs={"case": case, "table": table}) + "?export=csv"
    for name in ("paper", "part", "write"):
        address = reverse(f"decisions:{name}", kwargs={"case": case, "ref": world.refs["papers"][1]})
        yield f"decisions:{name} on progress", address
    yield "estate:search for plain", f"/estate/{case}/search/?q=plain"
    yield "tenancy:home", "/"


def counted(world: walked.World) -> dict[str, int]:
    """How often each page asks the database, as a partner's client lead; as its keeper's where that one may not."""
    found: dict[str, int] = {}
    world.people["keeper"] = Person.objects.get(name=f"{walked.MARK}person")
    clients = {"": crawl.client_of(world, "partner"), " by its keeper": crawl.client_of(world, "keeper")}
    for label, address in pages(world):
        for by, client in clients.items():
            reset_queries()  # the log holds some thousands, and more than one page's would overflow it
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
                b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
            assert response.status_code < 500, f"{label} fails at {address}."
            if response.status_code == 200:
                found[label + by] = len(queries)
                break
    return found


def test_five_times_the_rows_take_as_many_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    world = walked.found(monkeypatch)
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
