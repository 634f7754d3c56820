"""Everything that changes cases, organisations, people, items, holdings and jobs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from severalty.engine.estate.completeness import completeness
from severalty.engine.fields import Kind
from severalty.tenancy.access import Viewer
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Draft, Effect
from severalty.tenancy.models import (
    Appointment,
    Case,
    ChangeSet,
    Item,
    Job,
    JobState,
    Organisation,
    Person,
    SignInFailure,
)  # fmt: skip
from severalty.tenancy.permissions import Role, held_by

_BATCH = 500
_LONGEST_KEY = 300
SWATCHES = 8


class Refused(Exception):
    """An action that cannot be done; the message says why and what would mend it."""


class Stale(Refused):
    """Somebody else changed the record since it was opened."""


@transaction.atomic
def write_drafts(
    *,
    by: Viewer,
    at: datetime,
    why: str,
    case: Case,
    drafts: Sequence[Draft],
    change_set: ChangeSet | None = None,
    act: str = "",
) -> int:
    """Write the new and changed drafts of one table, with an audit row each; all or nothing.

    Returns how many were written. Raises Refused where one of them is refused.
    """
    take_turn()
    refused = next((draft for draft in drafts if draft.effect is Effect.REFUSED), None)
    if refused:
        raise Refused(f"{refused.subject}: {refused.refusals[0].column} must be {refused.refusals[0].expected}.")
    writing = [draft for draft in drafts if draft.effect in (Effect.NEW, Effect.CHANGED)]
    if not writing:
        return 0
    binding = writing[0].binding
    items, known = _write_items(case, writing, at) if binding.is_item else ({}, frozenset())
    _write_rows(binding, case, writing, known)
    if binding.table == "organisations":
        _give_swatches(case)
    changes = [
        Change(
            act or ("create" if draft.effect is Effect.NEW else "change"), binding.table, draft.subject, draft.before,
            draft.after, items.get(draft.ref) or _item_of(binding, draft),
        )
        for draft in writing
    ]  # fmt: skip
    record(changes, by=by, at=at, why=why, case=case, change_set=change_set)
    return len(writing)


def _give_swatches(case: Case) -> None:
    organisations = list(Organisation.objects.filter(case=case).order_by("pk"))
    for place, organisation in enumerate(organisations):
        organisation.swatch = place % SWATCHES + 1
    Organisation.objects.bulk_update(organisations, ["swatch"])


def _item_of(binding: Binding, draft: Draft) -> Item | None:
    ref = draft.targets.get(binding.through) if binding.through else None
    return Item(ref=ref) if ref else None


def _write_items(case: Case, drafts: Sequence[Draft], at: datetime) -> tuple[dict[str, Item], frozenset[str]]:
    present = Item.objects.select_for_update().in_bulk([draft.ref for draft in drafts])
    items: dict[str, Item] = {}
    for draft in drafts:
        item = present.get(draft.ref) or Item(
            ref=draft.ref, case=case, table=draft.binding.table, recorded_by_id=draft.recorder, version=0
        )
        _check_version(draft, item)
        for name in ("key", "name", "description", "audience", "evidence", "source", "value_evidence"):
            setattr(item, name, getattr(draft.record, name))
        item.version += 1
        item.withdrawn, item.changed_at = False, at
        percent = completeness(draft.record).percent
        item.completeness = 100 if percent is None else percent
        items[draft.ref] = item
    new = [item for ref, item in items.items() if ref not in present]
    Item.objects.bulk_create(new, batch_size=_BATCH)
    changing = [item for ref, item in items.items() if ref in present]
    Item.objects.bulk_update(
        changing,
        ["name", "description", "audience", "evidence", "source", "value_evidence", "version", "withdrawn",
         "changed_at", "completeness"],
        batch_size=_BATCH,
    )  # fmt: skip
    _share(drafts, [item.pk for item in changing])
    return items, frozenset(present)


def _check_version(draft: Draft, item: Item) -> None:
    if draft.row is not None and draft.row.item.version != item.version:
        raise Stale(f"{item.name} was changed by somebody else since you opened it. Look at it again, then save.")


def _share(drafts: Sequence[Draft], present: Sequence[str]) -> None:
    """Share items with those whom the drafts name, and with nobody whom an earlier state named."""
    links = Item.shared_with.through.objects
    for start in range(0, len(present), _BATCH):
        links.filter(item__in=present[start : start + _BATCH]).delete()
    links.bulk_create(
        [
            Item.shared_with.through(item_id=draft.ref, organisation_id=pk)
            for draft in drafts
            for pk in draft.targets.get("shared_with", ())
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )


def _write_rows(binding: Binding, case: Case, drafts: Sequence[Draft], known: frozenset[str]) -> None:
    manager = binding.model._default_manager
    new: list[models.Model] = []
    kept: list[models.Model] = []
    for draft in drafts:
        is_there = draft.row is not None or draft.ref in known
        (kept if is_there else new).append(_row_of(binding, case, draft))
    manager.bulk_create(new, batch_size=_BATCH)
    manager.bulk_update(kept, binding.written_of(drafts[0].record), batch_size=_BATCH)


def _target_of(draft: Draft, name: str) -> Any:
    if name == "recorded_by":
        return draft.recorder
    # A reference that the writer may not see reads as blank; left blank, it stays what it was.
    kept = draft.row is not None and name not in draft.before | draft.after
    return getattr(draft.row, f"{name}_id") if kept else draft.targets.get(name)


def _row_of(binding: Binding, case: Case, draft: Draft) -> models.Model:
    values: dict[str, Any] = {}
    for shape in binding.own_columns:
        if shape.kind is Kind.REFERENCE:
            values[f"{shape.name}_id"] = _target_of(draft, shape.name)
        else:
            values[shape.name] = getattr(draft.record, shape.name)
    values |= binding.derived(draft.record)
    if binding.is_item:
        return binding.model(item_id=draft.ref, **values)
    row = binding.model(case=case, **values)
    row.pk = draft.row.pk if draft.row is not None else None
    if draft.row is not None:
        for field in binding.model._meta.concrete_fields:
            if field.attname not in values and not field.primary_key:
                setattr(row, field.attname, getattr(draft.row, field.attname))
    return row


@transaction.atomic
def remove_rows(*, by: Viewer, at: datetime, why: str, case: Case, drafts: Iterable[Draft],
                change_set: ChangeSet | None = None) -> int:  # fmt: skip
    """Remove rows that are no items (holdings, counts); `before` of each draft is what the trail keeps."""
    drafts = list(drafts)
    take_turn()
    for draft in drafts:
        draft.binding.model._default_manager.filter(pk=draft.row.pk).delete()
    record(
        [
            Change("remove", draft.binding.table, draft.subject, draft.before, {}, _item_of(draft.binding, draft))
            for draft in drafts
        ],
        by=by, at=at, why=why, case=case, change_set=change_set,
    )  # fmt: skip
    return len(drafts)


@transaction.atomic
def open_case(*, by: Viewer, at: datetime, key: str, name: str, about: dict[str, Any]) -> Case:
    """Open a case, or bring an existing one's description up to date."""
    take_turn()
    case, made = Case.objects.update_or_create(key=key, defaults={"name": name, **about})
    record([Change("create" if made else "change", "cases", key, {}, {"name": name})], by=by, at=at, why="case opened",
           case=case)  # fmt: skip
    return case


