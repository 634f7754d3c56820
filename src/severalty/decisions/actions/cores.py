"""Everything that freezes common cores and records what councils resolve on them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from severalty.decisions.binding import BODIES, CORE_BODIES, CORE_EXEMPT, CORE_VERSIONS, RESOLUTIONS, SEEN_BY_PARTNERS
from severalty.decisions.models import CoreBody, CoreVersion
from severalty.decisions.queries.cores import Frozen, Look, exempt_of, full_name, look_at
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions import cores as records
from severalty.engine.decisions.bodies import BodyKind
from severalty.engine.decisions.core_content import (
    CoreContent,
    Decider,
    belongs,
    changed_parts,
    core_digest,
    core_text,
)
from severalty.engine.decisions.resolutions import CallIn, Form, Outcome, Resolution
from severalty.engine.estate.parties import Audience
from severalty.engine.freeze import salted_digest
from severalty.formats.core_json import exempt_words, tidied
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused, Stale, write_drafts
from severalty.tenancy.audit import take_turn
from severalty.tenancy.drafts import Draft, Drafting
from severalty.tenancy.models import Case

FEWEST = 2
UNSEEN = "The partners go by it, so they must be able to see it: choose at least the partner councils."
NEWER = "Another version was frozen since you opened this page. Nothing of yours is saved; look at it first."


@dataclass(frozen=True)
class Freezing:
    """A version to be frozen: the core, what it says, the digest of the newest version that was looked at (empty: there
    was none), the exempt terms, who may see the version, and who may see the exempt terms.

    `token` is the version of the draft that it was made from; empty for an amendment of what is frozen already. `salt`
    is drawn anew where none is given.
    """

    core: str
    content: CoreContent
    newest: str = ""
    exempt_terms: str = ""
    token: str = ""
    audience: Audience = Audience.PARTNERS
    exempt_audience: Audience = Audience.PARTNERS
    salt: str = ""


@dataclass(frozen=True)
class Resolving:
    """What a body resolved: on which core and digest, which version was the newest when the form was opened."""

    core: str
    digest: str
    newest: str
    body: str
    outcome: Outcome
    decided_on: date
    published_on: date | None = None
    expires_on: date | None = None
    condition: str = ""
    text: str = ""
    source: str = ""
    audience: Audience = Audience.PARTNERS


@transaction.atomic
def freeze_core(*, by: Viewer, at: datetime, why: str, case: Case, freezing: Freezing) -> CoreVersion:
    """Keep a core for good as it stands, as the next version. The same words again give the version that is there.

    The keeper freezes its draft; any partner freezes an amendment of the newest version. Raises Stale where draft or
    newest version are others than were looked at, Refused where it cannot be a version that all can decide on.
    """
    take_turn()
    freezing = replace(freezing, content=tidied(freezing.content), exempt_terms=exempt_words(freezing.exempt_terms))
    _seen_by_partners(freezing.audience)
    look = _look(by, at, case, freezing.core)
    newest = look.newest
    _may_freeze(by, look, freezing)
    if newest is not None and _same(by, case, newest, freezing):
        return newest.row
    if freezing.newest != (newest.row.digest if newest else ""):
        raise Stale(NEWER)
    if newest is not None and not freezing.content.reason:
        raise Refused("Say why there is to be another version: the approvals of the last one become void by it.")
    if freezing.token and freezing.token != str(look.row.item.version):
        raise Stale(f"{look.row.item.name} was changed by somebody else since you opened it. Look at it again.")
    content, salt = _numbered(by, at, look, _with_salt(by, case, newest, freezing))
    _can_be_decided(content)
    version = _version_record(look, content, freezing)
    drafting = Drafting(by, case)
    drafts = [drafting.claim(CORE_VERSIONS, [(0, version)])]
    if content.exempt is not None and salt:
        drafts.append(drafting.claim(CORE_EXEMPT, [(0, _exempt_record(version, freezing, salt))]))
    drafting.settle()
    for each in drafts:
        _write(by, at, why, case, each)
    return CoreVersion.objects.select_related("item").get(pk=drafts[0][0].ref)


@transaction.atomic
def resolve_core(*, by: Viewer, at: datetime, why: str, case: Case, resolving: Resolving) -> str:
    """Put on record what a body of the viewer's own council resolved on one digest. Returns the reference.

    Recorded twice in the same words it is one entry. Raises Stale where another version was frozen since the form was
    opened, Refused for a digest that is no version of this core and for a body that does not decide on it.
    """
    take_turn()
    _seen_by_partners(resolving.audience)
    look = _look(by, at, case, resolving.core)
    version = look.version(resolving.digest)
    if version is None:
        raise Refused(
            "This is no frozen version of the core. Open the version that was decided on, and record it there."
        )
    body = _own_decider(by, version, resolving.body)
    same = _recorded(by, look, resolving)
    if same:
        return same
    if resolving.newest != look.position.current:
        raise Stale(NEWER)
    _days_can_be(resolving, version, _day(at))
    row = CoreBody.objects.filter(core=look.row, organisation=by.organisation).select_related("body__item__recorded_by")
    kind = next((one.body.kind for one in row if full_name(one.body) == body.body), "")
    record = _resolution_record(look, version, resolving, body)
    form = Form.OFFICER_DECISION if kind == BodyKind.OFFICER else Form.RESOLUTION
    drafting = Drafting(by, case)
    drafts = drafting.claim(RESOLUTIONS, [(0, replace(record, form=form))])
    drafting.settle()
    if drafts[0].row is not None:
        raise Refused("An entry under this key is on record already; open it to correct it.")
    _write(by, at, why, case, drafts)
    return drafts[0].ref


@transaction.atomic
def call_in_resolution(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, on: date) -> None:
    """Put on record that a decision on a core was called in. A decision is called in once: the second time the same day
    changes nothing, another day is refused."""
    take_turn()
    held = _own_resolution(by, case, ref)
    if held.call_in is not CallIn.NONE:
        if held.called_in_on == day(on):
            return
        raise Refused(f"“{held.name}” was called in already; a decision can be called in once.")
    if held.decided_on is not None and day(on) < held.decided_on:
        raise Refused("A decision cannot be called in before it was made.")
    _rewrite(by, at, why, case, replace(held, call_in=CallIn.PENDING, called_in_on=day(on)))


@transaction.atomic
def settle_call_in(
    *, by: Viewer, at: datetime, why: str, case: Case, ref: str, outcome: CallIn, on: date
) -> None:  # fmt: skip
    """Put on record what became of a call-in. Raises Refused where none is open."""
    take_turn()
    held = _own_resolution(by, case, ref)
    if (held.call_in, held.call_in_ended_on) == (outcome, day(on)):
        return
    if held.call_in is not CallIn.PENDING or outcome in (CallIn.NONE, CallIn.PENDING):
        raise Refused(f"“{held.name}” has no call-in that is open.")
    if held.called_in_on is not None and day(on) < held.called_in_on:
        raise Refused("A call-in cannot be settled before it was made.")
    _rewrite(by, at, why, case, replace(held, call_in=outcome, call_in_ended_on=day(on)))


@transaction.atomic
def leave_core(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, on: date) -> int:
    """Put on record that the viewer's own council has left: its approval is needed no more from that day.

    Returns for how many bodies that was written anew. Raises Refused for a council that does not decide here.
    """
    take_turn()
    look = _look(by, at, case, ref)
    own = by.organisation.key if by.organisation else ""
    bodies = {one.body for frozen in look.versions for one in frozen.content.deciders if one.partner == own}
    bodies |= {one.body for one in look.deciders if one.partner == own}
    if not own or not bodies:
        raise Refused("Your council does not decide on this core, so it cannot leave it.")
    drafting = Drafting(by, case)
    core = drafting.lookup.name_of(look.row.pk, "cores", by.organisation.pk if by.organisation else 0)
    rows = [
        records.CoreBody(core=core, organisation=own, body=body, left_on=day(on), recorded_by=own)
        for body in sorted(bodies)
    ]
    drafts = drafting.claim(CORE_BODIES, list(enumerate(rows)))
    drafting.settle()
    return _write(by, at, why, case, drafts)


@transaction.atomic
def name_decider(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, partner: str, body: str) -> int:
    """Record which body decides on a core for one partner. Returns how many rows were written; sent twice it is none.

    Raises Refused for another organisation's core, for a body of another council and for one that is not to be seen.
    """
    take_turn()
    look = _look(by, at, case, ref)
    own = by.organisation
    if own is None or look.row.item.recorded_by_id != own.pk:
        raise Refused("Only the organisation that keeps a core names who decides on it.")
    drafting = Drafting(by, case)
    found = next((one for row, one in drafting.existing(BODIES).values() if row.pk == body), None)
    if found is None:
        raise Refused("The body is not on record any more. Open the page again.")
    if found.organisation and found.organisation != partner:
        raise Refused(f"{found.name} is a body of another council. Choose one of this partner, or a joint one.")
    core, spelled = (drafting.lookup.name_of(key, table, own.pk) for key, table in ((ref, "cores"), (body, "bodies")))
    record = records.CoreBody(core=core, organisation=partner, body=spelled, recorded_by=own.key)
    drafts = drafting.claim(CORE_BODIES, [(0, record)])
    drafting.settle()
    return _write(by, at, why, case, drafts)


@transaction.atomic
def share_version(*, by: Viewer, at: datetime, why: str, case: Case, ref: str, audience: Audience) -> None:
    """Say who may see a frozen version. Raises Refused for another organisation's."""
    take_turn()
    _seen_by_partners(audience)
    drafting = Drafting(by, case)
    held = next(
        (record for row, record in drafting.existing(CORE_VERSIONS).values()
         if row.pk == ref and by.organisation and row.item.recorded_by_id == by.organisation.pk), None
    )  # fmt: skip
    if held is None:
        raise Refused("Only the organisation that froze a version can say who may see it.")
    drafts = drafting.claim(CORE_VERSIONS, [(0, replace(held, audience=audience))])
    drafting.settle()
    _write(by, at, why, case, drafts)


