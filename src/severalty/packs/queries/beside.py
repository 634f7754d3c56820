"""The rows of a partner pack beside what one viewer has on record: the sender's, one's own, one's beliefs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from severalty.engine.dispositions.packs import Differing, differing
from severalty.engine.estate.beliefs import answers
from severalty.engine.estate.items import Assumption
from severalty.engine.fields import Column, Kind
from severalty.estate.queries import ASSUMPTIONS
from severalty.packs.queries.packs import FullNames, full_names, own_bindings, rows_seen
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.binding import Binding, texts_of
from severalty.tenancy.drafts import Draft, Effect
from severalty.tenancy.models import Case
from severalty.tenancy.queries import organisations_of

_SUBJECTS = {"dispositions": ("thing", "council"), "holdings": ("item", "organisation")}
_WHO_SAYS = ("claimed_by", "recorded_by", "starts")

Place = tuple[str, int]
"""A table, and the row of its file."""
Words = tuple[str, ...]
Names = Mapping[tuple[str, str], str]
"""What items and organisations are called, by the table that a reference leads to and how a pack spells it."""


@dataclass(frozen=True)
class Line:
    """One row of a pack: what bringing it in would do, and where it differs from one's own record and beliefs.

    `changes` are columns with what was on record from the sender and what it says now. `altered` has the same, and
    `apart` what `beside` has, with names in place of the keys that files spell. `ref` is the item of the
    sender's that it is on record as, empty if it is on record as none; `stands` says that it is on record as told here.
    `about` is the item that it is, or hangs on.
    """

    table: str
    number: int
    name: str
    digest: str
    effect: Effect
    told: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str], ...] = ()
    altered: tuple[tuple[str, str, str], ...] = ()
    beside: tuple[Differing, ...] = ()
    apart: tuple[tuple[str, str, str], ...] = ()
    belief: str = ""
    refusal: str = ""
    ref: str = ""
    stands: bool = False
    about: str = ""

    @property
    def differs(self) -> bool:
        """Whether it is not what one's own record or beliefs say."""
        return bool(self.beside or self.belief)


@dataclass(frozen=True)
class Row:
    """One row of a pack as it was read: its place, its digest, its record unless it could not be read.

    `draft` is what it would do to the sender's rows here; `refusal` says why it is left out.
    """

    table: str
    number: int
    digest: str
    record: Any = None
    draft: Draft | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Held:
    """A row of the sender's that is on record here: its table, its row and record there, and how files spell it."""

    binding: Binding
    row: Any
    record: Any
    texts: Mapping[str, str]
    title: str

    @property
    def value(self) -> str:
        """What a form calls it."""
        return f"{self.binding.table}:{self.row.pk}"

    @property
    def name(self) -> str:
        """What it is called in lists."""
        return f"{self.binding.singular}: {self.title}"

    @property
    def ref(self) -> str:
        """The item that it is; empty if it is none."""
        return str(self.row.pk) if self.binding.is_item else ""

    @property
    def about(self) -> str:
        """The item that it is, or hangs on; empty if there is none."""
        if self.binding.is_item or not self.binding.through:
            return self.ref
        return str(getattr(self.row, f"{self.binding.through}_id") or "")


@dataclass
class _Here:
    """What is on record in one table: the sender's rows by what names them, one's own by what they are about."""

    theirs: dict[Words, Held] = field(default_factory=dict)
    ours: dict[Words, dict[str, str]] = field(default_factory=dict)


def lines_of(
    viewer: Viewer, case: Case, sender: str, rows: Mapping[str, Sequence[Row]]
) -> tuple[list[Line], list[Held]]:
    """Each row of a pack beside what the viewer has on record, and the sender's rows that it lacks.

    `rows` go by table. What the viewer may not see is not compared, also where it is the sender's.
    """
    own = viewer.organisation.key if viewer.organisation else ""
    lookup = full_names(viewer, case)
    names = names_for(viewer, case, lookup)
    lines: list[Line] = []
    gone: list[Held] = []
    beliefs: dict[str, str] = {}
    for binding in own_bindings():
        seen = rows_seen(viewer, case, binding, lookup)
        here = _here(binding, seen, own, sender, names)
        found = rows.get(binding.table, ())
        if binding.table == ASSUMPTIONS.table:
            beliefs = _beliefs(own, [record for _, record in seen], [one.record for one in found if one.record])
        lines += [_line(binding, one, here, beliefs, names) for one in found]
        if any(one.record is None for one in found):
            continue  # one of them may be the row that cannot be read
        named = {_naming(binding, texts_of(binding, one.record)) for one in found if one.record is not None}
        gone += [held for key, held in here.theirs.items() if key not in named]
    return lines, gone


