"""A case file into the tables: previewed as a diff first, then written whole or not at all, as one change set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from severalty.engine.estate.parties import Audience
from severalty.engine.fields import FieldError, Kind, read
from severalty.engine.freeze import digest
from severalty.engine.tables import TABLES
from severalty.estate.queries import bindings
from severalty.formats.case import CaseFile, TableFile, read_case
from severalty.formats.problems import Problem
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import (
    Refused,
    close_change_set,
    open_case,
    open_change_set,
    remove_rows,
    withdraw_items,
    write_drafts,
)  # fmt: skip
from severalty.tenancy.audit import read_body, take_turn
from severalty.tenancy.binding import Binding, is_item_reference, lookup_for, texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.queries import changed_since, entries_of, last_number
from severalty.web.parts import check_drafts, names_told

if TYPE_CHECKING:
    from severalty.tenancy.models import AuditEntry, Case, ChangeSet

FIRST = ("organisations", "partnerships")
SHARING = {"audience", "shared_with"}
MODES = {
    "stop": "Stop if a row is there already and differs",
    "skip": "Leave rows that are there already as they are",
    "update": "Change rows that are there already",
}
Progress = Callable[[int, int, str], None]


def _quiet(done: int, total: int, message: str) -> None:
    return None


@dataclass
class Preview:
    """What a file would do: drafts by table, and everything that stands in its way."""

    file: CaseFile
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, effect: Effect, table: str = "") -> int:
        """How many rows would have this effect."""
        return sum(1 for d in self.drafts if d.effect is effect and table in ("", d.binding.table))

    @property
    def digest(self) -> str:
        """The fingerprint of what would be written; the same file against the same record gives the same."""
        return digest([(d.binding.table, d.subject, d.effect, d.before, d.after) for d in self.drafts])

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.count(Effect.NEW) + self.count(Effect.CHANGED)


def preview(
    viewer: Viewer, case: Case, file: CaseFile, at: datetime, mode: str = "update", progress: Progress = _quiet
) -> Preview:
    """Compare a file with what the viewer may see of a case, as at a moment. Writes nothing."""
    found = Preview(file, problems=list(file.problems))
    drafting = Drafting(viewer, case)
    for table, binding in bindings().items():
        if table in file.tables:
            progress(0, file.rows, f"Reading {binding.plural}")
            drafting.claim(binding, file.tables[table].records)
    found.drafts = drafting.settle()
    progress(file.rows, file.rows, "Comparing")
    for draft in found.drafts:
        _judge(viewer, case, draft, mode)
    check_drafts(viewer, case, timezone.localtime(at).date(), drafting)
    if not viewer.operator:
        _keep_names(viewer, drafting)
    for draft in found.drafts:
        found.problems += _problems_of(file.tables[draft.binding.table], draft)
    return found


def _judge(viewer: Viewer, case: Case, draft: Draft, mode: str) -> None:
    if draft.effect in (Effect.NEW, Effect.CHANGED) and not viewer.may(draft.binding.permission, case):
        draft.refuse(
            draft.binding.natural[0], f"no new or changed {draft.binding.plural}: your role may not write them",
            "Take these rows out, or ask somebody whose role may.",
        )  # fmt: skip
    elif draft.effect is Effect.CHANGED and mode == "stop":
        draft.refuse(
            next(iter(draft.after), draft.binding.natural[0]), "no difference from the row that is there already",
            "Choose to update or to skip such rows, or correct the cell.",
        )  # fmt: skip
    elif draft.effect is Effect.CHANGED and mode == "skip":
        draft.effect = Effect.SAME


def _keep_names(viewer: Viewer, drafting: Drafting) -> None:
    """Refuse to let more people see a record whose own text names what is kept from them: its page asks before."""
    for draft in drafting.drafts:
        if draft.effect is not Effect.CHANGED or not draft.binding.is_item or not SHARING & draft.after.keys():
            continue
        before = next(record for row, record in drafting.existing(draft.binding).values() if row is draft.row)
        if is_wider(before, draft.record):
            told = names_told(viewer, draft.row.item, draft.record.audience, draft.record.shared_with)
            if told:
                draft.refuse(
                    "audience", f"no more to see it than now, who would read these names in it: {'; '.join(told)}",
                    "Leave it as it was here, and share it on its own page, which asks whether they may.",
                )  # fmt: skip


def is_wider(before: Any, after: Any) -> bool:
    """Whether more see a record of an item as it is after a change than before it."""
    order = list(Audience)
    more = order.index(after.audience) > order.index(before.audience)
    return more or (after.audience is Audience.NAMED and not set(after.shared_with) <= set(before.shared_with))


def _problems_of(table: TableFile, draft: Draft) -> list[Problem]:
    texts = texts_of(draft.binding, draft.record) if draft.refusals else {}
    return [
        Problem(
            table.sheet, draft.place, table.letters.get(refusal.column, refusal.column),
            texts.get(refusal.column) or "nothing", refusal.expected, _inside(refusal.mend),
        )
        for refusal in draft.refusals
    ]  # fmt: skip


def _inside(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


@dataclass(frozen=True)
class Order:
    """What is to be written and why: a file, one of MODES, and the digest of the preview that a person agreed to.

    `job` is the name of the job that writes it, so that one that begins again finds what it has done.
    """

    file: CaseFile
    mode: str
    why: str
    seen: str = ""
    job: str = ""


def apply(*, by: Viewer, at: datetime, case: Case, order: Order, progress: Progress = _quiet) -> ChangeSet:
    """Write a file as one change set, all or nothing.

    The comparing is done before the writing begins, so that others wait for the writing alone; it is done again if
    anybody wrote something in between, which may refuse a row of this file. Refused is raised when the record has
    changed since the preview that was agreed to, or when anything in the file is refused.
    """
    before = last_number(case)
    look = _looked(by, at, case, order)
    with transaction.atomic():
        take_turn()
        if last_number(case) != before:
            look = _looked(by, at, case, order)
        return _apply(by, at, case, order, look, progress)


def _looked(by: Viewer, at: datetime, case: Case, order: Order) -> Preview:
    look = preview(by, case, order.file, at, order.mode)
    if look.problems:
        raise Refused(f"Nothing was written: {len(look.problems)} problems. The first: {look.problems[0]}")
    if order.seen and look.digest != order.seen:
        raise Refused("Nothing was written: the record has changed since you looked. Look at the preview again.")
    return look


def _apply(by: Viewer, at: datetime, case: Case, order: Order, look: Preview, progress: Progress) -> ChangeSet:
    changes = open_change_set(by=by, at=at, why=order.why, case=case)
    early = [draft for draft in look.drafts if draft.binding.table in FIRST]
    late = [draft for draft in look.drafts if draft.binding.table not in FIRST]
    if _write(changes, by, early, progress):
        _rekey(by, case, late)
    _write(changes, by, late, progress)
    written = [draft for draft in (*early, *late) if draft.effect in (Effect.NEW, Effect.CHANGED)]
    counts = {table: sum(1 for draft in written if draft.binding.table == table) for table in order.file.tables}
    summary = {"file": order.file.name, "rows": counts, "job": order.job}
    close_change_set(by=by, at=at, change_set=changes, summary=summary)
    return changes


def _rekey(by: Viewer, case: Case, drafts: Sequence[Draft]) -> None:
    """Point drafts at the organisations and partnerships that now stand in the tables."""
    lookup = lookup_for(by, case, ())
    keys = {"organisations": lookup.organisation_ids, "partnerships": lookup.partnership_ids}
    for draft in drafts:
        if draft.recorder < 0:
            draft.recorder = lookup.organisation_ids[draft.record.recorded_by]
        for shape in draft.binding.columns:
            value = getattr(draft.record, shape.name)
            if not value or shape.refers_to not in keys or shape.name == "recorded_by":
                continue
            ids = keys[shape.refers_to]
            draft.targets[shape.name] = [ids[key] for key in value] if shape.kind is Kind.REFERENCES else ids[value]


def _write(changes: ChangeSet, by: Viewer, drafts: Sequence[Draft], progress: Progress) -> int:
    done, total = 0, len(drafts)
    for table in dict.fromkeys(draft.binding.table for draft in drafts):
        batch = [d for d in drafts if d.binding.table == table and d.effect in (Effect.NEW, Effect.CHANGED)]
        done += write_drafts(
            by=by, at=changes.made_at, why=changes.why, case=changes.case, drafts=batch, change_set=changes
        )
        progress(done, total, f"Writing {table.replace('_', ' ')}")
    return done


def import_case(*, source: Path, by: Viewer, at: datetime, mode: str = "update", progress: Progress = _quiet) -> Case:
    """Bring a case folder, zip or workbook with its own description into the installation, opening the case if need be.

    For the operator: rows may be recorded by any organisation of the case. Raises Refused with every problem.
    """
    file = read_case(source)
    about = dict(file.about)
    key, name = about.pop("key", ""), about.pop("name", "")
    if not key or not name:
        raise Refused("case.toml needs a key and a name for the case.")
    if file.problems:
        raise Refused("\n".join(str(problem) for problem in file.problems))
    plain = {name: about.pop(name) for name in ("summary", "illustrative", "public", "as_of") if name in about}
    with transaction.atomic():
        take_turn()
        case = open_case(by=by, at=at, key=key, name=name, about=plain | {"facts": _plain(about)})
        look = preview(by, case, file, at, mode)
        if look.problems:
            raise Refused("\n".join(str(problem) for problem in look.problems))
        _apply(by, at, case, Order(file, mode, f"imported from {file.name}"), look, progress)
    return case


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


@dataclass(frozen=True)
class Outlook:
    """What undoing a change set would do: records withdrawn and records put back, by table; or why it cannot be."""

    withdrawn: dict[str, int]
    put_back: dict[str, int]
    refusal: str = ""


def undo_outlook(viewer: Viewer, case: Case, change_set: ChangeSet) -> Outlook:
    """What undoing would do. Writes nothing."""
    groups = _by_table(entries_of(change_set))
    withdrawn = {table: count for table, bodies in groups if (count := _acts(bodies, "create"))}
    put_back = {table: count for table, bodies in groups if (count := _acts(bodies, "change"))}
    return Outlook(withdrawn, put_back, _why_not(viewer, case, change_set))


def _acts(bodies: list[dict[str, Any]], act: str) -> int:
    return sum(1 for body in bodies if body["act"] == act)


def _why_not(viewer: Viewer, case: Case, change_set: ChangeSet) -> str:
    if change_set.undone_at is not None:
        return "This was undone already."
    if change_set.summary.get("pack"):
        return "It came in with a partner pack: undo it on the page of that pack, under Partner packs."
    entries = entries_of(change_set)
    for table in {read_body(entry)["table"] for entry in entries}:
        if not viewer.may(bindings()[table].permission, case):
            return f"You cannot undo it: your role may not change {bindings()[table].plural}. Ask somebody whose may."
    if changed_since(entries):
        return "It cannot be undone: some of what it wrote was changed since. Change those records one by one."
    written = {entry.item_id for entry in entries if entry.item_id}
    made = {entry.item_id for entry in entries if entry.item_id and read_body(entry)["act"] == "create"}
    if made and _referred_to(viewer, case, made, written):
        return "It cannot be undone: newer records refer to what it brought in. Change or withdraw those first."
    return ""


def _referred_to(viewer: Viewer, case: Case, made: set[str], written: set[str]) -> bool:
    """Whether a record that was not written with them refers to one of the items; as far as the viewer may see."""
    for binding in bindings().values():
        for shape in binding.own_columns:
            if shape.kind is Kind.REFERENCE and is_item_reference(shape) and binding.is_item:
                named = binding.rows_for(viewer, case).values_list("pk", f"{shape.name}_id")
                if any(target in made and pk not in written for pk, target in named):
                    return True
    return False


@transaction.atomic
def undo(*, by: Viewer, at: datetime, case: Case, change_set: ChangeSet) -> int:
    """Take back one change set whole. Raises Refused where anything it wrote was changed, or referred to, since.

    What it created is withdrawn, what it changed is put back; both are new rows of the audit trail.
    """
    take_turn()
    change_set.refresh_from_db()
    refusal = _why_not(by, case, change_set)
    if refusal:
        raise Refused(refusal)
    return put_back(by=by, at=at, case=case, change_set=change_set)


@transaction.atomic
def put_back(*, by: Viewer, at: datetime, case: Case, change_set: ChangeSet, eyes: Viewer | None = None) -> int:
    """Write a change set back whole, with the eyes of whoever keeps its rows where that is not the one who does it.

    Whoever calls it has made sure that nothing rests on it. Raises Refused where a row is not as it was written.
    """
    why = f"undo of {change_set.why}"
    count = 0
    for table, group in _by_table(entries_of(change_set)):
        count += _undo_table(by, at, why, case, bindings()[table], group, eyes or by)
    close_change_set(by=by, at=at, change_set=change_set, summary=change_set.summary, undone=True)
    return count


def _by_table(entries: Iterable[AuditEntry]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        body = read_body(entry)
        groups.setdefault(body["table"], []).append(body | {"ref": entry.item_id})
    order = list(TABLES)
    return sorted(groups.items(), key=lambda pair: -order.index(pair[0]))


def _undo_table(
    by: Viewer, at: datetime, why: str, case: Case, binding: Binding, bodies: list[dict[str, Any]], eyes: Viewer
) -> int:
    made = [body for body in bodies if body["act"] == "create"]
    changed = [body for body in bodies if body["act"] == "change"]
    drafting = Drafting(eyes, case)
    existing = list(drafting.existing(binding).values())
    if binding.is_item:
        withdraw_items(by=by, at=at, why=why, case=case, refs=[body["ref"] for body in made])
    else:
        gone = [_found(binding, existing, body) for body in made]
        drafts = [Draft(binding, record, row=row, before=texts_of(binding, record)) for row, record in gone]
        for draft in drafts:
            draft.targets = {binding.through: getattr(draft.row, f"{binding.through}_id")} if binding.through else {}
        remove_rows(by=by, at=at, why=why, case=case, drafts=drafts)
    back = [(0, _restored(binding, _found(binding, existing, body)[1], body)) for body in changed]
    drafting.claim(binding, back)
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafting.settle(), act="undo")
    return len(made) + len(back)


def _found(binding: Binding, existing: Iterable[tuple[Any, Any]], body: dict[str, Any]) -> tuple[Any, Any]:
    """The row that a change wrote, as it stands; two organisations may use one key, so the values tell which."""
    for row, record in existing:
        if binding.is_item:
            if row.pk == body["ref"]:
                return row, record
        elif Draft(binding, record).subject == body["subject"] and _stands(texts_of(binding, record), body["after"]):
            return row, record
    raise Refused(f"It cannot be undone: {body['subject']} was changed since. Change those records one by one.")


def _stands(texts: dict[str, str], after: dict[str, str]) -> bool:
    return all(texts.get(name, "") == text for name, text in after.items())


def _restored(binding: Binding, record: Any, body: dict[str, Any]) -> Any:
    values = texts_of(binding, record)
    values |= dict.fromkeys(body["after"], "") | body["before"]
    try:
        return binding.record(**{shape.name: read(shape, values[shape.name]) for shape in binding.columns})
    except FieldError as error:
        raise Refused(f"{body['subject']} cannot be put back: {error.expected}.") from error