def _look(by: Viewer, at: datetime, case: Case, ref: str) -> Look:
    if by.organisation is None or not by.belongs_to(case):
        raise Refused("Only an organisation of this case can do this.")
    return look_at(by, case, ref, _day(at))


def _seen_by_partners(audience: Audience) -> None:
    """Refuse what one partner alone would see: the others would take for approved what is void or withdrawn."""
    if audience not in SEEN_BY_PARTNERS:
        raise Refused(UNSEEN)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _may_freeze(by: Viewer, look: Look, freezing: Freezing) -> None:
    own = by.organisation
    is_keeper = own is not None and look.row.item.recorded_by_id == own.pk
    if freezing.token and not is_keeper:
        raise Refused("Only the organisation that keeps a core can freeze its draft. Amend the frozen version instead.")
    if not is_keeper and (own is None or own.key not in look.partners):
        raise Refused("Only a partner that decides on this core can amend it.")


def _can_be_decided(content: CoreContent) -> None:
    if len({one.partner for one in content.deciders}) < FEWEST:
        raise Refused("Name first who decides for each partner, and at least two partners.")
    informal = [one.body_name for one in content.deciders if not one.binds]
    if informal:
        raise Refused(f"{informal[0]} is an informal body, whose word binds nobody. Name the body that decides.")
    if not any((content.approach, content.timeline, content.costing, content.terms)):
        raise Refused("There is nothing to agree yet: write the approach, timeline, costing or terms.")
    size = len(core_text(content))
    if size > records.MOST_FROZEN:
        raise Refused(f"A frozen core can have {records.MOST_FROZEN:,} characters; this one has {size:,}. Shorten it.")