@transaction.atomic
def add_organisation(*, by: Viewer, at: datetime, case: Case, key: str, name: str, kind: str) -> Organisation:
    """Add an organisation to a case; it is given the next colour and pattern."""
    swatch = Organisation.objects.filter(case=case).count() % SWATCHES + 1
    organisation = Organisation.objects.create(case=case, key=key, name=name, kind=kind, swatch=swatch)
    record([Change("create", "organisations", key, {}, {"name": name, "kind": kind})], by=by, at=at,
           why="organisation added", case=case)  # fmt: skip
    return organisation


@transaction.atomic
def add_person(*, by: Viewer, at: datetime, email: str, name: str, password: str | None, administrator: bool) -> Person:
    """Add someone who can sign in. Raises Refused if the address is taken."""
    take_turn()
    if Person.objects.filter(email=email.lower()).exists():
        raise Refused(f"{email} already signs in here.")
    person = Person(email=email.lower(), name=name, is_administrator=administrator)
    person.set_password(password)
    person.save()
    record([Change("create", "people", email.lower(), {}, {"administrator": str(administrator)})], by=by, at=at,
           why="person added")  # fmt: skip
    return person


@transaction.atomic
def appoint(*, by: Viewer, at: datetime, person: Person, organisation: Organisation, role: Role) -> Appointment:
    """Give a person a role for an organisation."""
    appointment, made = Appointment.objects.get_or_create(person=person, organisation=organisation, role=role.value)
    if made:
        record([Change("appoint", "people", person.email, {}, {"organisation": organisation.key, "role": role.value})],
               by=by, at=at, why="appointed", case=organisation.case)  # fmt: skip
    return appointment


