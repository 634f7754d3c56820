"""What one viewer may read of what is compared: an appraisal with its options, scores, lines and services."""

from collections.abc import Callable, Iterable, Mapping
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
from severalty.tenancy.binding import Binding, Lookup, is_item_reference, lookup_for, record_of, refs_of
from severalty.tenancy.models import Case, Item, Organisation
from severalty.tenancy.queries import organisations_of

OWN_ONLY = frozenset({SCORES.table, COST_AMOUNTS.table})
"""Tables whose rows count only where the recorder of what they stand under wrote them."""


@dataclass(frozen=True)
class Comparison:
    """An appraisal as far as one viewer may see it.

    Records go by handles, `options:insource@melton`: two organisations may use one key, and an appraisal is worked out
    and ordered the same in every installation. `refs` lead from a handle to the item's reference, `names` to what is
    written for people; `rows` are the rows of items by handle. `strays` say which rows lead to another appraisal's
    items, and so are not counted.
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
    strays: tuple[str, ...] = ()

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
    lines = shelf.items(COST_LINES)
    counted = {one.key for one in lines}
    return Comparison(
        appraisal=shelf.items(APPRAISALS)[0],
        addenda=shelf.items(ADDENDA),
        options=_placed(shelf.items(OPTIONS)),
        points=shelf.children(POINTS, lambda one: (one.option, one.side.value, one.place)),
        gates=_placed(shelf.items(GATES)),
        verdicts=shelf.children(GATE_VERDICTS, lambda one: (one.gate, one.option, one.recorded_by)),
        factors=_placed(shelf.items(FACTORS)),
        sheets=shelf.items(SCORE_SHEETS),
        scores=shelf.children(SCORES, lambda one: (one.sheet, one.option, one.factor)),
        sourcings=_placed(shelf.items(SOURCINGS)),
        lines=lines,
        amounts=tuple(
            one
            for one in shelf.children(COST_AMOUNTS, lambda one: (one.cost_line, one.year))
            if one.cost_line in counted
        ),
        benefits=shelf.items(BENEFITS),
        envelopes=shelf.items(ENVELOPES),
        cost_keys=shelf.items(COST_KEYS),
        counts=shelf.children(KEY_COUNTS, lambda one: (one.cost_key, one.organisation)),
        names=shelf.names,
        refs=shelf.refs,
        rows=shelf.by_handle,
        organisations={one.key: one for one in organisations_of(case)},
        strays=shelf.strays(),
    )


def _placed(records: Iterable[Any]) -> tuple[Any, ...]:
    """Records by their place in the list; those without one come last, by name."""
    return tuple(sorted(records, key=lambda one: (one.place is None, one.place or 0, one.name, one.key)))


_ITEMS = (ADDENDA, OPTIONS, GATES, FACTORS, SCORE_SHEETS, SOURCINGS, COST_LINES, BENEFITS, ENVELOPES)
_CHILDREN = (POINTS, GATE_VERDICTS, SCORES, COST_AMOUNTS)


_OF_ONE = frozenset({OPTIONS.table, FACTORS.table, GATES.table})
"""Tables of which every appraisal has items of its own."""


class _Shelf:
    """The rows of one appraisal, one query for each table, and their records with handles in place of references."""

    def __init__(self, viewer: Viewer, case: Case, row: Any) -> None:
        self.rows: dict[str, list[Any]] = {APPRAISALS.table: [row]}
        for binding in _ITEMS:
            found = binding.rows_for(viewer, case).filter(appraisal=row.pk)
            self.rows[binding.table] = list(found.select_related("item__recorded_by").order_by("item__name", "pk"))
        for binding in _CHILDREN:
            under = {f"{binding.through}__appraisal": row.pk}
            found = binding.rows_for(viewer, case).filter(**under).select_related(f"{binding.through}__item")
            self.rows[binding.table] = list(found.order_by("pk"))
        self._read_keys(viewer, case)
        held = [(binding, self.rows[binding.table]) for binding in (APPRAISALS, *_ITEMS, COST_KEYS)]
        self.items_held = {one.pk for _, rows in held for one in rows}
        children = [(binding, self.rows[binding.table]) for binding in _CHILDREN]
        refs = self.items_held.union(*(refs_of(binding, rows) for binding, rows in (*held, *children)))
        self.lookup: Lookup = lookup_for(viewer, case, refs)
        self.names = {self._handle(one.pk): one.item.name for _, rows in held for one in rows}
        self.refs = {self._handle(one.pk): one.pk for _, rows in held for one in rows}
        self.by_handle = {self._handle(one.pk): one for _, rows in held for one in rows}

    def _read_keys(self, viewer: Viewer, case: Case) -> None:
        """The keys that lines are shared by, with their counts."""
        wanted = {line.cost_key_id for line in self.rows[COST_LINES.table] if line.cost_key_id}
        keys = COST_KEYS.rows_for(viewer, case).filter(pk__in=wanted).select_related("item__recorded_by")
        self.rows[COST_KEYS.table] = list(keys.order_by("item__key", "pk"))
        counts = KEY_COUNTS.rows_for(viewer, case).filter(cost_key__in=wanted).order_by("pk")
        self.rows[KEY_COUNTS.table] = list(counts)

    def items(self, binding: Binding) -> tuple[Any, ...]:
        """The records of one table of items, by name, without those of an option that the viewer may not see."""
        found = [
            self.record(binding, row)
            for row in self.rows[binding.table]
            if (getattr(row, "option_id", None) or row.pk) in self.items_held
        ]
        return tuple(sorted(found, key=lambda one: (one.name, one.key)))

    def children(self, binding: Binding, order: Callable[[Any], Any]) -> tuple[Any, ...]:
        """The records under items of the appraisal, without those that lead to what the viewer may not see."""
        names = [shape.name for shape in binding.columns if shape.kind is Kind.REFERENCE and is_item_reference(shape)]
        found = [
            self.record(binding, row)
            for row in self.rows[binding.table]
            if all(getattr(row, f"{name}_id") in self.items_held for name in names) and _counts(binding, row)
        ]
        return tuple(sorted(found, key=order))

    def strays(self) -> tuple[str, ...]:
        """A sentence for each row that leads to an item of another appraisal that the viewer may see."""
        found = set()
        for binding in (COST_LINES, BENEFITS, *_CHILDREN):
            for row in self.rows[binding.table]:
                for name in (shape.name for shape in binding.own_columns if shape.refers_to in _OF_ONE):
                    target = getattr(row, f"{name}_id")
                    if target in self.lookup.items and target not in self.items_held:
                        found.add(self._stray(binding, row, target))
        return tuple(sorted(found))

    def _stray(self, binding: Binding, row: Any, target: str) -> str:
        one = row if binding.is_item else getattr(row, binding.through)
        table, key, _ = self.lookup.items[target]
        what = "" if binding.is_item else f"A {binding.singular} of "
        kind = _BY_TABLE[table].singular
        return f"{what}{one.item.name} names the {kind} {key}, which another appraisal holds; it is not counted here."

    def record(self, binding: Binding, row: Any) -> Any:
        """The record of a row with handles in place of references; one that the viewer may not see is blank."""
        changes: dict[str, Any] = {"key": self._handle(row.pk)} if binding.is_item else {}
        for shape in binding.own_columns:
            if shape.kind is Kind.REFERENCE and is_item_reference(shape):
                target = getattr(row, f"{shape.name}_id") or ""
                changes[shape.name] = self._handle(target) if target in self.lookup.items else ""
        return replace(record_of(binding, row, self.lookup), **changes)

    def _handle(self, ref: str) -> str:
        table, key, recorder = self.lookup.items[ref]
        return f"{table}:{key}@{self.lookup.organisations[recorder]}"


def _counts(binding: Binding, row: Any) -> bool:
    """Whether a row under an item counts: of some tables, only those of whoever keeps the item."""
    if binding.table not in OWN_ONLY:
        return True
    return bool(row.recorded_by_id == getattr(row, binding.through).item.recorded_by_id)


def appraisal_of_option(viewer: Viewer, case: Case, ref: str) -> str:
    """The appraisal that an option belongs to. Raises Http404 where there is no option that this viewer may see."""
    found = OPTIONS.rows_for(viewer, case).filter(pk=ref).values_list("appraisal", flat=True).first()
    if found is None:
        raise Http404
    return str(found)


_BY_TABLE = {binding.table: binding for binding in (APPRAISALS, *_ITEMS)}
_UNDER = {binding.through: binding for binding in (SCORES, COST_AMOUNTS)}
_THROUGH = {SCORE_SHEETS.table: "sheet", COST_LINES.table: "cost_line"}


def children_under(viewer: Viewer, case: Case, item: Item) -> tuple[str, list[Any]]:
    """The appraisal that a record is of, empty for none that the viewer may see, and the amounts or scores under it."""
    binding = _BY_TABLE[item.table]
    if binding is APPRAISALS:
        return item.pk, []
    row = binding.rows_for(viewer, case).filter(pk=item.pk).values_list("appraisal", flat=True).first()
    found = appraisals_for(viewer, case).filter(pk=row).values_list("pk", flat=True).first()
    under = _UNDER.get(_THROUGH.get(item.table, ""))
    rows: list[Any] = []
    if under is not None:
        own = under.rows_for(viewer, case).filter(recorded_by=item.recorded_by, **{under.through: item.pk})
        rows = list(own.order_by("pk" if under is SCORES else "year"))
    return str(found or ""), rows


def left_blank(viewer: Viewer, case: Case) -> tuple[int, int]:
    """How many score sheets of the viewer's organisation hold no score, and how many cost lines no amount."""
    own = {"item__recorded_by": viewer.organisation}
    sheets = SCORE_SHEETS.rows_for(viewer, case).filter(**own, scores__isnull=True)
    lines = COST_LINES.rows_for(viewer, case).filter(**own, amounts__isnull=True)
    return sheets.count(), lines.count()
