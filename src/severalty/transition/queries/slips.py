"""What of a plan can slip, and what a slip by some weeks changes on record: of meetings, papers, freezes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.decisions.binding import BODIES, MATTERS, MEETINGS
from severalty.decisions.queries.book import Entry
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.transition.record import GateFact
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.supposing import Change, SupposeError

MOST_WEEKS = 104
MOST_MEETINGS = 12
_WORKING_DAYS = 5


@dataclass(frozen=True)
class Slip:
    """Something that can slip: `body:…`, `meeting:…`, `matter:…`, `freeze:…`, `team:…`, `promise:…` or `package:…`, its
    name, and when it is now."""

    key: str
    name: str
    now: str = ""

    @property
    def ref(self) -> str:
        """The reference of what slips."""
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class SlipGroup:
    """Things of one kind that can slip; `many` are chosen from a list."""

    title: str
    slips: tuple[Slip, ...]
    many: bool = False


def slips_for(seen: SeenPlan) -> tuple[SlipGroup, ...]:
    """What of a plan can slip, by kind; kinds without any are left out. No query."""
    groups = (
        SlipGroup("Bodies that decide, with all their meetings", tuple(_bodies(seen))),
        SlipGroup("Meetings to come", tuple(_meetings(seen)), many=True),
        SlipGroup("Papers for decisions", tuple(_matters(seen))),
        SlipGroup("Promises", tuple(_promises(seen))),
        SlipGroup("Change freezes", tuple(_freezes(seen))),
        SlipGroup("Teams", tuple(_teams(seen))),
        SlipGroup("Packages", tuple(_packages(seen)), many=True),
    )
    return tuple(one for one in groups if one.slips)


def slip_of(seen: SeenPlan, key: str) -> Slip | None:
    """The slip of a key, as far as the viewer may see what slips; nothing where there is none."""
    return next((one for group in slips_for(seen) for one in group.slips if one.key == key), None)


def changes_for(seen: SeenPlan, slip: Slip, weeks: int) -> tuple[Change, ...]:
    """What a slip changes on record. Raises SupposeError where what slips has no day that could."""
    if not -MOST_WEEKS <= weeks <= MOST_WEEKS:
        raise SupposeError(f"{weeks} weeks cannot be tried; stay within {MOST_WEEKS}.")
    kinds: Mapping[str, Callable[[SeenPlan, str, int], Iterable[Change]]] = {
        "body": _body_later, "meeting": _meeting_later, "matter": _matter_later, "freeze": _freeze_later,
        "team": _team_later, "promise": _promise_later, "package": _package_later,
    }  # fmt: skip
    found = tuple(kinds[slip.key.partition(":")[0]](seen, slip.ref, weeks))
    if not found:
        raise SupposeError(f"{slip.name} has no day on record that could move.")
    return found


def key_of_slip(seen: SeenPlan, slip: Slip) -> str:
    """The key under which what slips is on record."""
    handle = seen.handles.get(slip.ref, "")
    if handle:
        return handle.partition(":")[2].rpartition("@")[0]
    tables = (BODIES, MEETINGS, MATTERS) if seen.book is not None else ()
    rows = (seen.book.of(one).get(slip.ref) for one in tables if seen.book is not None)
    return next((str(one.row.item.key) for one in rows if one is not None), "")


def _weeks(count: int) -> str:
    return f"{count:+d} weeks"


def _gate_entries(seen: SeenPlan) -> list[Entry]:
    if seen.book is None:
        return []
    held = seen.book.of(MATTERS) if seen.record.gates else {}
    refs = [seen.refs.get(one.key, "") for one in seen.record.gates]
    return [held[ref] for ref in refs if ref in held]


def _coming(seen: SeenPlan, body: str) -> list[Entry]:
    if seen.book is None:
        return []
    return [
        one for one in seen.book.meetings(body)
        if one.record.state is MeetingState.PLANNED and one.record.meets_on and one.record.meets_on.last >= seen.book.on
    ]  # fmt: skip


def _body_refs(seen: SeenPlan) -> list[str]:
    open_gates = {
        seen.refs.get(one.key, "") for one in seen.record.gates if one.earliest is None or _is_open(seen, one)
    }
    return list(dict.fromkeys(one.record.body for one in _gate_entries(seen) if one.ref in open_gates))


def _is_open(seen: SeenPlan, gate: GateFact) -> bool:
    return gate.latest is None or gate.latest >= seen.record.on


def _bodies(seen: SeenPlan) -> Iterable[Slip]:
    for ref in _body_refs(seen):
        coming = _coming(seen, ref)
        if coming and seen.book is not None:
            yield Slip(f"body:{ref}", seen.book.body(ref).name, f"next meets {coming[0].record.meets_on}")


def _meetings(seen: SeenPlan) -> Iterable[Slip]:
    for ref in _body_refs(seen):
        for one in _coming(seen, ref)[:MOST_MEETINGS]:
            yield Slip(f"meeting:{one.ref}", one.name, str(one.record.meets_on))


def _matters(seen: SeenPlan) -> Iterable[Slip]:
    facts = {seen.refs.get(one.key, ""): one for one in seen.record.gates}
    for one in _gate_entries(seen):
        fact = facts[one.ref]
        if _is_open(seen, fact) and (one.record.ready_on or one.record.decide_on):
            words = f"counts from {day(fact.earliest)}" if fact.earliest else "when it counts is not known"
            yield Slip(f"matter:{one.ref}", one.name, words)


def _promises(seen: SeenPlan) -> Iterable[Slip]:
    for one in seen.record.promises:
        if one.kept_on is None and one.promised_for is not None:
            yield Slip(f"promise:{seen.refs[one.key]}", one.name, f"promised for {one.promised_for}")


def _freezes(seen: SeenPlan) -> Iterable[Slip]:
    for one in seen.record.freezes:
        if one.starts and one.ends and one.ends.last >= seen.record.on:
            yield Slip(f"freeze:{seen.refs[one.key]}", one.name, f"{one.starts} to {one.ends}")


def _teams(seen: SeenPlan) -> Iterable[Slip]:
    found = {seen.refs[one.key]: one for one in seen.record.teams}
    for ref, one in found.items():
        words = f"there from {one.starts}" if one.starts else "there now"
        yield Slip(f"team:{ref}", seen.name_of(seen.handles[ref]), words)


def _packages(seen: SeenPlan) -> Iterable[Slip]:
    dated = {one.package: one for one in seen.record.previous}
    for one in sorted(seen.record.packages, key=lambda one: one.name):
        if one.finished_on is None and one.key in seen.refs:
            when = f"{day(dated[one.key].starts)}" if one.key in dated else ""
            yield Slip(f"package:{seen.refs[one.key]}", one.name, when)


def _body_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    return [Change(one.ref, "meets_on", _weeks(weeks)) for one in _coming(seen, ref)]


def _meeting_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    known = seen.book.of(MEETINGS) if seen.book is not None else {}
    return [Change(ref, "meets_on", _weeks(weeks))] if ref in known else []


def _matter_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    entry = next(one for one in _gate_entries(seen) if one.ref == ref)
    name = "ready_on" if entry.record.ready_on else "decide_on"
    return [Change(ref, name, _weeks(weeks))]


def _freeze_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    return [Change(ref, name, _weeks(weeks)) for name in ("starts", "ends")]


def _team_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    team = next(one for one in seen.record.teams if seen.refs[one.key] == ref)
    since = team.starts.last if team.starts else date.min
    return [Change(ref, "starts", _after(max(since, seen.record.on), weeks).code)]


def _promise_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    promise = next(one for one in seen.record.promises if seen.refs[one.key] == ref)
    names = ("promised_for", "latest") if promise.latest else ("promised_for",)
    return [Change(ref, name, _weeks(weeks)) for name in names]


def _package_later(seen: SeenPlan, ref: str, weeks: int) -> Iterable[Change]:
    """A package that has begun takes longer; any other begins later than planned, or than it may."""
    package = next(one for one in seen.record.packages if seen.refs.get(one.key) == ref)
    if package.started_on is not None:
        left = package.days_left if package.days_left is not None else package.likely
        return [] if left is None else [Change(ref, "days_left", str(max(1, left + _WORKING_DAYS * weeks)))]
    dated = next((one for one in seen.record.previous if one.package == package.key), None)
    bounds = [package.not_before.last if package.not_before else seen.record.on, seen.record.on]
    since = dated.starts if dated else max(bounds)
    pinned = [Change(ref, "starts_on", _weeks(weeks))] if package.starts_on else []
    return [Change(ref, "not_before", _after(since, weeks).code), *pinned]


def _after(since: date, weeks: int) -> PartialDate:
    return day(since + timedelta(weeks=weeks))