def open_change_set(*, by: Viewer, at: datetime, why: str, case: Case) -> ChangeSet:
    """Begin a set of changes that can be undone together."""
    return ChangeSet.objects.create(case=case, organisation=by.organisation, person=by.person, made_at=at, why=why)


def close_change_set(
    *, by: Viewer, at: datetime, change_set: ChangeSet, summary: dict[str, Any], undone: bool = False
) -> None:
    """Write what a set of changes came to, or that it was undone."""
    change_set.summary = summary
    if undone:
        change_set.undone_at, change_set.undone_by = at, by.person
    change_set.save()


@transaction.atomic
def withdraw_items(*, by: Viewer, at: datetime, why: str, case: Case, refs: Sequence[str]) -> None:
    """Take several items off the record; their history stays, their keys are free for new records."""
    take_turn()
    items = list(Item.objects.filter(case=case, pk__in=refs, withdrawn=False))
    changes = [Change("withdraw", item.table, item.key, {"name": item.name}, {}, item) for item in items]
    for item in items:
        # A new record under the old key must not inherit who could see the old one.
        item.key = f"{item.key[:_LONGEST_KEY]} withdrawn {item.ref}"
        item.withdrawn, item.changed_at, item.version = True, at, item.version + 1
    Item.objects.bulk_update(items, ["key", "withdrawn", "changed_at", "version"], batch_size=_BATCH)
    record(changes, by=by, at=at, why=why, case=case)


QUEUE_TASK = "severalty.tenancy.jobs.run_job"  # by name, as the queue keeps it: jobs stand above actions
KEPT = timedelta(days=7)
STALE = timedelta(seconds=30)
MOST_ATTEMPTS = 3


@transaction.atomic
def ask_job(*, by: Viewer, at: datetime, kind: str, title: str, case: Case | None = None,
            request: dict[str, Any] | None = None, upload: bytes | None = None) -> Job:  # fmt: skip
    """Put work in the queue for the background; `kind` is its name in the parts registry."""
    job = Job.objects.create(
        kind=kind, title=title[:300], case=case, organisation=by.organisation, person=by.person, asked_at=at,
        request={**(request or {}), "acting": by.appointment}, upload=upload,
    )  # fmt: skip
    record([Change("ask", "jobs", job.ref, {}, {"kind": kind, "title": job.title})], by=by, at=at, why="job asked for",
           case=case)  # fmt: skip
    _deliver(job.ref)
    return job


def _deliver(ref: str) -> None:
    import_string(QUEUE_TASK).enqueue(ref)


@transaction.atomic
def cancel_job(*, by: Viewer, at: datetime, job: Job) -> None:
    """Ask a job to stop: one that waits is cancelled at once, one that runs at its next step."""
    Job.objects.filter(ref=job.ref, state=JobState.RUNNING).update(cancel_asked=True)
    Job.objects.filter(ref=job.ref, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, ended_at=at, message="Cancelled before it began.", upload=None
    )
    record([Change("cancel", "jobs", job.ref)], by=by, at=at, why="cancelled", case=job.case)


@transaction.atomic
def start_job(*, by: Viewer, at: datetime, ref: str) -> Job | None:
    """Take a waiting job in hand; None if it waits no more, because somebody else took or cancelled it."""
    taken = Job.objects.filter(ref=ref, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=at, beat_at=at, attempts=F("attempts") + 1, done=0, total=0, message=""
    )
    return Job.objects.select_related("case", "organisation", "person").get(ref=ref) if taken else None


def beat_job(*, by: Viewer, at: datetime, job: Job, done: int, total: int, message: str) -> None:
    """Write that a job is alive and how far it is."""
    mine = Job.objects.filter(ref=job.ref, state=JobState.RUNNING, attempts=job.attempts)
    mine.update(beat_at=at, done=done, total=total, message=message[:500])


