"""How the records of this stage lie in tables."""

from collections.abc import Sequence
from typing import Any

from severalty.decisions.models import (
    AuthorisedAct,
    Body,
    BodyMember,
    Commitment,
    Consultation,
    Core,
    CoreBody,
    CoreExempt,
    CoreVersion,
    Delegation,
    ExemptPart,
    Hold,
    Matter,
    Meeting,
    Override,
    Paper,
    Passage,
    Resolution,
    RouteValue,
)
from severalty.engine.decisions import bodies, cores, delegations, exempt, meetings, papers, resolutions, routes
from severalty.engine.decisions.core_content import CoreContent, belongs
from severalty.engine.estate.parties import Audience
from severalty.formats.core_json import core_fault, read_core
from severalty.formats.problems import Unreadable
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

_EDIT = Permission.DECISION_EDIT
SEEN_BY_PARTNERS = frozenset({Audience.PARTNERS, Audience.PARTNERSHIP, Audience.PUBLIC})


def _stays(draft: Any) -> bool:
    """Whether a draft leaves what was frozen as it is; refuses it where it does not."""
    own = {shape.name for shape in draft.binding.own_columns}
    changed = [name for name in draft.before | draft.after if name in own] if draft.row is not None else []
    for name in changed:
        draft.refuse(name, "as it was frozen", "A frozen core is never altered: freeze a new version.")
    return not changed


def _nothing_exempt_in_public(_: Any, drafts: Sequence[Any]) -> None:
    """Refuse a core whose draft would show exempt terms to everybody."""
    for draft in drafts:
        if draft.record.exempt_terms and draft.record.audience is Audience.PUBLIC:
            draft.refuse("audience", "not “public” while the core holds exempt terms", "Choose “partners”.")


def _as_it_was_frozen(drafting: Any, drafts: Sequence[Any]) -> None:
    """Refuse a frozen core that was altered, or that does not say of itself what its row says."""
    for draft in drafts:
        if draft.record.audience not in SEEN_BY_PARTNERS:
            draft.refuse("audience", "partners, partnership or public", "The partners go by it, so they must see it.")
        if draft.row is None and _stays(draft):
            fault = core_fault(draft.record.body, draft.record.digest)
            if fault:
                draft.refuse("digest", fault, "Ask for the core again as it was frozen.")
                continue
            for name, found, expected in _told_twice(drafting.lookup, draft, read_core(draft.record.body)):
                if found != expected:
                    draft.refuse(name, f"“{expected}”, as its text says", "Ask for the core again as it was frozen.")
        else:
            _stays(draft)


def _told_twice(lookup: Any, draft: Any, content: CoreContent) -> tuple[tuple[str, str, str], ...]:
    """What the columns of a frozen core say, and what its text says: column by column."""
    record = draft.record
    _, key, keeper = lookup.items.get(draft.targets.get("core"), ("", "", 0))
    return (
        ("number", str(record.number), str(content.number)),
        ("supersedes", record.supersedes, content.supersedes),
        ("reason", record.reason, content.reason),
        ("frozen_on", record.frozen_on.code if record.frozen_on else "", content.frozen_on),
        ("core", f"{key}@{lookup.organisations.get(keeper, '')}", f"{content.core}@{content.keeper}"),
        ("recorded_by", lookup.organisations.get(draft.recorder, ""), content.frozen_by),
    )


def _belongs_to_its_version(drafting: Any, drafts: Sequence[Any]) -> None:
    """Refuse exempt terms that are not those a version was frozen with."""
    texts = {row.pk: record.body for row, record in drafting.existing(CORE_VERSIONS).values()}
    texts |= {one.ref: one.record.body for one in drafting.drafts if one.binding is CORE_VERSIONS}
    for draft in drafts:
        text = texts.get(draft.targets.get("version"), "")
        if not _stays(draft) or draft.row is not None:
            continue
        try:
            fits = belongs(read_core(text), draft.record.text, draft.record.salt)
        except Unreadable:
            fits = False
        if not fits:
            draft.refuse(
                "text", "the terms that the version was frozen with", "Ask for them again as they were frozen."
            )


