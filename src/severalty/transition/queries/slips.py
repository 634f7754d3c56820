"""What of a plan can slip, and what a slip changes on record: of meetings, papers, contracts, freezes, packages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.decisions.binding import BODIES, MATTERS, MEETINGS
from severalty.decisions.queries.book import Entry
from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.estate.terms import working_day_before
from severalty.engine.transition.record import ContractFact, GateFact
from severalty.engine.transition.weekends import weekend_of, works_weekends
from severalty.transition.queries.record import SeenPlan
from severalty.transition.queries.supposing import Change, Slippage, SupposeError, Unit, later

MOST = {Unit.DAYS: 730, Unit.WEEKS: 104, Unit.MONTHS: 24}
MOST_MEETINGS = 12
_SATURDAY = 5


@dataclass(frozen=True)
class Slip:
    """Something that can slip: `body:…`, `meeting:…`, `matter:…`, `contract:…` (its end), `notice:…` (its last day for
    notice), `freeze:…`, `team:…`, `promise:…` or `package:…`, its name, and when it is now."""

    key: str
    name: str
    now: str = ""

    @property
    def ref(self) -> str:
        """The reference of what slips."""
        return self.key.partition(":")[2]

    @property
    def what(self) -> str:
        """What of it slips, after its name, where the name alone does not say."""
        return {"contract": ", its end", "notice": ", its last day for notice"}.get(self.key.partition(":")[0], "")


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
        SlipGroup("Ends of contracts (later: extended; sooner: ended early)", tuple(_contracts(seen)), many=True),
        SlipGroup("Last days for notice", tuple(_notices(seen)), many=True),
        SlipGroup("Promises", tuple(_promises(seen))),
        SlipGroup("Change freezes", tuple(_freezes(seen))),
        SlipGroup("Teams", tuple(_teams(seen))),
        SlipGroup("Packages", tuple(_packages(seen)), many=True),
    )
    return tuple(one for one in groups if one.slips)


def slip_of(seen: SeenPlan, key: str) -> Slip | None:
    """The slip of a key, as far as the viewer may see what slips; nothing where there is none."""
    return next((one for group in slips_for(seen) for one in group.slips if one.key == key), None)


def body_slip(seen: SeenPlan, gate: str) -> str:
    """The key of the slip of the body that decides a gate; empty where there is none. No query."""
    ref = seen.refs.get(gate, "")
    entry = next((one for one in _gate_entries(seen) if one.ref == ref), None) if ref else None
    key = f"body:{entry.record.body}" if entry is not None else ""
    return key if key and any(one.key == key for one in _bodies(seen)) else ""


def changes_for(seen: SeenPlan, slip: Slip, by: Slippage) -> tuple[Change, ...]:
    """What a slip changes on record. Raises SupposeError where what slips has no day that could."""
    if not by.count:
        raise SupposeError(f"{slip.name} by 0 {by.unit} moves nothing; say by how many, or write a figure below 0.")
    if abs(by.count) > MOST[by.unit]:
        raise SupposeError(f"{by.count} {by.unit} cannot be tried; stay within {MOST[by.unit]} {by.unit}.")
    kinds: Mapping[str, Callable[[SeenPlan, str, Slippage], Iterable[Change]]] = {
        "body": _body_later, "meeting": _meeting_later, "matter": _matter_later, "contract": _contract_later,
        "notice": _notice_later, "freeze": _freeze_later, "team": _team_later, "promise": _promise_later,
        "package": _package_later,
    }  # fmt: skip
    found = tuple(kinds[slip.key.partition(":")[0]](seen, slip.ref, by))
    if not found:
        raise SupposeError(f"{slip.name} has no day on record that could move.")
    return found


def key_of_slip(seen: SeenPlan, slip: Slip) -> str:
    """The key under which what slips is on record; of a last day for notice with `notice:` before it."""
    handle = seen.handles.get(slip.ref, "")
    if handle:
        return f"{'notice:' if slip.key.startswith('notice:') else ''}{handle.partition(':')[2].rpartition('@')[0]}"
    tables = (BODIES, MEETINGS, MATTERS) if seen.book is not None else ()
    rows = (seen.book.of(one).get(slip.ref) for one in tables if seen.book is not None)
    return next((str(one.row.item.key) for one in rows if one is not None), "")


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


def _contracts(seen: SeenPlan) -> Iterable[Slip]:
    """The contracts that packages are about and whose end is to come."""
    for one in sorted(seen.record.contracts, key=lambda one: one.name):
        if one.ends is not None and one.ends.last >= seen.record.on and one.key in seen.refs:
            yield Slip(f"contract:{seen.refs[one.key]}", one.name, f"ends on {one.ends}")


def _notices(seen: SeenPlan) -> Iterable[Slip]:
    for one in sorted(seen.record.contracts, key=lambda one: one.name):
        if one.act_by is not None and one.key in seen.refs and _has_notice(seen, one):
            yield Slip(f"notice:{seen.refs[one.key]}", one.name, f"last day {day(one.act_by)}")


def _has_notice(seen: SeenPlan, one: ContractFact) -> bool:
    """Whether the last day to act is one for notice, well before the end itself, and to come."""
    if one.ends is None or one.act_by is None or one.ends.precision is not Precision.DAY:
        return False
    end = working_day_before(one.ends, seen.record.closed)[0] or one.ends.first
    return seen.record.on <= one.act_by < end


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


def _body_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    return [Change(one.ref, "meets_on", by.becomes) for one in _coming(seen, ref)]


def _meeting_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    known = seen.book.of(MEETINGS) if seen.book is not None else {}
    return [Change(ref, "meets_on", by.becomes)] if ref in known else []


def _matter_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    entry = next(one for one in _gate_entries(seen) if one.ref == ref)
    name = "ready_on" if entry.record.ready_on else "decide_on"
    return [Change(ref, name, by.becomes)]


def _contract_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    """The end on record moves as its current end is to; extensions that are used stay in between."""
    ends = next(one.ends for one in seen.record.contracts if seen.refs.get(one.key) == ref)
    if ends is None:
        return []
    if ends.precision is not Precision.DAY or by.unit is not Unit.MONTHS:
        return [Change(ref, "ends", by.becomes)]
    follows = ends.first + timedelta(days=1)  # an extension begins the day after: 30 September and a month, 31 October
    days = (by.after(follows) - follows).days
    asked = day(ends.first + timedelta(days=days), about=ends.about)
    return [Change(ref, "ends", by.becomes if later(ends, by.becomes) == asked else f"{days:+d} days")]


def _notice_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    """Another length of notice, so that its last day moves as asked."""
    fact = next(one for one in seen.record.contracts if seen.refs.get(one.key) == ref)
    if fact.ends is None or fact.act_by is None:
        return []
    days = (fact.ends.first - by.after(fact.act_by)).days
    if days < 0:
        raise SupposeError(f"{fact.name} ends on {fact.ends}: its last day for notice cannot lie after that.")
    return [Change(ref, "notice", f"{days} days")]


def _freeze_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    return [Change(ref, name, by.becomes) for name in ("starts", "ends")]


def _team_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    team = next(one for one in seen.record.teams if seen.refs[one.key] == ref)
    since = team.starts.last if team.starts else date.min
    return [Change(ref, "starts", _after(max(since, seen.record.on), by).code)]


def _promise_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    promise = next(one for one in seen.record.promises if seen.refs[one.key] == ref)
    names = ("promised_for", "latest") if promise.latest else ("promised_for",)
    return [Change(ref, name, by.becomes) for name in names]


def _package_later(seen: SeenPlan, ref: str, by: Slippage) -> Iterable[Change]:
    """A package that has begun takes longer; any other begins later than planned, or than it may."""
    package = next(one for one in seen.record.packages if seen.refs.get(one.key) == ref)
    if package.started_on is not None:
        left = package.days_left if package.days_left is not None else package.likely
        return [] if left is None else [Change(ref, "days_left", str(max(1, left + _working_days(seen, by))))]
    pin = package.starts_on
    if pin is not None and works_weekends(package) and pin.precision is Precision.DAY:
        to = _weekend_after(pin.first, by).code
        return [Change(ref, "not_before", to), Change(ref, "starts_on", to)]
    dated = next((one for one in seen.record.previous if one.package == package.key), None)
    bounds = [package.not_before.last if package.not_before else seen.record.on, seen.record.on]
    since = dated.starts if dated else max(bounds)
    pinned = [Change(ref, "starts_on", by.becomes)] if package.starts_on else []
    return [Change(ref, "not_before", _after(since, by).code), *pinned]


def _weekend_after(pin: date, by: Slippage) -> PartialDate:
    """The Saturday to which a pin on a weekend slips: the first that is as much later, or the last as much sooner."""
    to = by.after(weekend_of(pin)[0])
    over = (to.weekday() - _SATURDAY) % 7
    return day(to + timedelta(days=-over % 7 if by.count > 0 else -over))


def _working_days(seen: SeenPlan, by: Slippage) -> int:
    """The working days between today and the day to which today would move; below nought for sooner."""
    first, last = sorted((seen.record.on, by.after(seen.record.on)))
    days = (first + timedelta(days=number) for number in range((last - first).days))
    count = sum(1 for one in days if one.weekday() < _SATURDAY and one not in seen.record.closed)
    return count if by.count >= 0 else -count


def _after(since: date, by: Slippage) -> PartialDate:
    return day(by.after(since))
