"""What a record would do to the tables: new, changed, same or refused, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from severalty.engine.estate.parties import Audience
from severalty.engine.estate.value_evidence import EvidenceError, read_value_evidence
from severalty.engine.fields import Column, FieldError, Kind
from severalty.engine.graph import cycles
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import Binding, Lookup, is_item_reference, lookup_for, records_for, texts_of
from severalty.tenancy.models import Case, new_ref

WHOLE = "part_of"


class Effect(StrEnum):
    """What writing a record would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """Why a record cannot be written: the column, what was expected, how to mend it."""

    column: str
    expected: str
    mend: str


@dataclass
class Draft:
    """A record on its way into the tables.

    `place` is where it came from (sheet row), `row` the row it would change, `before` and `after` the values that
    differ as files spell them, `targets` the primary keys that its references lead to.
    """

    binding: Binding
    record: Any
    place: int = 0
    effect: Effect = Effect.NEW
    recorder: int = 0
    ref: str = ""
    row: Any = None
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Any] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """What the record is called in messages and in the audit trail."""
        return " · ".join(str(getattr(self.record, name)) for name in self.binding.natural)

    def refuse(self, column: str, expected: str, mend: str) -> None:
        """Mark the record as one that cannot be written."""
        self.effect = Effect.REFUSED
        self.refusals.append(Refusal(column, expected, mend))


