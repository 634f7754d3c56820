"""When can it be decided? The next meetings, every last day, what a day costs and what a slip does; page and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.forms.lattice import WhenForm
from severalty.decisions.queries.book import Book, book_for
from severalty.decisions.queries.cores import look_at
from severalty.decisions.queries.lattice import Posed, Wish, choices_for, deciding_bodies, gone_by, posed
from severalty.decisions.views.lattice_tables import Worked, lead_of, picture_of, sheets_of
from severalty.decisions.views.tables import trail_of
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import day
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.gates.answering import answer_of
from severalty.engine.gates.records import GateError
from severalty.engine.gates.slips import Slip, after, slips_of
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of, values_of
from severalty.web.sheets import csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

WEEKS = (0, 1, 2, 3)
_KEYS = {"yes": True, "no": False}


@dataclass(frozen=True)
class _Asked:
    """The wish of an address, what it comes to, and the form."""

    wish: Wish
    posed: Posed
    form: Any


@require_GET
@requires(Permission.DECISION_VIEW)
def when(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    asked = _asked(book, request.GET)
    worked = _worked(asked)
    sheets = sheets_of(book, worked) if worked else []
    wanted = next((one for one in sheets if one.ident == value_of(request.GET, "export")), None)
    if wanted is not None:
        return csv_file(wanted, f"when-{wanted.ident}")
    context = {
        "case": case, "heading": "When can it be decided?", "form": asked.form, "worked": worked,
        "gone": gone_by(book, asked.wish, worked.reached) if worked else [],
        "lead": lead_of(book, worked) if worked else "", "sheets": [one for one in sheets if one.rows],
        "picture": picture_of(book, worked) if worked else "", "trail": trail_of(case, ("When", "")),
        "core": look_at(request.viewer, case, asked.wish.core, book.on) if asked.wish.core else None,
    }  # fmt: skip
    return render(request, "decisions/when.html", context, status=422 if asked.form.errors else 200)


def _asked(book: Book, params: Any) -> _Asked:
    """The form with the boxes of the councils that the choice comes to, and the wish in it."""
    whats, bodies = choices_for(book), deciding_bodies(book)
    what, chosen = _choice(params, [key for key, _ in whats], values_of(params, "bodies"))
    kind, _, ref = what.partition(":")
    default = tuple(one.ref for one in bodies if one.record.kind is BodyKind.EXECUTIVE)
    known = {one.ref for one in bodies}
    core, matter = (ref if kind == one else "" for one in ("core", "matter"))
    first = Wish(core, matter, () if what else tuple(one for one in chosen if one in known) or default)
    plain = posed(book, first)
    councils = [(one.council, _name(book, one.council)) for one in plain.gate.chains]
    form = WhenForm(
        params if params else None, initial={"what": what, "bodies": first.bodies, "key": "unknown"}, whats=whats,
        bodies=[(one.ref, one.name) for one in bodies], councils=councils, slips=_slips(book, plain),
    )  # fmt: skip
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    given = {key: data[f"ready-{key}"] for key, _ in councils if data.get(f"ready-{key}")}
    unsaid = {} if what else {key: day(book.on) for key, _ in councils}
    wish = Wish(core, matter, first.bodies, unsaid | given, key=_KEYS.get(data.get("key", "")))
    return _Asked(wish, posed(book, wish), form)


def _choice(params: Any, known: list[str], chosen: list[str]) -> tuple[str, list[str]]:
    """What was chosen; at first the first common core, else the cabinets."""
    what = value_of(params, "what")
    if "what" not in params and not chosen:
        return next((one for one in known if one.startswith("core:")), ""), []
    return (what if what in known else ""), chosen


def _slips(book: Book, found: Posed) -> list[tuple[str, str]]:
    chains, calendars = found.gate.chains, [one for one in found.gate.calendars if one.known]
    coming = [
        (f"meeting:{one.key}", f"Meeting: {found.names.get(one.key, one.key)}")
        for calendar in calendars
        for one in calendar.sittings
        if one.stands and one.on is not None and one.on.last >= book.on
    ]
    papers = [(f"council:{one.council}", f"Paper of {_name(book, one.council)}") for one in chains if len(chains) > 1]
    return [*papers, *((f"body:{one.body}", f"All meetings of {one.words}") for one in calendars), *coming]


def _worked(asked: _Asked) -> Worked | None:
    """The answer as it is and as it would be; nothing where there is no chain, or it cannot be asked so."""
    form = asked.form
    if not asked.posed.gate.chains or (form.is_bound and form.errors):
        return None
    data = form.cleaned_data if form.is_bound else {}
    kind, _, ref = (data.get("slips") or "").partition(":")
    least = data.get("least")
    most = least if data.get("most") is None else data.get("most")
    named = {kind: ref} if kind else {}
    slip = Slip(7 * (least or 0), 7 * (most or least or 0), **named)
    try:
        gate = after(asked.posed.gate, slip)
        usual = [Slip(7 * one, 7 * one, **named) for one in WEEKS]
        own = [slip] if least and slip not in usual else []
        return Worked(asked.posed, slip, answer_of(gate), slips_of(asked.posed.gate, [*usual, *own]))
    except (GateError, DaysError) as error:
        form.add_error(None, str(error)) if form.is_bound else None
        return None


def _name(book: Book, key: str) -> str:
    found: Any = book.organisations.get(key)
    return found.name if found else "the joint body"
