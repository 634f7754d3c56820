"""Posts in a transfer, operating models, and those who know, as far as one viewer may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.dispositions.binding import EXPERT_ITEMS, EXPERTS, FUTURE_ROLES, POST_TRANSFERS
from severalty.dispositions.queries.workbench import Bench, workbench_for
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.experts import Capacity, ExpertsQuestion, Waiting, Wanted, capacity
from severalty.engine.dispositions.operating_model import OperatingModel, OperatingModelQuestion, operating_model
from severalty.engine.dispositions.transfers import Transfers, TransfersQuestion, transfers_of
from severalty.estate.queries import POSTS, attestations_for
from severalty.tenancy.access import Viewer
from severalty.tenancy.binding import lookup_for, record_of
from severalty.tenancy.models import Case, Organisation
from severalty.tenancy.queries import organisations_of


@dataclass(frozen=True)
class People:
    """What is on record of posts, transfers and roles. The records carry references of items as keys.

    `rows` are the rows of transfers and roles by reference, `posts` those of the posts that the viewer may see.
    """

    organisations: Mapping[str, Organisation]
    rows: Mapping[str, Any]
    posts: Mapping[str, Any]
    transfers: TransfersQuestion
    model: OperatingModelQuestion

    @property
    def worked_transfers(self) -> Transfers:
        """What the transfers amount to."""
        return transfers_of(self.transfers)

    @property
    def worked_model(self) -> OperatingModel:
        """What the roles lack."""
        return operating_model(self.model)

    def council(self, key: str) -> Organisation | None:
        """An organisation of the case; none for a blank."""
        return self.organisations.get(key)

    def post_name(self, ref: str) -> str:
        """The name of a post; empty where the viewer may not see it or there is none."""
        return self.posts[ref].item.name if ref in self.posts else ""


def people_for(viewer: Viewer, case: Case, on: date, begins: date | None = None) -> People:
    """Posts, transfers and roles. Seven queries, however many there are.

    A post that the viewer may not see looks like one that is not named.
    """
    names = lookup_for(viewer, case, ())
    posts = {row.pk: row for row in POSTS.rows_for(viewer, case).order_by("item__name", "pk")}
    moves = list(_rows(viewer, case, POST_TRANSFERS))
    roles = list(_rows(viewer, case, FUTURE_ROLES))
    post_records = tuple(replace(record_of(POSTS, row, names), key=ref) for ref, row in posts.items())
    transfers = tuple(
        replace(record_of(POST_TRANSFERS, row, names), key=row.pk, post=_seen(row.post_id, posts) or row.pk)
        for row in moves
    )
    wanted = tuple(
        replace(record_of(FUTURE_ROLES, row, names), key=row.pk, filled_by=_seen(row.filled_by_id, posts))
        for row in roles
    )
    return People(
        organisations={one.key: one for one in organisations_of(case)},
        rows={row.pk: row for row in (*moves, *roles)},
        posts=posts,
        transfers=TransfersQuestion(transfers, post_records, on),
        model=OperatingModelQuestion(wanted, post_records, transfers, begins),
    )


def _rows(viewer: Viewer, case: Case, binding: Any) -> Any:
    return binding.rows_for(viewer, case).select_related("item__recorded_by").order_by("item__name", "pk")


def _seen(ref: str | None, posts: Mapping[str, Any]) -> str:
    return ref if ref is not None and ref in posts else ""


@dataclass(frozen=True)
class Experts:
    """Those who know, and what waits for them. The records carry references of items as keys.

    `names` are those of all things that wait, `rows` the rows of experts, by reference.
    """

    organisations: Mapping[str, Organisation]
    rows: Mapping[str, Any]
    names: Mapping[str, str]
    question: ExpertsQuestion

    @property
    def worked(self) -> Capacity:
        """When it is done at what they can give."""
        return capacity(self.question)


def experts_for(viewer: Viewer, case: Case, on: date) -> Experts | None:
    """Experts with what waits for them: undecided things, answers to the partner, confirmations that were asked for.

    None, after one query, where the viewer may see no expert; else as many queries as the workbench and six, however
    much there is. What is left to an expert that the viewer may not see looks like what is left to nobody.
    """
    rows = list(_rows(viewer, case, EXPERTS))
    if not rows:
        return None
    names = lookup_for(viewer, case, ())
    posts = {row.pk: row for row in POSTS.rows_for(viewer, case).order_by("pk")}
    experts = tuple(replace(record_of(EXPERTS, row, names), key=row.pk, post=_seen(row.post_id, posts)) for row in rows)
    councils = {one.key: one.organisation for one in experts}
    left: dict[tuple[str, str], tuple[str, int | None]] = {}
    for row in EXPERT_ITEMS.rows_for(viewer, case).order_by("expert__item__key", "pk"):
        left.setdefault((row.thing_id, councils[row.expert_id]), (row.expert_id, row.days))
    bench = workbench_for(viewer, case, on)
    asked = list(attestations_for(viewer, case).filter(attested_on__isnull=True))
    confirmed = {one.item_id: one.item for one in asked}
    waiting = (*_undecided(bench, left), *_unconfirmed(bench, asked, left))
    return Experts(
        organisations=bench.organisations,
        rows={row.pk: row for row in rows},
        names={ref: one.name for ref, one in bench.subjects.items()}
        | {ref: one.name for ref, one in confirmed.items()},
        question=ExpertsQuestion(
            experts, waiting, on, tuple(replace(record_of(POSTS, row, names), key=ref) for ref, row in posts.items())
        ),
    )


_Left = dict[tuple[str, str], tuple[str, int | None]]


def _undecided(bench: Bench, left: _Left) -> Iterable[Waiting]:
    """What each council has still to decide, and what it has to answer."""
    for place in bench.places:
        ref, standing = place.subject.ref, place.row.standing
        if standing.state is State.UNDECIDED:
            yield _waits(ref, place.council.key, Wanted.DECIDE, left, place.row.last_day)
        for council in standing.waiting_for:
            yield _waits(ref, council, Wanted.ANSWER, left, None)


def _unconfirmed(bench: Bench, asked: Iterable[Any], left: _Left) -> Iterable[Waiting]:
    """Confirmations that are waited for: by whoever of the experts has the thing, else by who recorded it."""
    keys = {one.pk: key for key, one in bench.organisations.items()}
    having = dict(reversed(left))
    for one in asked:
        council = having.get(one.item_id) or keys[one.item.recorded_by_id]
        yield _waits(one.item_id, council, Wanted.CONFIRM, left, one.due_on)


def _waits(ref: str, council: str, wanted: Wanted, left: _Left, due: Any) -> Waiting:
    expert, days = left.get((ref, council), ("", None))
    return Waiting(thing=ref, council=council, wanted=wanted, expert=expert, days=days, due=due)
