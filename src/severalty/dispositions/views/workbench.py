"""The workbench: every shared thing, what becomes of it for each council, and how many are still undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse, QueryDict, StreamingHttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.dispositions.forms import ApplyForm
from severalty.dispositions.queries.frozen_registers import frozen_registers
from severalty.dispositions.queries.workbench import Bench, Place, Subject, workbench_for
from severalty.dispositions.views.heads import ALL, headline, kind_of, nouns_of, tabs_of
from severalty.dispositions.views.lines import (
    EXPORT,
    TABLES,
    TONES,
    Line,
    decide_url,
    lines_of,
    places_of,
    workbench_register,
)  # fmt: skip
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.dispositions.register import Totals, totals_of
from severalty.engine.dispositions.routes import routes_for, situation_of
from severalty.estate.queries import bank_holidays
from severalty.tenancy.access import Request, Viewer, requires
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import change_sets_for
from severalty.web.asked import value_of
from severalty.web.exports import CSV_TYPE, XLSX_TYPE, exported, write_csv, write_xlsx
from severalty.web.lists import list_page, rows_for

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Organisation

KEYS = {
    Route.NOVATE: "n", Route.ASSIGN: "a", Route.SPLIT: "s", Route.REPROCURE: "p", Route.TERMINATE: "t",
    Route.EXPIRE: "e", Route.EXTEND: "m", Route.KEEP_SHARED: "h", Route.CONSOLIDATE: "c", Route.ALREADY_SOLE: "o",
    Route.RETIRE: "r", Route.MOVE: "v", Route.CLONE: "l", Route.REBUILD: "b", Route.REPLACE_WITH_SAAS: "w",
    Route.DECOMMISSION: "d", Route.TRANSFER_STAFF: "f", Route.NOT_USED: "u", Route.UNDECIDED: "0",
}  # fmt: skip
NAME = "what-becomes-of-shared-things"
_SIZES = (25, 50, 100)


@dataclass(frozen=True)
class Option:
    """One disposition in the box of a cell: its key on the keyboard, and why it is refused."""

    value: str
    key: str
    chosen: bool
    refused: str
    words: str


@dataclass(frozen=True)
class Cell:
    """One council's cell: nothing where the thing is not for this council, `shown` where the filters let it through."""

    council: Organisation
    place: Place | None = None
    shown: bool = False
    url: str = ""
    tone: str = ""
    field: str = ""
    options: tuple[Option, ...] = ()
    reasons: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Row:
    """One thing as the page shows it."""

    line: Line
    url: str
    lock: str
    cells: tuple[Cell, ...]


@require_GET
@requires(Permission.DISPOSITION_VIEW)
def workbench(request: Request, case: Case) -> HttpResponseBase:
    bench = workbench_for(request.viewer, case, timezone.localdate())
    kind, params = _asked(request.viewer, bench, request.GET)
    everything = lines_of(bench, kind)
    _, lines, _ = rows_for(workbench_register(bench, request.viewer), everything, params)
    form = value_of(request.GET, "export")
    if form in ("csv", "xlsx", "json"):
        return _file(bench, lines, form)
    context = _page(request.viewer, bench, kind, everything, lines, params)
    asked = value_of(request.GET, "table")
    if asked not in ("", kind):
        known = ", ".join((*TABLES, ALL))
        said = f"“{asked}” is not a kind of thing; everything is shown. The kinds are {known}."
        context["list"] = replace(context["list"], notices=(said, *context["list"].notices))
    return render(request, "dispositions/workbench.html", context)


def matching(viewer: Viewer, bench: Bench, query: str) -> list[Place]:
    """The cells that the filters of an address let through."""
    kind, params = _asked(viewer, bench, QueryDict(query))
    return places_of(rows_for(workbench_register(bench, viewer), lines_of(bench, kind), params)[1])