def _stays_told(_: Any, drafts: Sequence[Any]) -> None:
    """Refuse what would hide a decision on a common core from the partners that go by it, or put it on another version.

    What was resolved, and when, may be corrected: the trail and the page of the core tell of it.
    """
    for draft in drafts:
        if not draft.targets.get("core") and "core" not in draft.before:
            continue
        if draft.record.core_digest and draft.record.audience not in SEEN_BY_PARTNERS:
            draft.refuse("audience", "partners, partnership or public", "The partners go by it, so they must see it.")
        for name in ("core", "core_digest", "body"):
            if name in draft.before and draft.row is not None and draft.row.core_digest:
                draft.refuse(name, "as it was recorded", "Take this entry off the record, and record what was decided.")


def _kept_apart(_: Any, drafts: Sequence[Any]) -> None:
    """Refuse an exempt part that no law allows, or that more would read than may."""
    for draft in drafts:
        for fault in exempt.exemption_of(draft.record).faults:
            draft.refuse("exempt_under", "paragraphs of Schedule 12A with a reason, or “confidential”", fault)
        if draft.record.audience not in exempt.NARROW:
            said = "holders, named or partners"
            draft.refuse("audience", said, "Suppliers, advisers and the public do not read what is exempt.")


PAPERS = Binding("papers", "paper", "papers", papers.Paper, Paper, permission=Permission.PAPER_EDIT)
PASSAGES = Binding(
    "passages", "passage", "passages", papers.Passage, Passage,
    natural=("paper", "section", "about"), through="paper", permission=Permission.PAPER_EDIT,
)  # fmt: skip
EXEMPT_PARTS = Binding(
    "exempt_parts", "exempt part", "exempt parts", exempt.ExemptPart, ExemptPart, ends=("paper",),
    permission=Permission.PAPER_EDIT, judge=_kept_apart,
)  # fmt: skip
BODIES = Binding("bodies", "body", "bodies", bodies.Body, Body, permission=_EDIT)
BODY_MEMBERS = Binding(
    "body_members", "seat", "seats", bodies.BodyMember, BodyMember,
    natural=("body", "post", "starts", "recorded_by"), through="body", permission=_EDIT,
)  # fmt: skip
MEETINGS = Binding("meetings", "meeting", "meetings", meetings.Meeting, Meeting, ends=("body",), permission=_EDIT)
CORES = Binding(
    "cores", "common core", "common cores", cores.Core, Core, permission=_EDIT, judge=_nothing_exempt_in_public
)
CORE_BODIES = Binding(
    "core_bodies", "body of a core", "bodies of cores", cores.CoreBody, CoreBody,
    natural=("core", "organisation", "body"), through="core", ends=("body",), permission=_EDIT,
)  # fmt: skip
CORE_VERSIONS = Binding("core_versions", "frozen core", "frozen cores", cores.CoreVersion, CoreVersion,
                        permission=_EDIT, judge=_as_it_was_frozen)  # fmt: skip
CORE_EXEMPT = Binding("core_exempt_terms", "exempt terms of a core", "exempt terms of cores", cores.CoreExempt,
                      CoreExempt, ends=("version",), permission=_EDIT, judge=_belongs_to_its_version)  # fmt: skip
MATTERS = Binding("matters", "matter", "matters", meetings.Matter, Matter, ends=("body",), permission=_EDIT)
RESOLUTIONS = Binding("resolutions", "resolution", "resolutions", resolutions.Resolution, Resolution,
                      ends=("body",), permission=_EDIT, judge=_stays_told)  # fmt: skip
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
    PAPERS, PASSAGES, EXEMPT_PARTS, BODIES, BODY_MEMBERS, MEETINGS, CORES, CORE_BODIES, CORE_VERSIONS, CORE_EXEMPT,
    MATTERS, DELEGATIONS, RESOLUTIONS, HOLDS,
    OVERRIDES, AUTHORISED_ACTS, COMMITMENTS, CONSULTATIONS, ROUTE_VALUES,
)  # fmt: skip
