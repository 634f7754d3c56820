"""How the pages of common cores lay out partners, versions and decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from severalty.decisions.queries.cores import Frozen, Look
from severalty.engine.dates import day
from severalty.engine.decisions.approval_facts import PartnerPosition, PartnerState, Whole
from severalty.engine.decisions.core_content import CoreContent, Difference, TwoVersions, differences
from severalty.engine.decisions.resolutions import CallIn

WHOLE_TONES = {
    Whole.NOT_FROZEN: "plain",
    Whole.NOT_YET: "warn",
    Whole.CANNOT_SAY: "warn",
    Whole.IN_FORCE: "good",
    Whole.ENDED: "bad",
}
STATE_TONES = {
    PartnerState.CANNOT_SAY: "warn",
    PartnerState.DRAFTING: "plain",
    PartnerState.REFUSED: "bad",
    PartnerState.WITHDRAWN: "bad",
    PartnerState.VOID: "bad",
    PartnerState.LAPSED: "bad",
    PartnerState.REFERRED_BACK: "bad",
    PartnerState.DEFERRED: "warn",
    PartnerState.TO_COME: "plain",
    PartnerState.CALLED_IN: "warn",
    PartnerState.IN_CALL_IN: "warn",
    PartnerState.EFFECTIVE: "good",
    PartnerState.LEFT: "plain",
}


@dataclass(frozen=True)
class PartnerLine:
    """A partner as the page sets it beside the others."""

    organisation: Any
    position: PartnerPosition
    tone: str
    version: str
    effective: Any
    bodies: tuple[str, ...]


@dataclass(frozen=True)
class VersionLine:
    """A frozen version with what changed from the one before it."""

    frozen: Frozen
    is_newest: bool
    standing: str
    tone: str
    differences: tuple[Difference, ...]

    @property
    def number(self) -> str:
        """Its number as text, for labels."""
        return str(self.frozen.content.number)


@dataclass(frozen=True)
class DecisionLine:
    """What a body resolved, with what the viewer may record next of it."""

    row: Any
    version: str
    may_call_in: bool
    may_settle: bool


def partner_lines(look: Look, organisations: Mapping[str, Any]) -> list[PartnerLine]:
    """The partners side by side."""
    newest = look.newest
    deciders = newest.content.deciders if newest else look.deciders
    found = look.position.partners or tuple(
        PartnerPosition(one.partner, one.partner_name, PartnerState.DRAFTING, "nothing is frozen yet")
        for one in {each.partner: each for each in deciders}.values()
    )
    return [
        PartnerLine(
            organisations.get(one.partner), one, STATE_TONES[one.state], _version_name(look, one.digest),
            day(one.effective) if one.effective else None,
            tuple(each.body_name for each in deciders if each.partner == one.partner),
        )
        for one in found
    ]  # fmt: skip


def version_lines(look: Look) -> list[VersionLine]:
    """The versions, the newest first."""
    return [
        VersionLine(one, one.row.digest == look.position.current, *_standing(look, one),
                    difference_lines(look, one.content))
        for one in reversed(look.versions)
    ]  # fmt: skip


def difference_lines(look: Look, content: CoreContent) -> tuple[Difference, ...]:
    """What changed from the version before, where the viewer may see that one."""
    before = look.version(content.supersedes)
    return differences(TwoVersions(before.content, content)) if before else ()


def decision_lines(look: Look, own: Any) -> list[DecisionLine]:
    """What was resolved, the last first; `own` is the organisation that may record more of its own decisions."""
    return [
        DecisionLine(
            one, _version_name(look, one.core_digest),
            _is_own(one, own) and one.call_in == CallIn.NONE and one.outcome.startswith("approved"),
            _is_own(one, own) and one.call_in == CallIn.PENDING,
        )
        for one in reversed(look.resolutions)
    ]  # fmt: skip


def _is_own(row: Any, own: Any) -> bool:
    return own is not None and row.item.recorded_by_id == own.pk


def _version_name(look: Look, digest: str) -> str:
    if not digest:
        return ""
    found = look.version(digest)
    return f"version {found.content.number}" if found else f"{digest[:12]}…, not on record here"


def _standing(look: Look, one: Frozen) -> tuple[str, str]:
    position = look.position
    if one.row.digest == position.digest:
        return ("in force", "good") if position.state is Whole.IN_FORCE else ("no longer in force", "bad")
    if one.row.digest == position.current:
        return "to be decided on", "warn"
    if all(each.content.supersedes != one.row.digest for each in look.versions):
        return "side by side with another", "warn"
    return "superseded", "plain"
