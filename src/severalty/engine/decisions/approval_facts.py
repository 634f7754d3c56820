"""What the joint approval of a common core is worked out from, and what comes out of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.clear_days import Closures, Effect
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.fields import Known

APPROVING = frozenset({Outcome.APPROVED, Outcome.AMENDED})
"""An amendment that touches the core makes a new version, whose digest the resolution then names; so a body that
approves a digest with amendments has amended its local paper only."""


class PartnerState(StrEnum):
    """Where one partner stands with one version, the furthest from approval first."""

    CANNOT_SAY = "cannot say"
    DRAFTING = "nothing is frozen yet"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    VOID = "void: approved another version"
    LAPSED = "lapsed"
    REFERRED_BACK = "referred back"
    DEFERRED = "deferred"
    TO_COME = "to come"
    CALLED_IN = "called in"
    IN_CALL_IN = "approved, in call-in"
    EFFECTIVE = "approved and effective"
    LEFT = "has left"


class Whole(StrEnum):
    """Where all partners stand together."""

    NOT_FROZEN = "nothing is frozen yet"
    NOT_YET = "not in force"
    CANNOT_SAY = "cannot say whether it is in force"
    IN_FORCE = "in force"
    ENDED = "no longer in force"


@dataclass(frozen=True)
class Needed:
    """A body whose approval is needed for one partner; `binds` is whether its word can bind at all."""

    partner: str
    partner_name: str
    body: str
    body_name: str
    binds: bool = True


@dataclass(frozen=True)
class Version:
    """One frozen version of a core. `changed` names the parts that differ from the version that it supersedes."""

    number: int
    digest: str
    needed: tuple[Needed, ...]
    frozen_on: PartialDate | None
    supersedes: str = ""
    reason: str = ""
    changed: tuple[str, ...] = ()
    long_stop: PartialDate | None = None


@dataclass(frozen=True)
class Said:
    """What a body resolved on one digest: one entry of the record, told under the name `entry`.

    `said_by` is the partner that recorded it, and only its own counts. `binds` is false for a recommendation or an
    informal agreement.
    """

    entry: str
    body: str
    said_by: str
    digest: str
    outcome: Outcome
    decided_on: PartialDate | None
    published_on: PartialDate | None = None
    call_in: CallIn = CallIn.NONE
    called_in_on: PartialDate | None = None
    settled_on: PartialDate | None = None
    stated_on: PartialDate | None = None
    expires_on: PartialDate | None = None
    condition: str = ""
    binds: bool = True


@dataclass(frozen=True)
class CallInRule:
    """How the decisions of one body are called in: whether at all, in how many working days, and with what effect."""

    body: str
    applies: Known = Known.UNKNOWN
    days: int | None = None
    effect: Effect = Effect.DAY_AFTER


@dataclass(frozen=True)
class Leaving:
    """A partner that has left; only what it says itself counts."""

    partner: str
    on: PartialDate | None
    said_by: str


@dataclass(frozen=True)
class Approvals:
    """Everything on record of the approval of one core, in any order, and the day from which one looks."""

    on: date
    closures: Closures
    versions: tuple[Version, ...] = ()
    said: tuple[Said, ...] = ()
    rules: tuple[CallInRule, ...] = ()
    leaving: tuple[Leaving, ...] = ()


@dataclass(frozen=True)
class PartnerPosition:
    """Where one partner stands with the current version: since when or from when, why, and by which entries.

    `digest` is that of the version that its word is on; empty where it has said nothing.
    """

    partner: str
    name: str
    state: PartnerState
    why: str
    digest: str = ""
    effective: date | None = None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class JointPosition:
    """Where all stand on a day.

    `current` is the digest of the newest version; `digest` that of the version that is or was in force, `since` and
    `until` its first day and the first day on which it was no longer in force. `missing` says what is still to come.
    """

    state: Whole
    sentence: str
    partners: tuple[PartnerPosition, ...] = ()
    current: str = ""
    digest: str = ""
    since: date | None = None
    until: date | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
