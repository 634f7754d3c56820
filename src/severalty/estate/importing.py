"""A case file into the tables: previewed as a diff first, then written whole or not at all, as one change set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from severalty.engine.fields import FieldError, read
from severalty.engine.freeze import digest
from severalty.engine.tables import TABLES
from severalty.formats.case import CaseFile, TableFile, read_case
from severalty.formats.problems import Problem
from severalty.formats.workbook_scan import letter
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
from severalty.tenancy.audit import read_body
from severalty.tenancy.binding import Binding, texts_of
from severalty.tenancy.drafts import Draft, Drafting, Effect
from severalty.tenancy.queries import changed_since, entries_of
from severalty.web.parts import parts

if TYPE_CHECKING:
    from severalty.tenancy.models import AuditEntry, Case, ChangeSet

FIRST = ("organisations", "partnerships")
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


def bindings() -> dict[str, Binding]:
    """The tables of all stages, in the order in which they are written."""
    offered = {binding.table: binding for part in parts() for binding in part.tables}
    return {table: offered[table] for table in TABLES if table in offered}


def preview(viewer: Viewer, case: Case, file: CaseFile, mode: str = "update", progress: Progress = _quiet) -> Preview:
    """Compare a file with what the viewer may see of a case. Writes nothing."""
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


def _problems_of(table: TableFile, draft: Draft) -> list[Problem]:
    columns = {column: heading for heading, column in table.columns.items()}
    made = []
    for refusal in draft.refusals:
        heading = columns.get(refusal.column, "")
        at = letter(table.headings.index(heading) + 1) if heading in table.headings else refusal.column
        value = texts_of(draft.binding, draft.record).get(refusal.column, "")
        mend = refusal.mend.rstrip(".")
        made.append(
            Problem(table.sheet, draft.place, at, value or "nothing", refusal.expected, mend[:1].lower() + mend[1:])
        )
    return made


@transaction.atomic
def apply(
    *, by: Viewer, at: datetime, why: str, case: Case, file: CaseFile, mode: str, seen: str = "",
    progress: Progress = _quiet,
) -> ChangeSet:  # fmt: skip
    """Write a file as one change set, all or nothing.

    `seen` is the digest of the preview that a person agreed to; Refused is raised when the record has changed since,
    or when anything in the file is refused.
    """
    look = preview(by, case, file, mode)
    if look.problems:
        raise Refused(f"Nothing was written: {len(look.problems)} problems. The first: {look.problems[0]}")
    if seen and look.digest != seen:
        raise Refused("Nothing was written: the record has changed since you looked. Look at the preview again.")
    changes = open_change_set(by=by, at=at, why=why, case=case)
    early = [draft for draft in look.drafts if draft.binding.table in FIRST]
    done = _write(by, at, why, case, changes, early, progress, look.writes, 0)
    if done:
        look = preview(by, case, file, mode)
    late = [draft for draft in look.drafts if draft.binding.table not in FIRST]
    _write(by, at, why, case, changes, late, progress, look.writes + done, done)
    counts = {table: sum(1 for d in [*early, *late] if d.binding.table == table and d.after) for table in file.tables}
    close_change_set(by=by, at=at, change_set=changes, summary={"file": file.name, "rows": counts})
    return changes


def _write(
    by: Viewer, at: datetime, why: str, case: Case, changes: ChangeSet, drafts: Sequence[Draft], progress: Progress,
    total: int, done: int,
) -> int:  # fmt: skip
    for table in dict.fromkeys(draft.binding.table for draft in drafts):
        batch = [d for d in drafts if d.binding.table == table and d.effect in (Effect.NEW, Effect.CHANGED)]
        done += write_drafts(by=by, at=at, why=why, case=case, drafts=batch, change_set=changes)
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
        case = open_case(by=by, at=at, key=key, name=name, about=plain | {"facts": _plain(about)})
        look = preview(by, case, file, mode)
        if look.problems:
            raise Refused("\n".join(str(problem) for problem in look.problems))
        apply(by=by, at=at, why=f"imported from {file.name}", case=case, file=file, mode=mode, progress=progress)
    return case


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def undo(*, by: Viewer, at: datetime, case: Case, change_set: ChangeSet) -> int:
    """Take back one change set whole. Raises Refused where anything it wrote was changed since.

    What it created is withdrawn, what it changed is put back; both are new rows of the audit trail.
    """
    if change_set.undone_at is not None:
        raise Refused("This was undone already.")
    entries = entries_of(change_set)
    if changed_since(entries):
        raise Refused("It cannot be undone: some of what it wrote was changed since. Change those records one by one.")
    why = f"undo of {change_set.why}"
    count = 0
    for table, group in _by_table(entries):
        count += _undo_table(by, at, why, case, bindings()[table], group)
    close_change_set(by=by, at=at, change_set=change_set, summary=change_set.summary, undone=True)
    return count


def _by_table(entries: Iterable[AuditEntry]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        body = read_body(entry)
        groups.setdefault(body["table"], []).append(body | {"ref": entry.item_id})
    order = list(TABLES)
    return sorted(groups.items(), key=lambda pair: -order.index(pair[0]))


def _undo_table(by: Viewer, at: datetime, why: str, case: Case, binding: Binding, bodies: list[dict[str, Any]]) -> int:
    made = [body for body in bodies if body["act"] == "create"]
    changed = {body["subject"]: body for body in bodies if body["act"] == "change"}
    drafting = Drafting(by, case)
    existing = drafting.existing(binding)
    if binding.is_item:
        withdraw_items(by=by, at=at, why=why, case=case, refs=[body["ref"] for body in made])
    else:
        subjects = {body["subject"] for body in made}
        gone = [Draft(binding, record, row=row, before=texts_of(binding, record)) for row, record in existing.values()]
        remove_rows(by=by, at=at, why=why, case=case, drafts=[d for d in gone if d.subject in subjects])
    back = [
        (0, _restored(binding, record, changed[subject]))
        for row, record in existing.values()
        if (subject := Draft(binding, record).subject) in changed and _is_own(by, binding, row)
    ]
    drafting.claim(binding, back)
    write_drafts(by=by, at=at, why=why, case=case, drafts=drafting.settle(), act="undo")
    return len(made) + len(back)


def _is_own(by: Viewer, binding: Binding, row: Any) -> bool:
    recorder = row.item.recorded_by_id if binding.is_item else getattr(row, "recorded_by_id", 0)
    return by.operator or not recorder or (by.organisation is not None and recorder == by.organisation.pk)


def _restored(binding: Binding, record: Any, body: dict[str, Any]) -> Any:
    values = texts_of(binding, record)
    values |= dict.fromkeys(body["after"], "") | body["before"]
    try:
        return binding.record(**{shape.name: read(shape, values[shape.name]) for shape in binding.columns})
    except FieldError as error:
        raise Refused(f"{body['subject']} cannot be put back: {error.expected}.") from error
