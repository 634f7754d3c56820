"""The rows of the workbench: a thing with a cell for each council, filtered by cell and sorted by thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Consent, Route
from severalty.web.lists import Column, Filter, Register

if TYPE_CHECKING:
    from severalty.dispositions.queries.workbench import Bench, Place, Subject
    from severalty.tenancy.access import Viewer

TABLES = {
    "contracts": "contract",
    "services": "service",
    "configuration_items": "configuration item",
    "entitlements": "licence entitlement",
    "posts": "post",
}
TONES = {
    State.UNDECIDED: "warn", State.PROPOSED: "plain", State.AGREED: "good", State.DISPUTED: "bad",
    State.CONFLICTING: "bad", State.STALE: "warn", State.DONE: "good",
}  # fmt: skip
WINDOWS = (("passed", "Has passed"), ("30", "Within 30 days"), ("90", "Within 90 days"), ("365", "Within a year"),
           ("none", "Not known"))  # fmt: skip
_STATES = {State.UNDECIDED: "undecided, without a proposal", State.CONFLICTING: "undecided, conflicting"}
_ROUTES = {Route.UNDECIDED: "undecided, whatever its state"}
_NEVER = date.max


@dataclass(frozen=True)
class Line:
    """One thing with its places; `shown` are those that the filters let through."""

    subject: Subject
    places: tuple[Place, ...]
    shown: tuple[Place, ...]

    def narrowed(self, fits: Callable[[Place], bool]) -> Line:
        """The same line with fewer cells."""
        return replace(self, shown=tuple(one for one in self.shown if fits(one)))

    @property
    def name(self) -> str:
        """What the thing is called."""
        return self.subject.name

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return TABLES[self.subject.table]

    @property
    def last_day(self) -> date:
        """The first of the last days to act among the cells shown."""
        days = [one.row.last_day.first for one in self.shown if one.row.last_day is not None]
        return min(days, default=_NEVER)

    @property
    def undecided(self) -> int:
        """For how many councils shown it is undecided."""
        return sum(1 for one in self.shown if one.row.route is Route.UNDECIDED)

    @property
    def annual_now(self) -> int:
        """What the councils shown pay for it a year, as far as it is known."""
        return sum(one.row.annual_now or 0 for one in self.shown)

    @property
    def one_off(self) -> int:
        """What it costs once, as far as it is known."""
        return sum(one.row.one_off_cost or 0 for one in self.shown)


def lines_of(bench: Bench, kind: str = "all") -> list[Line]:
    """A line for each thing of one kind, or of every kind, in the order of the workbench."""
    groups: dict[str, list[Place]] = {}
    for place in (one for one in bench.places if kind in ("all", one.subject.table)):
        groups.setdefault(place.subject.ref, []).append(place)
    return [Line(bench.subjects[ref], tuple(group), tuple(group)) for ref, group in groups.items()]


def places_of(lines: Iterable[Line]) -> list[Place]:
    """Every cell that is shown."""
    return [place for line in lines for place in line.shown]


def workbench_register(
    bench: Bench, viewer: Viewer, noun: str = "shared thing", nouns: str = "shared things"
) -> Register:
    """The words, sorts and filters of the workbench."""
    columns = (
        Column("name", "Thing", order_by="name"),
        Column("kind", "Kind", order_by="kind"),
        Column("undecided", "Undecided", "count", order_by="undecided"),
        Column("last_day", "Last day to act", "date", order_by="last_day"),
        Column("annual_now", "Cost a year now", "money", order_by="annual_now"),
        Column("one_off", "One-off cost", "money", order_by="one_off"),
    )
    return Register(noun, nouns, columns, _filters(bench, viewer), keep=("table",))


def _filters(bench: Bench, viewer: Viewer) -> tuple[Filter, ...]:
    suppliers = sorted({place.subject.supplier for place in bench.places if place.subject.supplier})
    made = [
        Filter("q", "Contains", None, lambda rows, text: _kept(rows, _with_words(text))),
        Filter("council", "Council", tuple((one.key, one.name) for one in bench.councils),
               _by(lambda place, value: place.council.key == value)),
        Filter("state", "State", tuple((one.value, _STATES.get(one, one.value)) for one in State),
               _by(lambda place, value: place.row.standing.state.value == value)),
        Filter("route", "Disposition", tuple((one.value, _ROUTES.get(one, one.value)) for one in Route),
               _by(lambda place, value: place.row.route.value == value)),
        Filter("act", "Last day to act", WINDOWS, _by(_within(bench.on.first))),
        Filter("supplier", "Supplier", tuple((one, one) for one in suppliers),
               _by(lambda place, value: place.subject.supplier == value)),
        Filter("consent", "Consent", (("outstanding", "Outstanding"), *((one.value, one.value) for one in Consent)),
               _by(_consent)),
        Filter("notice", "Notice", tuple((one, one) for one in _months(bench)),
               _by(lambda place, value: place.row.notice_month == value)),
        Filter("look", "To look at", (("mine", "Waits for your council"), ("refused", "Refused"),
                                      ("agreed", "Agreed, and refused as it stands"),
                                      ("warned", "With a warning")), _by(_to_look_at(viewer))),
        Filter("seen", "Seen by", (("joint", "On the joint record"), ("kept", "Not as partners see it")),
               _by(lambda place, value: place.is_private == (value == "kept"))),
    ]  # fmt: skip
    return tuple(one for one in made if one.choices is None or one.choices)


def _months(bench: Bench) -> list[str]:
    return sorted({place.row.notice_month for place in bench.places if place.row.notice_month})


def _by(fits: Callable[[Place, str], bool]) -> Callable[[Any, str], Any]:
    return lambda rows, value: _kept(rows, lambda place: fits(place, value))


def _kept(rows: Iterable[Line], fits: Callable[[Place], bool]) -> list[Line]:
    return [line for line in (row.narrowed(fits) for row in rows) if line.shown]


def _with_words(text: str) -> Callable[[Place], bool]:
    words = text.lower().split()

    def fits(place: Place) -> bool:
        subject = place.subject
        whole = f"{subject.name} {subject.key} {subject.supplier} {' '.join(o.record.reason for o in place.proposals)}"
        return all(word in whole.lower() for word in words)

    return fits


def _within(on: date) -> Callable[[Place, str], bool]:
    def fits(place: Place, window: str) -> bool:
        last = place.row.last_day
        if window == "none" or last is None:
            return window == "none" and last is None
        if window == "passed":
            return last.last < on
        return on <= last.last and last.first <= on + timedelta(days=int(window))

    return fits


def _consent(place: Place, value: str) -> bool:
    return place.row.consent_outstanding if value == "outstanding" else place.row.consent.value == value


def _to_look_at(viewer: Viewer) -> Callable[[Place, str], bool]:
    def fits(place: Place, value: str) -> bool:
        if value == "mine":
            return place.waits_for(viewer)
        if value == "agreed":
            return place.row.agreed_refused
        return bool(place.row.refusals if value == "refused" else place.row.warnings)

    return fits


def decide_url(bench: Bench, place: Place) -> str:
    """The page on which one thing is decided for one council."""
    return reverse("dispositions:decide", args=[bench.case.key, place.subject.ref, place.council.key])


EXPORT = (
    Column("key", "Item", value="subject.key"),
    Column("name", "Name", value="subject.name"),
    Column("kind", "Kind", value=lambda one: TABLES[one.subject.table]),
    Column("supplier", "Supplier", value="subject.supplier"),
    Column("council", "Council", value="council.name"),
    Column("route", "Disposition", value="row.route.value"),
    Column("state", "State", value="row.standing.state.value"),
    Column("waiting_for", "Waits for", value=lambda one: "; ".join(each.name for each in one.waits)),
    Column("by_when", "By when", "date", value="row.standing.disposition.by_when"),
    Column("owner", "Owner", value="row.standing.disposition.owner"),
    Column("reason", "Reason", value="row.standing.disposition.reason"),
    Column("last_day", "Last day to act", "date", value="row.last_day"),
    Column("consent", "Consent", value="row.consent.value"),
    Column("consent_outstanding", "Consent outstanding", value=lambda one: "yes" if one.row.consent_outstanding
           else "no"),
    Column("notice_month", "Notice month", value="row.notice_month"),
    Column("one_off_cost", "One-off cost", "money", value="row.one_off_cost"),
    Column("annual_now", "Cost a year now", "money", value="row.annual_now"),
    Column("annual_after", "Cost a year afterwards", "money", value="row.annual_after"),
    Column("refusals", "Refused because", value=lambda one: " ".join(one.row.refusals)),
    Column("warnings", "Look at", value=lambda one: " ".join(one.row.warnings)),
    Column("reasons", "Why it is no further", value=lambda one: " ".join(one.row.standing.reasons)),
    Column("seen", "Seen by", value=lambda one: "not as partners see it" if one.is_private else "joint record"),
)  # fmt: skip