def _here(binding: Binding, seen: Iterable[tuple[Any, Any]], own: str, sender: str, names: Names) -> _Here:
    here = _Here()
    for row, record in seen:
        texts = texts_of(binding, record)
        if record.recorded_by == sender:
            here.theirs[_naming(binding, texts)] = Held(binding, row, record, texts, name_of(binding, record, names))
        elif record.recorded_by == own:
            here.ours[_subject(binding, texts)] = texts
    return here


def names_for(viewer: Viewer, case: Case, lookup: FullNames) -> Names:
    """The names of all that the viewer may see. Two queries."""
    found = {("organisations", one.key): one.name for one in organisations_of(case)}
    for ref, name in visible_items(viewer, case).values_list("ref", "name"):
        table = lookup.items[ref][0] if ref in lookup.items else ""
        found[table, lookup.name_of(ref, table, 0)] = found["item", lookup.name_of(ref, "item", 0)] = name
    return found


def name_of(binding: Binding, record: Any, names: Names) -> str:
    """What a row is called in lists: in names, as far as they are known here."""
    if binding.is_item:
        return str(record.name)
    leads_to = {shape.name: shape.refers_to for shape in binding.columns}
    told = [(leads_to[name], str(getattr(record, name) or "")) for name in binding.natural if name not in _WHO_SAYS]
    return " · ".join(names.get((table, value), value) for table, value in told if value)


def in_names(shape: Column, text: str, names: Names) -> str:
    """A cell with the names of what it refers to, where they are known here; else as files spell it."""
    if shape.kind not in (Kind.REFERENCE, Kind.REFERENCES):
        return text
    parts = [part.strip() for part in text.split(";")]
    return "; ".join(names.get((shape.refers_to, part), part) for part in parts)


def _both_in_names(found: Iterable[tuple[Column, str, str]], names: Names) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (shape.label, in_names(shape, one, names), in_names(shape, other, names)) for shape, one, other in found
    )


def _naming(binding: Binding, texts: Mapping[str, str]) -> Words:
    return tuple(texts[name] for name in binding.natural)


def _subject(binding: Binding, texts: Mapping[str, str]) -> Words:
    """What a row is about, whoever records it."""
    names = _SUBJECTS.get(binding.table, binding.natural)
    return tuple(texts[name] for name in names if name not in _WHO_SAYS)


def _beliefs(own: str, seen: Iterable[Assumption], told: Iterable[Assumption]) -> dict[str, str]:
    """By the key of a statement, how it differs from what one believes about the sender."""
    believed = [one for one in seen if one.recorded_by == own]
    return {
        one.statement.key: f"{one.belief.matter}: {one.belief.statement} ({one.difference})"
        for one in answers([*believed, *told], own)
        if one.statement is not None and not one.agrees
    }


def _line(binding: Binding, row: Row, here: _Here, beliefs: Mapping[str, str], names: Names) -> Line:
    if row.record is None:
        return Line(row.table, row.number, f"row {row.number}", row.digest, Effect.REFUSED, refusal=row.refusal)
    told = texts_of(binding, row.record)
    held = here.theirs.get(_naming(binding, told))
    before = held.texts if held else None
    effect = Effect.REFUSED if row.refusal else row.draft.effect if row.draft else Effect.SAME
    if effect is Effect.CHANGED and before is None:
        effect = Effect.NEW  # it is on record where the viewer could not see it, so it is new to them
    changed = [
        (shape, before[shape.name], told[shape.name])
        for shape in binding.columns
        if before is not None and effect is Effect.CHANGED and before[shape.name] != told[shape.name]
    ]
    ours = here.ours.get(_subject(binding, told))
    shapes = {shape.name: shape for shape in binding.columns}
    beside = differing(binding.columns, told, ours) if ours else ()
    return Line(
        row.table, row.number, name_of(binding, row.record, names), row.digest, effect, told,
        tuple((shape.label, old, new) for shape, old, new in changed),
        _both_in_names(changed, names), beside,
        _both_in_names(((shapes[one.column], one.theirs, one.ours) for one in beside), names),
        beliefs.get(row.record.key, "") if binding.table == ASSUMPTIONS.table else "", row.refusal,
        held.ref if held else "", before == told, held.about if held else "",
    )  # fmt: skip
