"""Where one body stands with one version of a core on one day: its last word, the call-in, what it lapses on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from severalty.engine.clear_days import Closures, DaysError, call_in
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.approval_facts import APPROVING, CallInRule, Needed, PartnerState, Said, Version
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.fields import Known

ORDER = {state: place for place, state in enumerate(PartnerState)}
_OTHERWISE = {
    Outcome.DEFERRED: PartnerState.DEFERRED,
    Outcome.REFUSED: PartnerState.REFUSED,
    Outcome.WITHDRAWN: PartnerState.WITHDRAWN,
}


@dataclass(frozen=True)
class Standing:
    """How a body stands: its state, since when it is effective, the day after which it lapses, and why."""

    state: PartnerState
    why: str
    effective: date | None = None
    lapses: date | None = None
    entries: tuple[str, ...] = ()


def is_exact(value: PartialDate | None) -> bool:
    """Whether a date is known to the day."""
    return value is not None and value.first == value.last and not value.about


def counts(said: Said, needed: Needed) -> bool:
    """Whether an entry is the binding word of this body, recorded by its own partner."""
    own = said.body == needed.body and said.said_by == needed.partner
    return own and said.binds and needed.binds and said.outcome is not Outcome.NOTED


def last_words(said: Iterable[Said], on: date) -> list[Said]:
    """The entries of one body on one version that no other is certainly later than, by name; several where the
    record does not tell which is the last. What is certainly still to come is left out."""
    known = [one for one in said if one.decided_on is None or one.decided_on.first <= on]
    found = [one for one in known if not any(_before(one, other) for other in known)]
    return sorted(set(found), key=lambda one: (one.entry, repr(one)))


def _before(one: Said, other: Said) -> bool:
    return one.decided_on is not None and other.decided_on is not None and one.decided_on.last < other.decided_on.first


def standing_of(words: list[Said], version: Version, rule: CallInRule, closures: Closures, on: date) -> Standing | None:
    """How a body stands by its last words on a version; None where it has said nothing."""
    if not words:
        return None
    if len({one.outcome in APPROVING or one.outcome for one in words}) > 1:
        names = " and ".join(f"“{one.entry}”" for one in words)
        why = f"{names} say different things and the record does not tell which came last"
        return Standing(PartnerState.CANNOT_SAY, why, entries=tuple(one.entry for one in words))
    found = [_of_one(one, version, rule, closures, on) for one in words]
    worst = min(found, key=lambda one: (ORDER[one.state], -(one.effective or date.min).toordinal(), one.why))
    return replace(worst, lapses=min((one.lapses for one in found if one.lapses), default=None))


def _of_one(said: Said, version: Version, rule: CallInRule, closures: Closures, on: date) -> Standing:
    name, when = f"“{said.entry}”", f" on {said.decided_on}" if said.decided_on else " on an unknown day"
    state = _OTHERWISE.get(said.outcome)
    if state is not None:
        return Standing(state, f"{state.value}{when} ({name})", entries=(said.entry,))
    doubt = _doubt(said, version)
    if doubt:
        return Standing(PartnerState.CANNOT_SAY, f"{name}{when}: {doubt}", entries=(said.entry,))
    found = _called_in(said, on) or _running(said, rule, closures, on)
    lapses = min((one.first for one in (said.expires_on, version.long_stop) if one), default=None)
    return Standing(found.state, f"{name}{when}: {found.why}", found.effective, lapses, (said.entry,))


def _doubt(said: Said, version: Version) -> str:
    """Why an approval cannot be relied on; empty where it can."""
    if said.decided_on is None or not is_exact(said.decided_on):
        return "approved, but the record does not give the day"
    if version.frozen_on is not None and said.decided_on.first < version.frozen_on.first:
        return f"decided before this version was frozen on {version.frozen_on}"
    return ""


def _called_in(said: Said, on: date) -> Standing | None:
    """How a call-in stands; None where there is none yet, or where it was settled without objection."""
    if said.call_in is CallIn.NONE or (said.called_in_on is not None and said.called_in_on.first > on):
        return None
    begun = f"called in{f' on {said.called_in_on}' if said.called_in_on else ''}"
    settled = said.settled_on
    if said.call_in is CallIn.PENDING or (settled is not None and settled.last > on):
        return Standing(PartnerState.CALLED_IN, f"{begun} and not yet settled")
    if said.call_in is CallIn.RELEASED:
        known = is_exact(settled)
        return None if known else Standing(PartnerState.CANNOT_SAY, f"{begun}, settled on a day that is not on record")
    return Standing(PartnerState.REFERRED_BACK, f"{begun} and {said.call_in.value.partition(', ')[2]}")


def _running(said: Said, rule: CallInRule, closures: Closures, on: date) -> Standing:
    effective, missing = effective_day(said, rule, closures)
    if effective is None:
        return Standing(PartnerState.CANNOT_SAY, f"approved, but {missing}")
    if effective > on:
        return Standing(PartnerState.IN_CALL_IN, f"approved; takes effect on {day(effective)}", effective)
    return Standing(PartnerState.EFFECTIVE, f"approved; effective since {day(effective)}", effective)


def effective_day(said: Said, rule: CallInRule, closures: Closures) -> tuple[date | None, str]:
    """The day on which an approval takes effect if nobody calls it in, or what is missing to say so.

    The latest of: the decision itself, what the record states, the end of the window of call-in by the council's rule
    (domain rule 3.5), and the settling of a call-in. Where the record and the rule differ the later one holds.
    """
    if said.decided_on is None or not is_exact(said.decided_on):
        return None, "the record does not give the day of the decision"
    if said.stated_on is not None and not is_exact(said.stated_on):
        return None, "the day on which it takes effect is not known to the day"
    days = [said.decided_on.first]
    if said.call_in is CallIn.RELEASED and said.settled_on is not None:
        days.append(said.settled_on.last)
    worked, missing = _after_call_in(said, rule, closures)
    if said.stated_on is not None:
        days.append(said.stated_on.first)
        unpublished = replace(said, published_on=said.decided_on)
        worked = worked or _after_call_in(unpublished, rule, closures)[0]
    elif worked is None:
        return None, missing
    return max([*days, *([worked] if worked else [])]), ""


def _after_call_in(said: Said, rule: CallInRule, closures: Closures) -> tuple[date | None, str]:
    if rule.applies is Known.NO and said.decided_on is not None:
        return said.decided_on.first, ""
    if rule.applies is Known.UNKNOWN:
        return None, "whether it can be called in is not on record"
    if said.published_on is None or not is_exact(said.published_on):
        return None, "the day on which it was published, from which call-in runs, is not on record"
    if rule.days is None:
        return None, "how many days call-in runs is not on record"
    try:
        begins = max(said.published_on.first, said.decided_on.first if said.decided_on else date.min)
        return call_in(begins, rule.days, rule.effect, closures).effective, ""
    except DaysError as error:
        return None, str(error).rstrip(".")
