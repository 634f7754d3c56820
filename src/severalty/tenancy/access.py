"""Who is looking, what they may see, and the doors that ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience, Standing, in_force
from severalty.tenancy.models import Appointment, Case, Item, Membership, Organisation, Person
from severalty.tenancy.permissions import PUBLIC, Permission, held_by
from severalty.tenancy.sight import Sight

ACTING = "acting_appointment"
_FELLOWS = frozenset({Standing.PARTNER.value, Standing.SHARED_SERVICE.value})


@dataclass(frozen=True)
class Viewer:
    """A person acting for an organisation; the public; or the operator of the installation at its command line.

    `partners` are the organisations whose records for partners are open to this viewer, `fellows` those whose records
    for the whole partnership are; both hold the primary keys of organisations and depend on the day.
    """

    person: Person | None = None
    organisation: Organisation | None = None
    role: str = ""
    appointment: int | None = None
    appointments: tuple[Appointment, ...] = ()
    partners: frozenset[int] = frozenset()
    fellows: frozenset[int] = frozenset()
    permissions: frozenset[Permission] = field(default=PUBLIC)
    operator: bool = False

    @property
    def name(self) -> str:
        """Whom the page greets."""
        return self.person.name if self.person else ("the operator" if self.operator else "")

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.person is None

    def may(self, permission: Permission, case: Case | None = None) -> bool:
        """Whether the viewer's role holds a permission, in a case if one is named.

        In a case that is not its organisation's own, anyone has what the public has and no more.
        """
        if self.operator:
            return True
        if permission in PUBLIC:
            return True
        if permission is Permission.CASE_MANAGE and not (self.person and self.person.is_administrator):
            return False  # who takes part decides who sees what: no single partner may change it
        return permission in self.permissions and (case is None or self.belongs_to(case))

    def belongs_to(self, case: Case) -> bool:
        """Whether the viewer's organisation takes part in the case."""
        return self.organisation is not None and self.organisation.case_id == case.pk


PUBLIC_VIEWER = Viewer()


class Request(HttpRequest):
    """A request as pages get it: with the viewer, and on a page of a case with the case."""

    viewer: Viewer
    case: Case


def operator_for(organisation: Organisation | None = None, person: Person | None = None) -> Viewer:
    """The operator at the command line: sees and may do everything on the installation's own database."""
    return Viewer(operator=True, organisation=organisation, person=person, permissions=frozenset(Permission))


def viewer_acting(appointment: Appointment, on: date, appointments: tuple[Appointment, ...] = ()) -> Viewer:
    """The viewer that a person is under one appointment, on a day. Two queries."""
    organisation = appointment.organisation
    partners, fellows = _partners_of(organisation, on)
    return Viewer(
        person=appointment.person,
        organisation=organisation,
        role=appointment.role,
        appointment=appointment.pk,
        appointments=appointments,
        partners=partners,
        fellows=fellows,
        permissions=held_by(appointment.role),
    )


def standing_for(organisation: Organisation, on: date) -> Viewer:
    """What an organisation sees on a day, whoever acts for it; it may change nothing. Two queries."""
    partners, fellows = _partners_of(organisation, on)
    return Viewer(organisation=organisation, partners=partners, fellows=fellows)


def _partners_of(organisation: Organisation, on: date) -> tuple[frozenset[int], frozenset[int]]:
    memberships = Membership.objects.filter(case_id=organisation.case_id).select_related("partnership")
    current = [
        place
        for place in memberships
        if in_force(place.starts, place.ends, day(on))
        and in_force(place.partnership.starts, place.partnership.ends, day(on))
    ]
    own = {place.partnership_id: place.standing for place in current if place.organisation_id == organisation.pk}
    fellows = {place.organisation_id for place in current if place.partnership_id in own}
    partners = {place.organisation_id for place in current if own.get(place.partnership_id, "") in _FELLOWS}
    return frozenset(partners), frozenset(fellows)


def visible_items(viewer: Viewer, case: Case) -> QuerySet[Item]:
    """The items of a case that the viewer may see, withdrawn ones left out."""
    items = Item.objects.filter(case=case, withdrawn=False)
    return items if viewer.operator else items.filter(sight_of(viewer, case))


def sight_of(viewer: Viewer, case: Case, prefix: str = "") -> Q:
    """The condition under which the viewer may see an item reached through `prefix`, such as `item__`."""
    if viewer.operator:
        return Q()
    if viewer.organisation is None or not viewer.belongs_to(case):
        return Q(**{f"{prefix}audience": Audience.PUBLIC.value})
    return Q(Sight(prefix, viewer.organisation.pk, viewer.partners, viewer.fellows))


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """The cases that the viewer may open."""
    cases = Case.objects.order_by("name")
    if viewer.operator:
        return cases
    own = Q(pk=viewer.organisation.case_id) if viewer.organisation else Q(pk__in=[])
    return cases.filter(Q(public=True) | own)


class ViewerMiddleware:
    """Puts the viewer on the request; what somebody signed in is shown is for no shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = viewer_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.viewer.person is not None:  # type: ignore[attr-defined]
            response.setdefault("Cache-Control", "private, no-cache")
        return response


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer behind a request: the signed-in person under the appointment they chose, or the public."""
    person = request.user
    if not isinstance(person, Person):
        return PUBLIC_VIEWER
    held = tuple(
        Appointment.objects.filter(person=person)
        .select_related("organisation__case", "person")
        .order_by("organisation__name", "role")
    )
    if not held:
        return Viewer(person=person, permissions=frozenset())
    chosen = request.session.get(ACTING)
    appointment = next((place for place in held if place.pk == chosen), held[0])
    return viewer_acting(appointment, timezone.localdate(), held)


View = Callable[..., HttpResponseBase]


def requires(permission: Permission) -> Callable[[View], View]:
    """The door of a page: signs the public in where needed, refuses a person whose role does not hold the permission.

    A page of a case takes its key as `case` and is handed the Case, which the frame shows as well. A case that the
    viewer may not open looks like one that does not exist: 404, or the way to sign in for the public.
    """

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer: Viewer = request.viewer  # type: ignore[attr-defined]
            case = None
            if "case" in kwargs:
                case = visible_cases(viewer).filter(key=kwargs["case"]).first()
                if case is None and not viewer.is_anonymous:
                    raise Http404
            if ("case" in kwargs and case is None) or (viewer.is_anonymous and permission not in PUBLIC):
                return redirect_to_login(request.get_full_path())
            if not viewer.may(permission, case):
                return refused(request, permission)
            if case is not None:
                kwargs["case"] = request.case = case  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return door


def requires_administrator(view: View) -> View:
    """The door of the installation's own pages: administrators only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return redirect_to_login(request.get_full_path())
        if not person.is_administrator:
            return refused(request, Permission.INSTALLATION)
        return view(request, *args, **kwargs)

    guarded.permission = Permission.INSTALLATION  # type: ignore[attr-defined]
    return guarded


def open_to_all(reason: str) -> Callable[[View], View]:
    """Marks a page that needs no permission, with the reason why."""

    def mark(view: View) -> View:
        view.permission = None  # type: ignore[attr-defined]
        view.open_reason = reason  # type: ignore[attr-defined]
        return view

    return mark


def refused(request: HttpRequest, permission: Permission) -> HttpResponse:
    """The page for a person whose role does not reach this far; it tells nothing of what lies behind."""
    return HttpResponseForbidden(render(request, "403.html", {"needed": permission.value}).content)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was open too long or came from elsewhere."""
    return HttpResponseForbidden(render(request, "403.html", {"needed": "", "stale": True}).content)
