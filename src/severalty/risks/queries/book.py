"""The register of risks as one viewer may see it: everything that hangs on a risk, with references in place of keys."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404

from severalty.engine.risks.comparing import EffectsCompared, EffectsQuestion, effects_compared
from severalty.engine.risks.rating import Grid
from severalty.engine.risks.register import Risk
from severalty.engine.risks.standing import RegisterQuestion, RegisterStanding, RiskStanding, register_standing
from severalty.risks.binding import ACTIONS, APPETITES, CONTROLS, EFFECTS, ISSUES, REVIEWS, RISKS
from severalty.risks.queries.matrices import Matrix, matrices_for
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, Lookup, lookup_for, record_of
from severalty.tenancy.models import Case
from severalty.tenancy.queries import organisations_of

OUTSIDE = ("thing", "owner_post")
"""References that lead out of this stage."""


@dataclass(frozen=True)
class Entry:
    """One row with its record, whose references are those of items that the viewer may see, and blank for others."""

    row: Any
    record: Any

    @property
    def ref(self) -> str:
        """The reference of its item."""
        return str(self.row.pk)


@dataclass(frozen=True)
class Line:
    """One risk with how it stands and with all that hangs on it."""

    entry: Entry
    standing: RiskStanding
    book: "Book"

    @property
    def risk(self) -> Risk:
        """Its record."""
        found: Risk = self.entry.record
        return found

    @property
    def item(self) -> Any:
        """Its item."""
        return self.entry.row.item

    @property
    def matrix(self) -> Matrix | None:
        """The matrix that it is scored on."""
        return self.book.matrices.get(self.risk.matrix)

    def of(self, binding: Binding) -> list[Entry]:
        """What of one table hangs on it."""
        return [one for one in self.book.entries[binding.table] if one.record.risk == self.entry.ref]


@dataclass(frozen=True)
class Book:
    """All of a case's risks that one viewer may see, on a day. `names` are those of things that rows refer to."""

    viewer: Viewer
    case: Case
    on: date
    entries: Mapping[str, list[Entry]]
    matrices: Mapping[str, Matrix]
    names: Mapping[str, tuple[str, str]]
    organisations: Mapping[str, Any]

    @cached_property
    def question(self) -> RegisterQuestion:
        """The register as the rule takes it."""

        def of(binding: Binding) -> tuple[Any, ...]:
            return tuple(one.record for one in self.entries[binding.table])

        return RegisterQuestion(
            self.on, of(RISKS), self.grids, of(CONTROLS), of(ACTIONS), of(REVIEWS), of(EFFECTS), of(ISSUES),
            of(APPETITES),
        )  # fmt: skip

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The matrices as the rules take them."""
        return tuple(matrix.grid for matrix in self.matrices.values())

    @cached_property
    def standing(self) -> RegisterStanding:
        """How it stands."""
        return register_standing(self.question)

    @cached_property
    def lines(self) -> list[Line]:
        """Its risks, in the order of their numbers and then of their names."""
        rows = {row.risk: row for row in self.standing.rows}
        found = [Line(one, rows[one.ref], self) for one in self.entries[RISKS.table]]
        return sorted(found, key=lambda one: (one.risk.number is None, one.risk.number or 0, one.item.name.casefold()))

    @cached_property
    def compared(self) -> EffectsCompared:
        """What its risks would do before mitigation and after it; closed risks do nothing any more."""
        closed = {one.entry.ref for one in self.lines if one.risk.state == "closed"}
        effects = tuple(one.record for one in self.entries[EFFECTS.table] if one.record.risk not in closed)
        return effects_compared(EffectsQuestion(effects))

    def line(self, ref: str) -> Line:
        """One risk. Raises Http404."""
        found = next((one for one in self.lines if one.entry.ref == ref), None)
        if found is None:
            raise Http404
        return found

    def name_of(self, key: str) -> str:
        """The name of an organisation; its key where it takes no part."""
        return self.organisations[key].name if key in self.organisations else key

    def told(self, sentence: str) -> str:
        """A sentence of a rule that begins with the key of an organisation, with its name in place of that."""
        key, _, rest = sentence.partition(" ")
        return f"{self.organisations[key].name} {rest}" if key in self.organisations else sentence


_INSIDE = (RISKS, CONTROLS, ACTIONS, REVIEWS, EFFECTS, ISSUES, APPETITES)


def book_for(viewer: Viewer, case: Case, on: date) -> Book:
    """The register. As many queries however much there is."""
    lookup = lookup_for(viewer, case, ())
    matrices = {one.ref: one for one in matrices_for(viewer, case, lookup)}
    rows = {binding.table: _rows(viewer, case, binding) for binding in _INSIDE}
    wanted = {ref for found in rows.values() for row in found for ref in _leads(row, OUTSIDE)}
    names = {
        ref: (name, table)
        for ref, name, table in visible_items(viewer, case).filter(ref__in=wanted).values_list("ref", "name", "table")
    }
    risks = {row.pk: row for row in rows[RISKS.table]}
    known = {*names, *matrices, *risks}
    entries = {
        binding.table: [Entry(row, _record(binding, row, lookup, known)) for row in rows[binding.table]]
        for binding in _INSIDE
    }
    entries[REVIEWS.table] = [one for one in entries[REVIEWS.table] if _counts(one.row, risks)]
    organisations = {one.key: one for one in organisations_of(case)}
    return Book(viewer, case, on, entries, matrices, names, organisations)


def _rows(viewer: Viewer, case: Case, binding: Binding) -> list[Any]:
    rows = binding.rows_for(viewer, case)
    if not binding.is_item:
        return list(rows.select_related("organisation", "recorded_by").order_by("reviewed_on", "pk"))
    return list(rows.select_related("item__recorded_by").order_by("item__name", "pk"))


def _leads(row: Any, names: Iterable[str]) -> list[str]:
    return [ref for name in names if (ref := getattr(row, f"{name}_id", None))]


def _record(binding: Binding, row: Any, lookup: Lookup, known: Collection[str]) -> Any:
    """The record with references in place of keys; the reference of what may not be seen is blank."""
    record = record_of(binding, row, lookup)
    names = [name for name in ("risk", "matrix", *OUTSIDE) if hasattr(row, f"{name}_id")]
    leads = {name: _seen(getattr(row, f"{name}_id"), known) for name in names}
    return replace(record, **leads, **({"key": row.pk} if binding.is_item else {}))


def _seen(ref: str | None, known: Collection[str]) -> str:
    return ref if ref is not None and ref in known else ""


def _counts(review: Any, risks: Mapping[str, Any]) -> bool:
    """Whether a review is its organisation's own word, or was written down by whoever keeps the risk."""
    risk = risks.get(review.risk_id)
    kept_by = risk.item.recorded_by_id if risk is not None else None
    return review.recorded_by_id in (review.organisation_id, kept_by)
