"""Pictures of the estate: the dependency map and the contract runway, each with its equal table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.engine.dates import add_months, day
from severalty.engine.estate.runway import RunwayRow as Drawn
from severalty.engine.estate.runway import runway as runway_of
from severalty.engine.graph import cycles, reach
from severalty.estate import queries
from severalty.estate.views.columns import item_url
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import items_by_ref
from severalty.web.asked import read_page, value_of
from severalty.web.pictures import RunwayRow, runway

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Item

MOST_NODES = 150
MOST_AT_FIRST = 60
MOST_STEPS = 3
HORIZON_MONTHS = 48
RUNWAY_SIZE = 50
NO_SWATCH = 8


@require_GET
@requires(Permission.ESTATE_VIEW)
def dependency_map(request: Request, case: Case) -> HttpResponse:
    edges = queries.edges_for(request.viewer, case)
    groups = cycles(edges)
    focus = value_of(request.GET, "about")
    known = {end for edge in edges for end in edge}
    steps = min(max(read_page(value_of(request.GET, "steps"), []), 1), MOST_STEPS)
    refs = reach(edges, focus, steps=steps, most=MOST_NODES) if focus in known else _refs(edges, groups)
    items = items_by_ref(request.viewer, case, {*refs, *(ref for group in groups for ref in group)})
    shown = {ref: items[ref] for ref in refs if ref in items}
    links = [
        link
        for link in queries.links_for(request.viewer, case, refs)
        if link.depends_id in shown and link.on_id in shown
    ]
    often = Counter(end for edge in edges for end in edge)
    named = [_group(items, group, often) for group in groups]
    context = {
        "case": case, "links": links, "groups": named, "count": len(known),
        "focus": items.get(focus) if focus in known else None, "steps": steps, "most_steps": MOST_STEPS,
        "edge_count": len(edges), "shown": len(shown),
        "map_data": _map_data(case, list(shown.values()), links, groups),
    }  # fmt: skip
    return render(request, "estate/map.html", context)


def _group(items: Mapping[str, Item], group: tuple[str, ...], often: Counter[str]) -> tuple[str, list[Item]]:
    """A circle of items by the one that most hangs on, and its members."""
    middle = items[max(group, key=lambda ref: (often[ref], ref))]
    return f"Circle of {len(group)} around {middle.name}", [items[ref] for ref in group]


def _refs(edges: list[tuple[str, str]], groups: tuple[Any, ...]) -> tuple[Any, ...]:
    in_groups = [ref for group in groups for ref in group]
    often = Counter(end for edge in edges for end in edge)
    return tuple(dict.fromkeys([*in_groups, *(ref for ref, _ in often.most_common())]))[:MOST_AT_FIRST]


def _map_data(case: Case, items: list[Item], links: list[Any], groups: tuple[Any, ...]) -> dict[str, Any]:
    group_of = {ref: f"cycle {place}" for place, group in enumerate(groups, start=1) for ref in group}
    return {
        "nodes": [
            {"id": item.pk, "label": item.name, "kind": item.table.replace("_", " "), "url": item_url(case, item.pk),
             "group": group_of.get(item.pk, ""), "swatch": item.recorded_by.swatch}
            for item in items
        ],
        "edges": [
            {"source": link.depends_id, "target": link.on_id, "kind": link.relation}
            for link in links
        ],
    }  # fmt: skip


@require_GET
@requires(Permission.ESTATE_VIEW)
def contract_runway(request: Request, case: Case) -> HttpResponse:
    viewer, on = request.viewer, timezone.localdate()
    horizon = (on.replace(day=1), add_months(on, HORIZON_MONTHS))
    found = queries.runway_rows(viewer, case, *horizon)
    count = found.count()
    pages = max(1, -(-count // RUNWAY_SIZE))
    page = min(read_page(value_of(request.GET, "page"), []), pages)
    shown = list(found[(page - 1) * RUNWAY_SIZE : page * RUNWAY_SIZE])
    records = queries.contract_records(viewer, case, shown)
    drawn = {one.key: one for one in runway_of(records, day(on), horizon, queries.bank_holidays()).rows}
    rows = [(row, drawn[row.pk]) for row in shown if row.pk in drawn]
    without = queries.without_an_end(viewer, case)
    context = {
        "case": case, "rows": [(row, act, item_url(case, row.pk)) for row, act in rows], "on": on, "count": count,
        "until": horizon[1], "page": page, "pages": pages, "passed": found.filter(act_by__lt=on).count(),
        "missing": [(row, item_url(case, row.pk)) for row in without[:RUNWAY_SIZE]], "missing_count": without.count(),
        "holders": list({row.holder.pk: row.holder for row in shown if row.holder}.values()),
        "picture": runway([_bar(row, act) for row, act in rows], on, title="Contract runway") if rows else "",
    }  # fmt: skip
    return render(request, "estate/runway.html", context)


def _bar(row: Any, act: Drawn) -> RunwayRow:
    start = row.starts.first if row.starts else None
    last_day = act.last_day.first if act.last_day else None
    swatch = row.holder.swatch if row.holder else NO_SWATCH
    return RunwayRow(row.item.name, start, act.current_end.last, last_day, (swatch,), act.act)
