"""What one viewer may read of what is compared: an appraisal with its options, scores, lines and services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from severalty.appraisal.binding import (
    ADDENDA,
    APPRAISALS,
    BENEFITS,
    COST_AMOUNTS,
    COST_KEYS,
    COST_LINES,
    ENVELOPES,
    FACTORS,
    GATE_VERDICTS,
    GATES,
    KEY_COUNTS,
    OPTIONS,
    POINTS,
    SCORE_SHEETS,
    SCORES,
    SOURCINGS,
)
from severalty.engine.appraisal import charges as money
from severalty.engine.appraisal import lines as costs
from severalty.engine.appraisal import options as choice
from severalty.engine.fields import Kind
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding, Lookup, is_item_reference, lookup_for, record_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of

OWN_ONLY = frozenset({SCORES.table, COST_AMOUNTS.table})
"""Tables whose rows count only where the recorder of what they stand under wrote them."""


@dataclass(frozen=True)
class Comparison:
    """An appraisal as far as one viewer may see it.

    Records go by handles, `options:insource@melton`: two organisations may use one key, and an appraisal is worked out
    and ordered the same in every installation. `refs` lead from a handle to the item's reference, `names` to what is
    written for people; `rows` are the rows of items by handle.
    """

    appraisal: choice.Appraisal
    addenda: tuple[choice.Addendum, ...] = ()
    options: tuple[choice.Option, ...] = ()
    points: tuple[choice.Point, ...] = ()
    gates: tuple[choice.Gate, ...] = ()
    verdicts: tuple[choice.GateVerdict, ...] = ()
    factors: tuple[choice.Factor, ...] = ()
    sheets: tuple[choice.ScoreSheet, ...] = ()
    scores: tuple[choice.Score, ...] = ()
    sourcings: tuple[choice.Sourcing, ...] = ()
    lines: tuple[costs.CostLine, ...] = ()
    amounts: tuple[costs.CostAmount, ...] = ()
    benefits: tuple[costs.Benefit, ...] = ()
    envelopes: tuple[costs.Envelope, ...] = ()
    cost_keys: tuple[money.CostKey, ...] = ()
    counts: tuple[money.KeyCount, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Any] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        """The reference of the appraisal."""
        return self.refs[self.appraisal.key]

    @cached_property
    def by_option(self) -> Mapping[str, choice.Option]:
        """The options by handle."""
        return {one.key: one for one in self.options}

    def name_of(self, handle: str) -> str:
        """The name of an item that the viewer may see."""
        return self.names.get(handle, "")

    def handle_of(self, ref: str) -> str:
        """The handle of an item of the appraisal; empty for any other reference."""
        return next((handle for handle, known in self.refs.items() if known == ref), "")

    def council(self, key: str) -> str:
        """The name of an organisation; the partnership as a whole for none."""
        found = self.organisations.get(key)
        return found.name if found else "the partnership"

    def first_list(self) -> "Comparison":
        """The appraisal as it was before any addendum: without the options added later and all that hangs on them."""
        kept = {one.key for one in self.options if not one.addendum}
        return replace(
            self,
            options=tuple(one for one in self.options if one.key in kept),
            points=tuple(one for one in self.points if one.option in kept),
            verdicts=tuple(one for one in self.verdicts if one.option in kept),
            scores=tuple(one for one in self.scores if one.option in kept),
            lines=tuple(one for one in self.lines if one.option in kept),
            amounts=tuple(
                one for one in self.amounts if one.cost_line in {line.key for line in self.lines if line.option in kept}
            ),
            benefits=tuple(one for one in self.benefits if not one.option or one.option in kept),
        )


def appraisals_for(viewer: Viewer, case: Case) -> QuerySet[Any]:
    """The appraisals of a case that the viewer may see, by name."""
    return APPRAISALS.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk")


def appraisal_by_key(viewer: Viewer, case: Case, key: str) -> Any | None:
    """The appraisal under a key, whoever keeps it; the first of them by name."""
    return appraisals_for(viewer, case).filter(item__key=key).first()


def comparison_for(viewer: Viewer, case: Case, ref: str) -> Comparison:
    """One appraisal. Raises Http404 where there is none that this viewer may see."""
    row = appraisals_for(viewer, case).filter(pk=ref).first()
    if row is None:
        raise Http404
    return comparison_of(viewer, case, row)


def comparison_of(viewer: Viewer, case: Case, row: Any) -> Comparison:
    """Everything under an appraisal that the viewer may see; the row must come from a query for the viewer."""
    shelf = _Shelf(viewer, case, row)
    found: dict[str, Any] = {
        "addenda": shelf.items(ADDENDA),
        "options": _placed(shelf.items(OPTIONS)),
        "gates": _placed(shelf.items(GATES)),
        "factors": _placed(shelf.items(FACTORS)),
        "sheets": shelf.items(SCORE_SHEETS),
        "sourcings": _placed(shelf.items(SOURCINGS)),
        "lines": shelf.items(COST_LINES),
        "benefits": shelf.items(BENEFITS),
        "envelopes": shelf.items(ENVELOPES),
        "points": tuple(sorted(shelf.children(POINTS), key=lambda one: (one.option, one.side.value, one.place))),
        "verdicts": tuple(
            sorted(shelf.children(GATE_VERDICTS), key=lambda one: (one.gate, one.option, one.recorded_by))
        ),
        "scores": tuple(sorted(shelf.children(SCORES), key=lambda one: (one.sheet, one.option, one.factor))),
        "amounts": tuple(sorted(shelf.children(COST_AMOUNTS), key=lambda one: (one.cost_line, one.year))),
    }
    known = {one.key for one in found["options"]}
    # What stands under an option that the viewer may not see says nothing.
    found["lines"] = tuple(one for one in found["lines"] if one.option in known)
    keys = {line.cost_key for line in found["lines"] if line.cost_key}
    found |= {"cost_keys": shelf.cost_keys(keys), "counts": shelf.counts(keys)}
    return Comparison(
        appraisal=shelf.appraisal, names=shelf.names, refs=shelf.refs, rows=shelf.rows,
        organisations=shelf.organisations, **found,
    )  # fmt: skip


def _placed(records: Iterable[Any]) -> tuple[Any, ...]:
    """Records by their place in the list; those without one come last, by name."""
    return tuple(sorted(records, key=lambda one: (one.place is None, one.place or 0, one.name, one.key)))


class _Shelf:
    """Reads the tables of one appraisal, one query each, and spells every reference as the item's own."""

    def __init__(self, viewer: Viewer, case: Case, row: Any) -> None:
        self.viewer, self.case, self.row = viewer, case, row
        self.lookup: Lookup = lookup_for(viewer, case)
        self.rows: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self.seen: set[str] = set()
        self.organisations = {one.key: one for one in organisations_of(case)}
        self.appraisal = self._item(APPRAISALS, row)

    def items(self, binding: Binding) -> tuple[Any, ...]:
        """The items of one table that belong to the appraisal."""
        rows = binding.rows_for(self.viewer, self.case).filter(appraisal=self.row.pk).order_by("item__name", "pk")
        found = [self._item(binding, row) for row in rows.select_related("item__recorded_by")]
        return tuple(sorted(found, key=lambda one: (one.name, one.key)))

    def _item(self, binding: Binding, row: Any) -> Any:
        handle = self._handle(row.pk)
        self.rows[handle], self.names[handle], self.refs[handle] = row, row.item.name, row.pk
        self.seen.add(row.pk)
        return self._record(binding, row)

    def _handle(self, ref: str) -> str:
        table, key, recorder = self.lookup.items[ref]
        return f"{table}:{key}@{self.lookup.organisations[recorder]}"

    def children(self, binding: Binding) -> list[Any]:
        """The rows under the items of the appraisal, without those that lead to what the viewer may not see."""
        within = {f"{binding.through}__appraisal": self.row.pk}
        rows = binding.rows_for(self.viewer, self.case).filter(**within).order_by("pk")
        if binding.table in OWN_ONLY:
            rows = rows.select_related(f"{binding.through}__item")
        names = [s.name for s in binding.columns if s.kind is Kind.REFERENCE and is_item_reference(s)]
        return [
            self._record(binding, row)
            for row in rows
            if all(getattr(row, f"{name}_id") in self.seen for name in names) and self._is_own(binding, row)
        ]

    def _is_own(self, binding: Binding, row: Any) -> bool:
        if binding.table not in OWN_ONLY:
            return True
        return bool(row.recorded_by_id == getattr(row, binding.through).item.recorded_by_id)

    def cost_keys(self, refs: Iterable[str]) -> tuple[Any, ...]:
        """The keys that lines are shared by."""
        wanted = self._behind(refs)
        rows = COST_KEYS.rows_for(self.viewer, self.case).filter(pk__in=wanted).order_by("item__key", "pk")
        return tuple(sorted((self._item(COST_KEYS, row) for row in rows), key=lambda one: str(one.key)))

    def _behind(self, handles: Iterable[str]) -> list[str]:
        """The references behind handles of items that need not be of the appraisal."""
        wanted = set(handles)
        return [ref for ref in self.lookup.items if self._handle(ref) in wanted]

    def counts(self, refs: Iterable[str]) -> tuple[Any, ...]:
        """The counts under those keys."""
        wanted = self._behind(refs)
        rows = KEY_COUNTS.rows_for(self.viewer, self.case).filter(cost_key__in=wanted).order_by("pk")
        return tuple(self._record(KEY_COUNTS, row) for row in rows)

    def _record(self, binding: Binding, row: Any) -> Any:
        """The record of a row with handles in place of references; one that the viewer may not see is blank."""
        changes: dict[str, Any] = {"key": self._handle(row.pk)} if binding.is_item else {}
        for shape in binding.own_columns:
            if shape.kind is Kind.REFERENCE and is_item_reference(shape):
                target = getattr(row, f"{shape.name}_id") or ""
                changes[shape.name] = self._handle(target) if target in self.lookup.items else ""
        return replace(record_of(binding, row, self.lookup), **changes)


def appraisal_of_option(viewer: Viewer, case: Case, ref: str) -> str:
    """The appraisal that an option belongs to. Raises Http404 where there is no option that this viewer may see."""
    found = OPTIONS.rows_for(viewer, case).filter(pk=ref).values_list("appraisal", flat=True).first()
    if found is None:
        raise Http404
    return str(found)