@transaction.atomic
def end_job(
    *, by: Viewer, at: datetime, job: Job, state: str, message: str, result: dict[str, Any] | None = None
) -> bool:
    """Write how a job ended, or that it waits again. False if it was given to another worker in the meantime."""
    again = state == JobState.QUEUED
    fields: dict[str, Any] = {"state": state, "message": message[:500], "result": result or {}}
    fields |= {"attempts": job.attempts - 1} if again else {"ended_at": at, "upload": None}
    ended = Job.objects.filter(ref=job.ref, state=JobState.RUNNING, attempts=job.attempts).update(**fields)
    if ended and again:
        _deliver(job.ref)
    return bool(ended)


@transaction.atomic
def reap(*, by: Viewer, at: datetime, older_than: timedelta = STALE) -> int:
    """Queue again the jobs whose worker died, three attempts at most, and those that the queue has lost."""
    running = Job.objects.select_for_update().filter(state=JobState.RUNNING).defer("upload")
    dead = list(running.filter(Q(beat_at__isnull=True) | Q(beat_at__lte=at - older_than)))
    for job in dead:
        spent = job.attempts >= MOST_ATTEMPTS
        job.state = JobState.FAILED if spent else JobState.QUEUED
        job.ended_at = at if spent else None
        job.message = f"Given up: the worker stopped {MOST_ATTEMPTS} times in the middle of it." if spent else ""
    Job.objects.bulk_update(dead, ["state", "ended_at", "message"])
    delivered = {row.args_kwargs["args"][0] for row in DBTaskResult.objects.ready()}
    lost = [
        ref for ref in Job.objects.filter(state=JobState.QUEUED).values_list("ref", flat=True) if ref not in delivered
    ]
    for ref in lost:
        _deliver(ref)
    DBTaskResult.objects.filter(enqueued_at__lt=at - timedelta(days=1)).exclude(
        pk__in=DBTaskResult.objects.ready()
    ).delete()
    Job.objects.filter(kind__startswith="import-", ended_at__lt=at - KEPT).update(result={})
    return len(dead)


def note_sign_in(*, by: Viewer, at: datetime, email: str, worked: bool) -> None:
    """Keep a failed sign-in; success forgets those of the account, and those of yesterday are forgotten anyhow."""
    SignInFailure.objects.filter(Q(at__lt=at - timedelta(days=1)) | Q(email=email if worked else "")).delete()
    if not worked:
        SignInFailure.objects.create(email=email[:254], at=at)


@transaction.atomic
def set_password(*, by: Viewer, at: datetime, person: Person, password: str) -> None:
    """Give a person a new password; their other sessions end."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record([Change("change", "people", person.email, {}, {"password": "changed"})], by=by, at=at, why="new password")


@transaction.atomic
def invite(*, by: Viewer, at: datetime, organisation: Organisation, name: str, email: str, role: Role) -> Person:
    """Appoint somebody, who is added without a password if they are new. Raises Refused for a role above one's own."""
    take_turn()
    own = by.operator or (by.person is not None and by.person.is_administrator)
    if not own and (by.organisation != organisation or not held_by(role) <= by.permissions):
        raise Refused(f"You cannot appoint a {role.value}: the role may do more than yours.")
    person = Person.objects.filter(email=email.lower()).first()
    person = person or add_person(by=by, at=at, email=email, name=name, password=None, administrator=False)
    appoint(by=by, at=at, person=person, organisation=organisation, role=role)
    return person


@transaction.atomic
def end_appointment(*, by: Viewer, at: datetime, appointment: Appointment) -> None:
    """Take a role away. Raises Refused for one above one's own, and for one's own, so that nobody is locked out."""
    if by.person is not None and appointment.person_id == by.person.pk:
        raise Refused("You cannot end your own appointment. Ask somebody else who appoints people.")
    administrator = by.operator or (by.person is not None and by.person.is_administrator)
    if not administrator and not held_by(appointment.role) <= by.permissions:
        raise Refused(f"You cannot end the appointment of a {appointment.role}: the role may do more than yours.")
    organisation = appointment.organisation
    before = {"organisation": organisation.key, "role": appointment.role}
    appointment.delete()
    record([Change("remove", "people", appointment.person.email, before)], by=by, at=at, why="appointment ended",
           case=organisation.case)  # fmt: skip
