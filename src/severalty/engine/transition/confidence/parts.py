"""What a simulation is made from, part by part, so that two of them can be compared: estimates, progress, ties, gates.

Each part is a text: words that people read, a bar, and a fingerprint of all that planning takes from it. Texts differ
where the part does. Handles are those of the record.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from severalty.engine.dates import day
from severalty.engine.effects.events import RiskEvent
from severalty.engine.estate.items import Item
from severalty.engine.freeze import digest
from severalty.engine.transition.packages import Maturity, WorkPackage
from severalty.engine.transition.record import GateFact, PlanRecord

ESTIMATE, WORK, TIES, TEAM = "estimate", "work", "waits and needs", "team"
DECISION, PROMISE, RISK, FREEZE, CONTRACT = "decision", "promise", "risk", "freeze", "contract"
RULE, ELSEWHERE, PLAN, DATES = "cut-over rule", "other plan", "plan", "dates that count"
_MARK = "|"
_SHORT = 8
_ITEM = frozenset(one.name for one in fields(Item))
_OWN_PART = frozenset({"low", "likely", "high", "maturity", "calendar"})
_SILENT = _ITEM | _OWN_PART | {
    "template", "location", "owner", "estimated_by", "must_because", "importance", "spent", "stated_starts",
    "stated_ends",
}  # fmt: skip
"""What a package says of itself that no simulation takes from it, or that its estimate says."""
_RECORDED = frozenset({"recorded_by", "evidence", "source", "because", "bridge", "bridge_cost", "skill", "most"})


def words_of(part: str | None) -> str:
    """What people read of a part."""
    return (part or "").partition(_MARK)[0]


def parts_of(record: PlanRecord, risks: Sequence[RiskEvent] = ()) -> dict[str, dict[str, str]]:
    """Everything that a plan is simulated from: by kind and handle (a risk by its key) its words and fingerprint."""
    found: dict[str, dict[str, str]] = {}
    for kind, handle, words, facts in _every(record, risks):
        found.setdefault(kind, {})[handle] = f"{words}{_MARK}{digest(facts)[:_SHORT]}"
    return found


def _every(record: PlanRecord, risks: Sequence[RiskEvent]) -> Iterator[tuple[str, str, str, Any]]:
    yield from _work(record)
    for gate in record.gates:
        yield DECISION, gate.key, _gate_words(gate), [gate.earliest, gate.latest, gate.steps]
    for promise in record.promises:
        words = f"kept on {promise.kept_on}" if promise.kept_on else f"at the latest {promise.latest or 'not said'}"
        yield PROMISE, promise.key, words, [promise.promised_for, promise.latest, promise.kept_on]
    for key, events in _by_key(risks).items():
        spelled = [replace(one, name="", on=tuple(sorted(one.on))) for one in events]
        yield RISK, key, f"{100 * events[0].now.probability:g} per cent", sorted(map(str, spelled))
    yield from _bounds(record)
    plan = record.plan
    yield PLAN, plan.key, f"must end by {plan.ends_by or 'no day'}", [plan.starts_on, plan.ends_by, plan.aims,
                                                                      _budget(record)]  # fmt: skip
    yield DATES, plan.key, _last_day(record), [record.previous]


def _work(record: PlanRecord) -> Iterator[tuple[str, str, str, Any]]:
    """Of each package its estimate, and apart from that its progress and days that bind it, and what it hangs on."""
    waits, needs = _hung(record.waits, "package"), _hung(record.needs, "package")
    but_estimate = frozenset(one.name for one in fields(WorkPackage)) - _OWN_PART
    for one in record.packages:
        yield ESTIMATE, one.key, _estimate_words(one), _kept(one, but_estimate)
        yield WORK, one.key, _progress_words(one), _kept(one, _SILENT)
        if one.key in waits or one.key in needs:
            yield TIES, one.key, "", [waits.get(one.key, []), needs.get(one.key, [])]


def _bounds(record: PlanRecord) -> Iterator[tuple[str, str, str, Any]]:
    allotted, leave = _hung(record.allotments, "team"), _hung(record.leave, "team")
    for team in record.teams:
        yield TEAM, team.key, "", [_kept(team, _ITEM | {"location", "day_cost"}), allotted.get(team.key, []),
                                   leave.get(team.key, [])]  # fmt: skip
    for freeze in record.freezes:
        yield FREEZE, freeze.key, f"{freeze.starts} to {freeze.ends}", _kept(freeze, _ITEM)
    for one in record.contracts:
        yield CONTRACT, one.key, f"ends {one.ends or 'nobody knows when'}", _kept(one, frozenset({"key", "name"}))
    for rule in (*record.rules, *record.waves):
        tied = sorted(one.package for one in record.members if one.rule == rule.key)
        yield RULE, rule.key, "", [_kept(rule, _ITEM), tied]
    for other in record.elsewhere:
        yield ELSEWHERE, other.key, f"ends {day(other.ends)}", [other.starts, other.ends]


def _kept(record: Any, silent: frozenset[str]) -> list[Any]:
    return [getattr(record, one.name) for one in fields(record) if one.name not in silent]


def _hung(rows: Iterable[Any], name: str) -> dict[str, list[Any]]:
    """Rows by what they hang on, each as what planning takes from it, in an order of their own."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(_kept(row, _RECORDED))
    return {key: sorted(held, key=str) for key, held in found.items()}


def _by_key(risks: Sequence[RiskEvent]) -> dict[str, list[RiskEvent]]:
    found: dict[str, list[RiskEvent]] = {}
    for one in risks:
        found.setdefault(one.key, []).append(one)
    return found


def _estimate_words(one: WorkPackage) -> str:
    if one.likely is None:
        return "no estimate"
    points = [str(each) for each in (one.low, one.likely, one.high) if each is not None]
    mature = "" if one.maturity is Maturity.UNKNOWN else f", {one.maturity.value}"
    return f"{'–'.join(points)} working days{mature}"


def _progress_words(one: WorkPackage) -> str:
    if one.finished_on is not None:
        return f"finished {one.finished_on}"
    if one.started_on is None:
        return "not begun"
    done = "" if one.percent_done is None else f", {one.percent_done} % done"
    return f"begun {one.started_on}{done}"


def _gate_words(gate: GateFact) -> str:
    known = [str(day(one)) for one in dict.fromkeys((gate.earliest, gate.latest)) if one is not None]
    return " to ".join(known) or "no day known"


def _budget(record: PlanRecord) -> int:
    return sum(one.amount or 0 for one in record.budgets)


def _last_day(record: PlanRecord) -> str:
    last = max((one.ends for one in record.previous), default=None)
    return f"the last ends {day(last)}" if last else "none"
