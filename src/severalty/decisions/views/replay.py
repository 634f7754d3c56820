"""The history of one decision, replayed: what happened, and when it could have been decided after each event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from severalty.decisions.forms.lattice import ReplayForm
from severalty.decisions.queries.book import Book, book_for
from severalty.decisions.queries.lattice import Wish, choices_for
from severalty.decisions.queries.replay import history_for
from severalty.decisions.views.lattice_tables import days_words, window_words
from severalty.decisions.views.tables import trail_of
from severalty.engine.clear_days import DaysError
from severalty.engine.decisions.history import About, After, EventKind
from severalty.engine.decisions.history import replay as replayed
from severalty.engine.gates.records import GateError
from severalty.tenancy.access import Request, requires
from severalty.tenancy.permissions import Permission
from severalty.web.asked import value_of
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.pictures import RunwayRow, runway
from severalty.web.sheets import Sheet, csv_file

if TYPE_CHECKING:
    from severalty.tenancy.models import Case

MOST_DRAWN = 40
MOST_TOLD = 200
"""So many events are replayed at once, the last ones: each asks anew when all could decide."""


@dataclass(frozen=True)
class _Told:
    """The rows of a history, the names of bodies, and what went wrong in a sentence."""

    rows: tuple[After, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    left_out: int = 0


@require_GET
@requires(Permission.DECISION_VIEW)
def replay(request: Request, case: Case) -> HttpResponseBase:
    book = book_for(request.viewer, case, timezone.localdate())
    whats = choices_for(book)
    form = ReplayForm(request.GET or None, whats=whats, initial={"what": whats[0][0] if whats else ""})
    told = _told(book, form, whats)
    sheet = _sheet(book, told)
    if value_of(request.GET, "export") == sheet.ident:
        return csv_file(sheet, "history-replayed")
    context = {
        "case": case, "heading": "History, replayed", "form": form, "sheet": sheet, "fault": told.fault,
        "lead": _lead(told), "picture": _picture(book, told.rows), "trail": trail_of(case, ("History", "")),
    }  # fmt: skip
    return render(request, "decisions/replay.html", context, status=422 if form.errors else 200)


def _told(book: Book, form: Any, whats: list[tuple[str, str]]) -> _Told:
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kind, _, ref = (data.get("what") or (whats[0][0] if whats else "")).partition(":")
    if not ref or form.errors:
        return _Told()
    since, until = data.get("since"), data.get("until")
    wish = Wish(core=ref if kind == "core" else "", matter=ref if kind == "matter" else "")
    question, found = history_for(book, wish, since and since.first, until and until.last)
    if data.get("ties"):
        question = replace(question, events=tuple(one for one in question.events if one.about is not About.OTHER))
    events = sorted(question.events, key=lambda one: (one.on.first, one.on.last))
    question = replace(question, events=tuple(events[-MOST_TOLD:]))
    left_out = max(len(events) - MOST_TOLD, 0)
    try:
        return _Told(replayed(question).after if question.gate.chains else (), found.names, left_out=left_out)
    except (GateError, DaysError) as error:
        return _Told(fault=str(error))


def _lead(told: _Told) -> str:
    if not told.rows:
        return ""
    first, last = told.rows[0], told.rows[-1]
    more = f" Before them lie {told.left_out:,} more; choose a time to see them." if told.left_out else ""
    return (
        f"{len(told.rows)} events from {first.event.on} to {last.event.on}. The earliest day on which all could have "
        f"decided: at first {window_words(first.jointly)}, at last {window_words(last.jointly)}.{more}"
    )


def _sheet(book: Book, told: _Told) -> Sheet:
    rows, names = told.rows, told.names
    councils = [key for key, _ in rows[0].alone] if rows else []
    columns = (
        Column("on", "Day", value=lambda one: one.event.on),
        Column("words", "What happened", value=lambda one: one.event.words),
        Column("kind", "Kind", "tag", value=lambda one: Tag(one.event.kind.value)),
        Column("about", "About", "tag", value=_about),
        Column("next", "Next on the way", value=lambda one: _next(one, names)),
        *(_alone(book, key) for key in councils),
        Column("jointly", "Jointly", value=lambda one: window_words(one.jointly)),
        Column("moved", "What it moved", value=lambda one: _effect(book, one, names)),
    )
    return Sheet("Events, and the earliest effective day after each, as known then", columns, rows, ident="history")


def _next(one: After, names: Mapping[str, str]) -> str:
    return f"{names.get(one.next_body, one.next_body)}: {window_words(one.next_on)}" if one.next_body else "–"


def _alone(book: Book, key: str) -> Column:
    return Column(f"alone-{key}", f"{_name(book, key)} alone", value=lambda one: window_words(dict(one.alone)[key]))


def _name(book: Book, key: str) -> str:
    found: Any = book.organisations.get(key)
    return found.name if found else "The joint body"


def _about(one: After) -> Tag:
    return Tag(one.event.about.value, "good" if one.event.about is About.DECISION else "plain")


def _effect(book: Book, one: After, names: Mapping[str, str]) -> str:
    """What a day did to the joint day, to a council alone and to the next body; and why a day is known no longer."""
    joint, step = _moved(one), one.next_moved
    why = f": {one.missing[0]}" if joint == "no longer known" and one.missing else ""
    found = [
        f"{_name(book, key)} alone: {window_words(moved.new)}"
        for key, moved in one.alone_moved
        if moved.old.first != moved.new.first and moved.new.first is not None
    ]
    if step is not None and step.least and one.event.kind is EventKind.PUT_OFF:
        found.insert(0, f"{names.get(one.next_body, 'the next body')}: {days_words(step)}")
    return "; ".join([*found, f"jointly: {joint}{why}" if found else f"{joint}{why}"])


def _moved(one: After) -> str:
    """How far the joint day moved; a day that became known or unknown is said."""
    old, new = one.moved.old, one.moved.new
    if old == new and one.moved.least is None:
        return "–"
    if old.first is not None and new.first is None:
        return "no longer known"
    return "known again" if old.first is None and new.first is not None else days_words(one.moved)


def _picture(book: Book, rows: tuple[After, ...]) -> Any:
    """One bar for each event: from its day to the earliest day on which all could have decided, as known then."""
    bars = [
        RunwayRow(f"{one.event.on}: {one.event.words}", one.event.on.first,
                  max(one.event.on.first, one.jointly.first) if one.jointly.first else None, None, (8,))
        for one in rows[:MOST_DRAWN]
    ]  # fmt: skip
    title = "From each event to the earliest day on which all could have decided"
    return runway(bars, book.on, title=title, ident="history-picture") if bars else ""
