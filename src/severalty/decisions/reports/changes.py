"""What changed between two days of bodies, decisions and papers: what was recorded, and what the record dates then."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from severalty.decisions.binding import TABLES
from severalty.decisions.queries import changes as queries
from severalty.decisions.queries.changes import Days
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.changes import Act, Change
from severalty.engine.decisions.resolutions import CommitmentState, Form
from severalty.engine.evidence import Evidence
from severalty.tenancy.permissions import Permission
from severalty.tenancy.queries import net_changes, organisations_of
from severalty.web.changes import Teller

TOPICS = {"": "decisions"}
Fact = tuple[Any, str, PartialDate | None, str]
"""A row, what it is, the day, and a sentence."""


def changes(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    """What changed after one day and until the end of another, as far as the viewer may see it."""
    if not viewer.may(Permission.DECISION_VIEW, case):
        return
    # A paper in preparation is told once it is frozen; else a paper of changes would tell of its own writing.
    known = {one.table: one for one in TABLES if one.permission is not Permission.PAPER_EDIT}
    names = {one.key: one.name for one in organisations_of(case)}
    teller = Teller(known, TOPICS, lambda item: _url(case, item.ref), names)
    dated = list(_dated(viewer, case, Days(since, until)))
    told = {one.url for one in dated}
    yield from dated
    rows = net_changes(viewer, case, known, since, until)
    yield from (one for one in teller.tell(rows) if one.act is not Act.ADDED or one.url not in told)
    if viewer.may(Permission.PAPER_VIEW, case):
        yield from _frozen(viewer, case, since, until)


def _dated(viewer: Any, case: Any, days: Days) -> Iterator[Change]:
    sources: tuple[tuple[Callable[..., Iterable[Any]], Callable[[Any, Days], Iterator[Fact]]], ...] = (
        (queries.resolutions_in, _decided), (queries.meetings_not_held, _not_held),
        (queries.commitments_in, _promised), (queries.holds_in, _held), (queries.delegations_in, _ended),
        (queries.overrides_in, _overridden),
    )  # fmt: skip
    for read, tell in sources:
        for row in read(viewer, case, days):
            for subject, what, on, sentence in tell(row, days):
                yield Change(
                    topic="decisions", what=what, subject=subject, sentence=sentence, on=on,
                    act=Act.ADDED if on == getattr(row, "decided_on", None) else Act.CHANGED,
                    evidence=Evidence(row.item.evidence), url=_url(case, row.pk),
                    resting_on=f"{row.item.table}:{row.item.key}",
                )  # fmt: skip


def _decided(row: Any, days: Days) -> Iterator[Fact]:
    words = "informally agreed" if row.form == Form.INFORMAL else row.outcome
    yield row.item.name, row.form, row.decided_on, f"{words.capitalize()} by {row.body.item.name}."


def _not_held(row: Any, days: Days) -> Iterator[Fact]:
    later = f" to {row.later}" if row.later else ""
    yield row.body.item.name, "meeting", row.meets_on, f"The meeting of {row.meets_on} was {row.state}{later}."


def _promised(row: Any, days: Days) -> Iterator[Fact]:
    due = f"It was due by {row.due}" if row.due else "No day was set"
    if days.have(row.done_on):
        yield row.item.name, row.kind, row.done_on, f"Done. {due}."
    elif days.have(row.due) and row.state == CommitmentState.OPEN:
        yield row.item.name, row.kind, row.due, f"{due}, and is not recorded as done."
    elif days.have(row.due) and row.state == CommitmentState.NOT_KEPT:
        yield row.item.name, row.kind, row.due, f"{due}, and was not kept."


def _held(row: Any, days: Days) -> Iterator[Fact]:
    if days.have(row.starts):
        still = f" What stands still: {row.stands_still}." if row.stands_still else ""
        yield row.item.name, "hold", row.starts, f"Placed by {row.placed_by}.{still}".replace("..", ".")
    if days.have(row.lifted_on):
        yield row.item.name, "hold", row.lifted_on, f"Lifted{f' by {row.lifted_by}' if row.lifted_by else ''}."
    elif days.have(row.until):
        yield row.item.name, "hold", row.until, "Its last day passed."


def _ended(row: Any, days: Days) -> Iterator[Fact]:
    if days.have(row.revoked_on):
        yield row.item.name, "delegation", row.revoked_on, f"Revoked; it was held by {row.holder}."
    elif days.have(row.ends):
        yield row.item.name, "delegation", row.ends, f"Ended; it was held by {row.holder}."


def _overridden(row: Any, days: Days) -> Iterator[Fact]:
    yield row.item.name, "override", row.given_on, f"{row.officer} went against the warning about {row.of}."


def _frozen(viewer: Any, case: Any, since: date, until: date) -> Iterator[Change]:
    for row in queries.frozen_in(viewer, case, _end_of(since), _end_of(until)):
        yield Change(
            topic="decisions", what="paper", subject=row.item.name, sentence=f"Frozen as version {row.number}.",
            act=Act.ADDED, on=day(timezone.localtime(row.frozen_at).date()), evidence=Evidence.REPORTED,
            url=reverse("decisions:frozen", args=[case.key, row.pk]), resting_on=f"frozen_papers:{row.item.key}",
        )  # fmt: skip


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()) + timedelta(days=1))


def _url(case: Any, ref: str) -> str:
    return reverse("estate:item", args=[case.key, ref])
