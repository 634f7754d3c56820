"""Tables of bodies, who sits on them, their meetings, and the routes of decisions."""

from typing import ClassVar

from django.db import models

from severalty.engine.decisions.bodies import BodyKind, Seat
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.routes import RouteRule, RouteState
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.fields import (
    Child,
    any_text,
    item_of,
    link,
    one_line,
    one_of,
    organisation_of,
)
from severalty.tenancy.models import (
    Appointment,
    Organisation,
    PartialDateField,
    Partnership,
)


class Body(models.Model):
    """One that decides, recommends or advises."""

    item = item_of("body")
    kind = one_of(BodyKind, BodyKind.BOARD)
    organisation = organisation_of()
    partnership = link(Partnership)
    formal = one_of(Known, Known.UNKNOWN)
    seats = models.BigIntegerField(null=True)
    quorum = models.BigIntegerField(null=True)
    publication = any_text()
    call_in = one_of(Known, Known.UNKNOWN)


class BodyMember(Child):
    """One seat on a body, from one day to another."""

    body = link(Body, "members", needed=True)
    post = one_line()
    organisation = organisation_of()
    seat = one_of(Seat, Seat.MEMBER)
    votes = one_of(Known, Known.UNKNOWN)
    starts = PartialDateField()
    ends = PartialDateField()
    evidence = one_of(Evidence, Evidence.UNKNOWN)


class Meeting(models.Model):
    """One meeting of a body."""

    item = item_of("meeting")
    body = link(Body, "meetings", needed=True)
    meets_on = PartialDateField()
    planned_on = PartialDateField()
    begins_at = one_line()
    place = one_line()
    state = one_of(MeetingState, MeetingState.PLANNED)
    present = models.BigIntegerField(null=True)
    agenda_on = PartialDateField()
    minutes_on = PartialDateField()
    put_off_to = link("self", "put_off_from")

    class Meta:
        indexes: ClassVar = [models.Index("body", "meets_on", name="meetings_of_body")]


class RouteValue(Child):
    """One value of a council's decision route, from one day to another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rule = one_of(RouteRule, RouteRule.KEY_THRESHOLD, 80)
    value = one_line()
    starts = PartialDateField()
    ends = PartialDateField()
    state = one_of(RouteState, RouteState.CONFIRM, 80)
    confirmed_by = one_line()
    confirmed_on = PartialDateField()
    evidence = one_of(Evidence, Evidence.UNKNOWN)


class CalendarAddress(models.Model):
    """The secret address at which a calendar reads for a person acting for an organisation; the secret is hashed."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
