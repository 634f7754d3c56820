"""Making, renewing and revoking the secret address of a person's calendar."""

import secrets
from datetime import datetime

from django.db import transaction

from severalty.decisions.models import CalendarAddress
from severalty.decisions.queries.calendar import digest_of_token
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.audit import Change, record, take_turn
from severalty.tenancy.models import Case


@transaction.atomic
def renew_address(*, by: Viewer, at: datetime, case: Case) -> str:
    """A new secret for the viewer's calendar, told once; an earlier one stops working. Raises Refused."""
    take_turn()
    appointment = _appointment_of(by, case)
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        appointment_id=appointment, defaults={"digest": digest_of_token(token), "made_at": at}
    )
    _record("renew", by, at, case)
    return token


@transaction.atomic
def revoke_address(*, by: Viewer, at: datetime, case: Case) -> None:
    """The address of the viewer's calendar stops working. Raises Refused."""
    take_turn()
    held = CalendarAddress.objects.filter(appointment=_appointment_of(by, case))
    if held.exists():
        held.delete()
        _record("revoke", by, at, case)


def _appointment_of(by: Viewer, case: Case) -> int:
    if by.person is None or by.appointment is None or not by.belongs_to(case):
        raise Refused("A calendar belongs to a person who acts for an organisation of this case; sign in as one.")
    return by.appointment


def _record(act: str, by: Viewer, at: datetime, case: Case) -> None:
    """Tell the trail that it was done; of the secret nothing is written."""
    email, key = (by.person.email if by.person else ""), (by.organisation.key if by.organisation else "")
    record(
        [Change(act, "calendar addresses", email, {}, {"organisation": key})], by=by, at=at,
        why="calendar feed", case=case,
    )  # fmt: skip