def _own_decider(by: Viewer, version: Frozen, body: str) -> Decider:
    own = by.organisation.key if by.organisation else ""
    found = next((one for one in version.content.deciders if (one.partner, one.body) == (own, body)), None)
    if found is None:
        raise Refused("Only a body that decides on this core for your own council can be recorded by you.")
    if not found.binds:
        raise Refused(f"{found.body_name} is an informal body, whose word binds nobody.")
    return found


def _days_can_be(asked: Resolving, version: Frozen, on: date) -> None:
    if asked.decided_on > on:
        raise Refused("A decision can be put on record on the day it is made, not before.")
    frozen = version.row.frozen_on
    if frozen is not None and asked.decided_on < frozen.first:
        raise Refused(f"This version was frozen on {frozen}. What was decided before was on something else.")
    if asked.published_on is not None and asked.published_on < asked.decided_on:
        raise Refused("A decision cannot be published before it was made.")


def _recorded(by: Viewer, look: Look, asked: Resolving) -> str:
    """The entry that says the same already."""
    own = by.organisation.pk if by.organisation else 0
    return next(
        (one.pk for one in look.resolutions
         if (one.item.recorded_by_id, full_name(one.body), one.core_digest, one.outcome, one.decided_on)
         == (own, asked.body, asked.digest, asked.outcome, day(asked.decided_on))), "",
    )  # fmt: skip


