"""Posts in a transfer and the operating model of each council, as far as one viewer may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from severalty.dispositions.binding import FUTURE_ROLES, POST_TRANSFERS
from severalty.engine.dispositions.operating_model import OperatingModel, OperatingModelQuestion, operating_model
from severalty.engine.dispositions.transfers import Transfers, TransfersQuestion, transfers_of
from severalty.estate.queries import POSTS
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