class Drafting:
    """The drafts of one file or form, made against what the viewer may see of a case.

    First every record is claimed, so that rows may refer to rows further down; then each is compared.
    """

    def __init__(self, viewer: Viewer, case: Case, lookup: Lookup | None = None) -> None:
        self.viewer, self.case = viewer, case
        self.lookup = lookup or lookup_for(viewer, case)
        self.drafts: list[Draft] = []
        self._existing: dict[str, dict[Any, tuple[Any, Any]]] = {}
        self._seen: dict[tuple[str, Any], Draft] = {}
        self._spelled: dict[tuple[str, Any], Draft] = {}
        self._held: dict[str, set[tuple[Any, ...]]] = {}

    def claim(self, binding: Binding, records: Iterable[tuple[int, Any]]) -> list[Draft]:
        """Take in the records of one table, each with its place in the file."""
        made = [Draft(binding, _completed(record), place) for place, record in records]
        for draft in made:
            self._place(draft)
        self.drafts += made
        return made

    def settle(self) -> list[Draft]:
        """Resolve references and compare every draft with what is there."""
        for draft in self.drafts:
            if draft.effect is not Effect.REFUSED:
                self._resolve(draft)
            if draft.effect is not Effect.REFUSED:
                self._compare(draft)
        for binding in {draft.binding.table: draft.binding for draft in self.drafts}.values():
            self._refuse_circles(binding)
            standing = (Effect.NEW, Effect.CHANGED)
            binding.judge(self, [one for one in self.drafts if one.binding is binding and one.effect in standing])
        return self.drafts

    def _refuse_circles(self, binding: Binding) -> None:
        """Refuse what would be part of itself, straight or through others, as far as the viewer may see them."""
        drafts = {one.ref: one for one in self.drafts if one.binding is binding and one.targets.get(WHOLE)}
        if not any(shape.name == WHOLE and shape.refers_to == binding.table for shape in binding.columns) or not drafts:
            return
        rows = [row for row, _ in self.existing(binding).values()]
        known = [one for one in self.drafts if one.binding is binding and one.effect is not Effect.REFUSED]
        names = {row.pk: row.item.name for row in rows} | {one.ref: one.record.name for one in known}
        whole = {row.pk: getattr(row, f"{WHOLE}_id") for row in rows} | {
            one.ref: one.targets.get(WHOLE) for one in known
        }
        for circle in cycles((part, of) for part, of in whole.items() if of):
            for draft in (drafts[ref] for ref in circle if ref in drafts):
                if draft.effect in (Effect.NEW, Effect.CHANGED):
                    draft.refuse(
                        WHOLE, f"outside the circle that it closes: {_around(draft.ref, whole, names)}",
                        "Clear it, or that of another in the circle.",
                    )  # fmt: skip

    def _place(self, draft: Draft) -> None:
        draft.recorder = self._recorder(draft)
        if draft.effect is Effect.REFUSED:
            return
        identity = (draft.binding.table, self._identity(draft))
        twin = self._seen.setdefault(identity, draft)
        if twin is not draft:
            _refuse_twin(draft, twin)
        elif draft.binding.is_item:
            self._place_item(draft)
        elif draft.binding.table == "organisations":
            self.lookup.expect_organisation(draft.record.key)
        elif draft.binding.table == "partnerships":
            self.lookup.expect_partnership(draft.record.key)

    def _place_item(self, draft: Draft) -> None:
        table, key = draft.binding.table, draft.record.key
        known = self.lookup.own(table, key, draft.recorder)
        if known:
            draft.ref = known
            return
        draft.ref = new_ref()
        self.lookup.add(draft.ref, table, key, draft.recorder)

    def _recorder(self, draft: Draft) -> int:
        named = getattr(draft.record, "recorded_by", "")
        own = self.viewer.organisation
        if not hasattr(draft.record, "recorded_by"):
            return 0
        if named and (self.viewer.operator or (own and own.key == named)):
            pk = self.lookup.organisation_ids.get(named)
            if pk is None:
                draft.refuse("recorded_by", "the key of an organisation of this case", f"Add {named} to organisations.")
            return pk or 0
        if named and own:
            return self._others_row(draft, named)
        if own is None:
            draft.refuse("recorded_by", "the organisation that keeps the record", "Enter its key.")
            return 0
        return own.pk

    def _others_row(self, draft: Draft, named: str) -> int:
        pk = self.lookup.organisation_ids.get(named, 0)
        if draft.binding.is_item and not self.lookup.own(draft.binding.table, draft.record.key, pk):
            draft.refuse("recorded_by", "your own organisation, or nothing", "Clear the cell: the row becomes yours.")
        return pk

    def _identity(self, draft: Draft) -> Any:
        if draft.binding.is_item:
            return (draft.recorder, draft.record.key)
        return (draft.recorder, *(str(getattr(draft.record, name)) for name in draft.binding.natural))

    def _resolve(self, draft: Draft) -> None:
        for shape in draft.binding.columns:
            if shape.name == "recorded_by":
                continue
            value = getattr(draft.record, shape.name)
            if shape.kind is Kind.REFERENCE and value:
                draft.targets[shape.name] = self._target(draft, shape, value)
            elif shape.kind is Kind.REFERENCES:
                draft.targets[shape.name] = [self._target(draft, shape, key) for key in value]
        if draft.binding.is_item:
            self._check_evidence(draft)
        if draft.binding.is_item and draft.record.audience is Audience.NAMED and not draft.record.shared_with:
            draft.refuse("shared_with", "at least one organisation, because the audience is named", "Name one.")

    def _check_evidence(self, draft: Draft) -> None:
        try:
            read_value_evidence(draft.record.value_evidence, draft.binding.record)
        except EvidenceError as error:
            expected, _, mend = str(error).rstrip(".").partition("; ")
            draft.refuse("value_evidence", expected, f"{mend or 'Name a column and its class of evidence'}.")

    def _target(self, draft: Draft, shape: Column, text: str) -> Any:
        if not is_item_reference(shape):
            known = self.lookup.organisation_ids if shape.refers_to == "organisations" else self.lookup.partnership_ids
            if text not in known:
                draft.refuse(
                    shape.name, f"the key of one of the {shape.refers_to}", f"Add {text} there, or correct it."
                )
            return known.get(text)
        found = self.lookup.find(text, shape.refers_to, draft.recorder)
        wanted = "items" if shape.refers_to == "item" else shape.refers_to
        if not found:
            draft.refuse(
                shape.name, f"the key of one of the {wanted}", f"Add {text!r} to {wanted}, or correct the key."
            )
        elif len(found) > 1:
            draft.refuse(
                shape.name, f"one of the {wanted}; {len(found)} carry this key", "Write table:key@organisation."
            )
        return found[0] if len(found) == 1 else None

    def _compare(self, draft: Draft) -> None:
        new_texts = texts_of(draft.binding, self._settled(draft))
        # Only now are references spelled in one way, so that a row is found again however the file spells it.
        identity = self._identity(draft)
        twin = self._spelled.setdefault((draft.binding.table, identity), draft)
        if twin is not draft:
            _refuse_twin(draft, twin)
            return
        row, old = self.existing(draft.binding).get(identity, (None, None))
        old_texts = texts_of(draft.binding, old) if old is not None else {}
        differing = [name for name in new_texts if new_texts[name] != old_texts.get(name, "")]
        draft.row = row
        draft.before = {name: old_texts[name] for name in differing if old_texts.get(name)}
        draft.after = {name: new_texts[name] for name in differing if name != "recorded_by" or row is None}
        draft.effect = Effect.NEW if row is None else (Effect.CHANGED if differing else Effect.SAME)
        if row is None and self._is_taken(draft):
            draft.refuse(
                draft.binding.only_once[-1], f"one of which no {draft.binding.singular} is there",
                "Another organisation recorded it already; ask them to change it.",
            )  # fmt: skip
        elif row is None and not self._may_write(draft):
            draft.refuse("recorded_by", "your own organisation, or nothing", "Clear the cell: the row becomes yours.")
        elif differing and not self._may_write(draft):
            draft.refuse(
                differing[0], "no change: the row is recorded by another organisation", "Ask them to change it."
            )

    def _is_taken(self, draft: Draft) -> bool:
        names = draft.binding.only_once
        if not names:
            return False
        if draft.binding.table not in self._held:
            rows = (row for row, _ in self.existing(draft.binding).values())
            self._held[draft.binding.table] = {tuple(getattr(row, f"{name}_id") for name in names) for row in rows}
        held, wanted = self._held[draft.binding.table], tuple(draft.targets.get(name) for name in names)
        taken = wanted in held
        held.add(wanted)  # two new rows of one file may not both have it
        return taken

    def _settled(self, draft: Draft) -> Any:
        """The record with its references spelled as an export would spell them."""
        changes: dict[str, Any] = {}
        for shape in draft.binding.columns:
            if shape.kind is Kind.REFERENCE and is_item_reference(shape) and draft.targets.get(shape.name):
                changes[shape.name] = self.lookup.name_of(draft.targets[shape.name], shape.refers_to, draft.recorder)
            elif shape.kind is Kind.REFERENCES:
                changes[shape.name] = tuple(sorted(getattr(draft.record, shape.name)))
        if draft.recorder:
            changes["recorded_by"] = self._organisation_key(draft.recorder)
        draft.record = replace(draft.record, **changes)
        return draft.record

    def _organisation_key(self, pk: int) -> str:
        return self.lookup.organisations.get(pk, "")

    def _may_write(self, draft: Draft) -> bool:
        own = self.viewer.organisation
        return self.viewer.operator or not draft.recorder or (own is not None and own.pk == draft.recorder)

    def existing(self, binding: Binding) -> dict[Any, tuple[Any, Any]]:
        """The rows and records of a table that the viewer may see, by what names them."""
        if binding.table not in self._existing:
            self._existing[binding.table] = {
                self._identity(Draft(binding, record, recorder=_recorder_of(binding, row))): (row, record)
                for row, record in records_for(self.viewer, self.case, binding, self.lookup)
            }
        return self._existing[binding.table]


def _around(start: str, whole: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The circle in words: `A is part of B, which is part of A`."""
    found, here = names.get(start, start), whole[start]
    steps = [f"{found} is part of {names.get(here, here)}"]
    while here != start:
        here = whole[here]
        steps.append(f"which is part of {names.get(here, here)}")
    return ", ".join(steps)


def _refuse_twin(draft: Draft, twin: Draft) -> None:
    draft.refuse(
        draft.binding.natural[0],
        f"each {draft.binding.singular} once; {draft.subject} stands in row {twin.place} already",
        "Remove one of the two rows, or give one another key.",
    )


def _recorder_of(binding: Binding, row: Any) -> int:
    pk: int = row.item.recorded_by_id if binding.is_item else getattr(row, "recorded_by_id", 0)
    return pk


def _completed(record: Any) -> Any:
    """The record with the key and name that it is given when its own are blank, where its kind has a way for that."""
    return record if not hasattr(record, "completed") or (record.key and record.name) else record.completed()


def check(binding: Binding, values: dict[str, Any]) -> Any:
    """The record that values make. Raises FieldError in words where they do not fit together."""
    try:
        return binding.record(**values)
    except (TypeError, ValueError) as error:
        raise FieldError(str(error)) from error