def _own_resolution(by: Viewer, case: Case, ref: str) -> Resolution:
    found = next(
        (record for row, record in Drafting(by, case).existing(RESOLUTIONS).values()
         if row.pk == ref and row.core_id and by.organisation and row.item.recorded_by_id == by.organisation.pk), None
    )  # fmt: skip
    if not isinstance(found, Resolution):
        raise Refused("Each council puts on record what became of its own decisions.")
    return found


def _same(by: Viewer, case: Case, newest: Frozen, freezing: Freezing) -> bool:
    """Whether the newest version says the same as what is to be frozen, exempt terms included."""
    held = exempt_of(by, case, newest.row)
    content = freezing.content
    if freezing.exempt_terms:
        if held is None or not belongs(newest.content, freezing.exempt_terms, held.salt):
            return False
        old = newest.content.exempt
        content = replace(
            content, exempt=replace(content.exempt, digest=old.digest) if content.exempt and old else None
        )
    return not changed_parts(newest.content, content)


def _with_salt(by: Viewer, case: Case, newest: Frozen | None, freezing: Freezing) -> Freezing:
    """With the salt of the newest version where its exempt terms are the same, so that they do not look changed."""
    held = exempt_of(by, case, newest.row) if newest else None
    if held is None or newest is None or not belongs(newest.content, freezing.exempt_terms, held.salt):
        return freezing
    return replace(freezing, salt=held.salt)


def _numbered(by: Viewer, at: datetime, look: Look, freezing: Freezing) -> tuple[CoreContent, str]:
    """The content as the next version, and the salt of its exempt terms where it brings them along."""
    own = by.organisation.key if by.organisation else ""
    number = max((one.content.number for one in look.versions), default=0) + 1
    content = replace(
        freezing.content, number=number, frozen_by=own, frozen_on=_day(at).isoformat(),
        supersedes=freezing.newest, reason=freezing.content.reason.strip(),
    )  # fmt: skip
    if not freezing.exempt_terms or content.exempt is None:
        return content, ""
    salt = freezing.salt or secrets.token_hex(32)
    held = replace(content.exempt, digest=salted_digest(freezing.exempt_terms, salt))
    return replace(content, exempt=held), salt


def _version_record(look: Look, content: CoreContent, freezing: Freezing) -> records.CoreVersion:
    digest = core_digest(content)
    return records.CoreVersion(
        key=f"{content.core[:200]}-v{content.number}-{digest[:8]}", name=f"{content.name}, version {content.number}",
        core=full_name(look.row), number=content.number, digest=digest,
        frozen_on=day(date.fromisoformat(content.frozen_on)), supersedes=content.supersedes, reason=content.reason,
        body=core_text(content), audience=freezing.audience, recorded_by=content.frozen_by,
        evidence=look.row.item.evidence, source=look.row.item.source,
    )  # fmt: skip


def _exempt_record(version: records.CoreVersion, freezing: Freezing, salt: str) -> records.CoreExempt:
    return records.CoreExempt(
        key=version.key, name=f"Exempt terms of {version.name}", version=version.key, text=freezing.exempt_terms,
        salt=salt, audience=freezing.exempt_audience, recorded_by=version.recorded_by, evidence=version.evidence,
        source=version.source,
    )  # fmt: skip


def _resolution_record(look: Look, version: Frozen, asked: Resolving, body: Decider) -> Resolution:
    digest, on = asked.digest, asked.decided_on
    return Resolution(
        key=f"{look.row.item.key[:100]}-{body.body.partition('@')[0][:100]}-{on.isoformat()}-{digest[:8]}-"
        f"{asked.outcome.value.replace(' ', '-')}",
        name=f"{body.body_name}: {version.row.item.name} {asked.outcome.value}", description=asked.text,
        body=body.body, outcome=asked.outcome, decided_on=day(on), core=full_name(look.row), core_digest=digest,
        published_on=_or_none(asked.published_on), expires_on=_or_none(asked.expires_on), condition=asked.condition,
        audience=asked.audience, recorded_by=body.partner, source=asked.source,
    )  # fmt: skip


def _or_none(value: date | None) -> PartialDate | None:
    return day(value) if value else None


def _rewrite(by: Viewer, at: datetime, why: str, case: Case, record: Resolution) -> None:
    drafting = Drafting(by, case)
    drafts = drafting.claim(RESOLUTIONS, [(0, record)])
    drafting.settle()
    _write(by, at, why, case, drafts)


def _write(by: Viewer, at: datetime, why: str, case: Case, drafts: Sequence[Draft]) -> int:
    return write_drafts(by=by, at=at, why=why, case=case, drafts=drafts)