def may_propose(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may say what is to become of things."""
    own = viewer.organisation
    return own is not None and viewer.may(Permission.DISPOSITION_EDIT, case) and viewer.belongs_to(case)


def _asked(viewer: Viewer, bench: Bench, params: Any) -> tuple[str, QueryDict]:
    """The kind of thing to show, and the address that says so, without a number of rows too large for a form."""
    filters = [one.key for one in workbench_register(bench, viewer).filters]
    kind = kind_of(bench, params, filters)
    told = QueryDict(mutable=True)
    told.update(params)
    told["table"] = kind
    if value_of(params, "size") not in (*map(str, _SIZES), ""):
        told["size"] = str(_SIZES[-1])
    return kind, told


def _page(
    viewer: Viewer, bench: Bench, kind: str, everything: Sequence[Line], lines: Sequence[Line], params: Any
) -> dict[str, Any]:
    page = list_page(workbench_register(bench, viewer, *nouns_of(kind)), everything, params)
    shown = lines[(page.page - 1) * page.asked.size : page.page * page.asked.size]
    writes, last = may_propose(viewer, bench.case), _last(viewer, bench.case)
    places = places_of(lines)
    totals = _tables(bench, totals_of([place.row for place in places]))
    rows = [_row(viewer, bench, line, writes=writes) for line in shown]
    return {
        "case": bench.case, "kind": kind, "list": page, "rows": rows, "councils": bench.councils, "writes": writes,
        "head": headline(bench, kind), "tabs": tabs_of(bench, kind), "count": len(places), "totals": totals,
        "was": was_of(viewer, [cell.place for row in rows for cell in row.cells if cell.field and cell.place]),
        "form": ApplyForm(councils=[(one.key, one.name) for one in bench.councils], initial={"council": ""}),
        "query": page.asked.link().removeprefix("?"), "keys": [(key, route.value) for route, key in KEYS.items()],
        "json_url": page.asked.export_link("json"), "last": last,
        "last_count": sum(last.summary["rows"].values()) if last else 0,
        "frozen": frozen_registers(viewer, bench.case),
        "waiting": sum(1 for one in bench.places if writes and one.waits_for(viewer)),
    }  # fmt: skip


def _last(viewer: Viewer, case: Case) -> Any:
    """The last set of changes that the viewer's organisation made here, if it can be undone."""
    if viewer.organisation is None or not viewer.may(Permission.DISPOSITION_EDIT, case):
        return None
    last = change_sets_for(viewer, case).select_related("person").first()
    here = last is not None and last.undone_at is None and last.summary.get("file") == "the workbench"
    return last if here else None


def _row(viewer: Viewer, bench: Bench, line: Line, *, writes: bool) -> Row:
    subject = line.subject
    by_council = {place.council.key: place for place in line.places}
    lock = "" if subject.is_joint else _lock(subject)
    refused = refused_by(bench, subject) if writes else {}
    cells = tuple(
        _cell(viewer, bench, line, by_council.get(one.key), one, refused, writes=writes) for one in bench.councils
    )
    return Row(line, reverse("estate:item", args=[bench.case.key, subject.ref]), lock, cells)


def _lock(subject: Any) -> str:
    return f"only {subject.recorder.name} sees this" if subject.audience == "holders" else "not all partners see this"


def _cell(
    viewer: Viewer, bench: Bench, line: Line, place: Place | None, council: Organisation,
    refused: Mapping[Route, str], *, writes: bool,
) -> Cell:  # fmt: skip
    if place is None:
        return Cell(council)
    reasons = (*place.row.refusals, *place.row.standing.reasons)
    return Cell(
        council, place, place in line.shown, decide_url(bench, place), TONES[place.row.standing.state],
        f"become-{place.subject.ref}-{council.key}" if writes else "",
        _options(viewer, place, refused) if writes else (), reasons, writes and place.waits_for(viewer),
    )  # fmt: skip


def refused_by(bench: Bench, subject: Subject) -> dict[Route, str]:
    """The dispositions that the terms of a contract refuse, with the reasons."""
    if subject.contract is None:
        return {}
    tie = subject.tie.contract if subject.tie else None
    known = situation_of(None, bench.agreement, tie, assumed=not subject.is_held)
    councils = len(subject.weights)
    views = routes_for(subject.contract, bench.on, bank_holidays(), councils=councils, known=known).options
    return {view.route: " ".join(view.refusals) for view in views if view.refusals}


def _options(viewer: Viewer, place: Place, refused: Mapping[Route, str]) -> tuple[Option, ...]:
    """The dispositions that may be chosen; those that the contract's terms refuse say so and want the other page."""
    own = place.own(viewer)
    chosen = own.record.route if own else Route.UNDECIDED
    nothing = "we propose nothing" if own is None and place.proposals else Route.UNDECIDED.value
    return tuple(
        Option(
            route.value, KEYS[route], route is chosen, "" if route is chosen else refused.get(route, ""),
            nothing if route is Route.UNDECIDED else route.value,
        )
        for route in (Route.UNDECIDED, *place.subject.routes)
    )  # fmt: skip


def was_of(viewer: Viewer, places: Iterable[Place]) -> str:
    """What the page shows in its boxes, with versions: a box that was not touched is then no choice."""
    lines = []
    for place in places:
        own = place.own(viewer)
        route, version = (own.record.route, own.row.item.version) if own else (Route.UNDECIDED, 0)
        lines.append(f"{place.subject.ref}|{place.council.key}|{route.value}|{version}")
    return "\n".join(lines)


def _tables(bench: Bench, totals: Totals) -> dict[str, Any]:
    names = {one.key: one.name for one in bench.organisations.values()}
    groups = (
        ("By disposition", totals.by_route), ("By council", totals.by_council), ("By state", totals.by_state),
        ("By month of notice", totals.by_notice_month), ("By kind", totals.by_table),
    )  # fmt: skip
    groups_named = [
        (title, [replace(one, name=names.get(one.name, one.name).replace("_", " ")) for one in rows])
        for title, rows in groups
    ]
    return {"all": totals.all, "groups": groups_named, "consent": totals.consent_outstanding,
            "refused": totals.agreed_refused}  # fmt: skip


def _file(bench: Bench, lines: Sequence[Line], form: str) -> HttpResponseBase:
    places = places_of(lines)
    if form == "json":
        response = JsonResponse(_plain(bench, places))
        response["Content-Disposition"] = f'attachment; filename="{NAME}.json"'
        return response
    if form == "xlsx":
        book = write_xlsx(EXPORT, places, title="What becomes of things")
        return FileResponse(book, as_attachment=True, filename=f"{NAME}.xlsx", content_type=XLSX_TYPE)
    stream = StreamingHttpResponse(write_csv(EXPORT, places), content_type=CSV_TYPE)
    stream["Content-Disposition"] = f'attachment; filename="{NAME}.csv"'
    return stream


def _plain(bench: Bench, places: Sequence[Place]) -> dict[str, Any]:
    totals = totals_of([place.row for place in places])
    rows = [{column.key: _bare(column, place) for column in EXPORT} for place in places]
    money = {
        name: {"pence": getattr(totals.all, name).pence, "unknown": getattr(totals.all, name).unknown}
        for name in ("one_off", "annual_now", "annual_after")
    }
    undecided = sum(1 for place in places if place.row.route is Route.UNDECIDED)
    return {"case": bench.case.key, "on": bench.on.code, "undecided": undecided, "rows": rows, "totals": money}


def _bare(column: Any, place: Place) -> Any:
    """Money as whole pence and dates by their code; the rest as in the other files."""
    value = column.value_of(place)
    if column.kind == "money":
        return value
    return (value.code if value is not None else "") if column.kind == "date" else exported(column, place)
