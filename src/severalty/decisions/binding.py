"""How the records of this stage lie in tables."""

from severalty.decisions.models import (
    AuthorisedAct,
    Body,
    BodyMember,
    Commitment,
    Consultation,
    Core,
    CoreBody,
    Delegation,
    Hold,
    Matter,
    Meeting,
    Override,
    Paper,
    Passage,
    Resolution,
    RouteValue,
)
from severalty.engine.decisions import bodies, cores, delegations, meetings, papers, resolutions, routes
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

_EDIT = Permission.DECISION_EDIT

PAPERS = Binding("papers", "paper", "papers", papers.Paper, Paper, permission=Permission.PAPER_EDIT)
PASSAGES = Binding(
    "passages", "passage", "passages", papers.Passage, Passage,
    natural=("paper", "section", "about"), through="paper", permission=Permission.PAPER_EDIT,
)  # fmt: skip
BODIES = Binding("bodies", "body", "bodies", bodies.Body, Body, permission=_EDIT)
BODY_MEMBERS = Binding(
    "body_members", "seat", "seats", bodies.BodyMember, BodyMember,
    natural=("body", "post", "starts", "recorded_by"), through="body", permission=_EDIT,
)  # fmt: skip
MEETINGS = Binding("meetings", "meeting", "meetings", meetings.Meeting, Meeting, ends=("body",), permission=_EDIT)
CORES = Binding("cores", "common core", "common cores", cores.Core, Core, permission=_EDIT)
CORE_BODIES = Binding(
    "core_bodies", "body of a core", "bodies of cores", cores.CoreBody, CoreBody,
    natural=("core", "organisation", "body"), through="core", ends=("body",), permission=_EDIT,
)  # fmt: skip
MATTERS = Binding("matters", "matter", "matters", meetings.Matter, Matter, ends=("body",), permission=_EDIT)
RESOLUTIONS = Binding("resolutions", "resolution", "resolutions", resolutions.Resolution, Resolution,
                      ends=("body",), permission=_EDIT)  # fmt: skip
DELEGATIONS = Binding("delegations", "delegation", "delegations", delegations.Delegation, Delegation, permission=_EDIT)
HOLDS = Binding("holds", "hold", "holds", delegations.Hold, Hold, permission=_EDIT)
OVERRIDES = Binding("overrides", "override", "overrides", delegations.Override, Override, permission=_EDIT)
AUTHORISED_ACTS = Binding(
    "authorised_acts", "act under authority", "acts under authority", delegations.AuthorisedAct, AuthorisedAct,
    ends=("about",), permission=_EDIT,
)  # fmt: skip
COMMITMENTS = Binding("commitments", "commitment", "commitments", resolutions.Commitment, Commitment, permission=_EDIT)
CONSULTATIONS = Binding("consultations", "consultation", "consultations", resolutions.Consultation, Consultation,
                        permission=_EDIT)  # fmt: skip
ROUTE_VALUES = Binding(
    "route_values", "value of a decision route", "values of decision routes", routes.RouteValue, RouteValue,
    natural=("organisation", "rule", "starts", "recorded_by"), permission=_EDIT,
)  # fmt: skip
TABLES = (
    PAPERS, PASSAGES, BODIES, BODY_MEMBERS, MEETINGS, CORES, CORE_BODIES, MATTERS, DELEGATIONS, RESOLUTIONS, HOLDS,
    OVERRIDES, AUTHORISED_ACTS, COMMITMENTS, CONSULTATIONS, ROUTE_VALUES,
)  # fmt: skip
