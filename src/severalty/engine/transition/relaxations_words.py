"""A constraint that gives way, in a sentence with its new day or amount, and what that costs as far as it is known."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from severalty.engine.dates import PartialDate, add_months, day
from severalty.engine.evidence import show_money
from severalty.engine.transition.calendar import words
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.drawing_check import there
from severalty.engine.transition.drawing_parts import Constraint, Drawn, Form, after_last_day, listed
from severalty.engine.transition.record import ContractFact, Extension, PlanRecord

_PERSON = 100
_WEEK = 5
_MOST_STARTS = 6


class Unit(StrEnum):
    """What something gives way in."""

    DAYS = "working days"
    PEOPLE = "per cent of a person"
    CUT_OVERS = "cut-overs"
    PENCE = "pence"


@dataclass(frozen=True)
class Given:
    """A group of constraints, by how much it gives, and the starts that are possible then."""

    group: tuple[Constraint, ...]
    amount: int
    unit: Unit
    starts: tuple[int, ...]


def words_of(record: PlanRecord, drawn: Drawn, given: Given) -> tuple[str, int | None]:
    """The sentence, and the cost in pence; None where it is not known."""
    kind = given.group[0].kind
    if given.unit is Unit.PEOPLE:
        return _team(record, drawn, given), _team_cost(record, drawn, given)
    if given.unit is Unit.PENCE:
        return f"Add {show_money(given.amount)} to this: {given.group[0].sentence}", given.amount
    if given.unit is Unit.CUT_OVERS:
        return f"Let {given.amount} more cut-over{_s(given.amount)} into {_wave(record, given)}.", None
    if kind is ConstraintKind.WAIT and given.group[0].link is not None:
        return _bridge(record, drawn, given)
    if kind is ConstraintKind.CONTRACT:
        return _contract(record, drawn, given)
    if kind is ConstraintKind.FREEZE:
        return _freeze(record, drawn, given), None
    return _moved(record, drawn, given), None


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _days(count: int) -> str:
    return f"{count:,} working day{_s(count)}"


def _new_day(drawn: Drawn, given: Given) -> date:
    """The new last day of what must have ended."""
    return drawn.calendar.day_of(after_last_day(drawn, given.group) + given.amount - 1)


def _sooner(drawn: Drawn, given: Given) -> str:
    """The new first day of what may not start before: that of the piece that is held longest."""
    one = given.group[0]
    closing = drawn.pieces[one.activities[0]].closing
    return words(drawn.calendar.day_of(one.slots[0] - closing - given.amount))


def _before(drawn: Drawn, given: Given) -> str:
    """The new day by which something has to have come so that work starts after it."""
    return words(drawn.calendar.day_of(given.group[0].slots[0] - given.amount - 1))


def _starting(drawn: Drawn, given: Given) -> str:
    """On which days the packages of a group start then; of very many the first few."""
    numbers = dict.fromkeys(number for one in given.group for number in one.activities)
    return listed([f"{drawn.pieces[one].name} on {_start(drawn, given, one)}" for one in numbers], _MOST_STARTS)


def _start(drawn: Drawn, given: Given, number: int) -> str:
    return words(drawn.calendar.day_of(given.starts[number] - drawn.pieces[number].closing))


def _moved(record: PlanRecord, drawn: Drawn, given: Given) -> str:
    """Everything that is moved by days, in the words of its kind, with the day that it is moved to."""
    one, days = given.group[0], _days(given.amount)
    names = {row.key: row.name for row in record.packages}
    names |= {row.key: row.name for row in record.promises} | {row.key: row.name for row in record.gates}
    names |= {row.key: row.name for row in record.elsewhere}
    name = next((names[key] for key in reversed(one.records) if key in names), "it")
    forms = {row.form for row in given.group}
    if forms == {Form.LATEST}:
        return _later(one, name, days, words(max(record.on, _new_day(drawn, given))))
    if forms == {Form.EARLIEST}:
        return _earlier(one, name, days, drawn, given)
    starts = _starting(drawn, given)
    said = {
        ConstraintKind.PINNED: f"Move the pin of {name} by {days}: {starts}.",
        ConstraintKind.DECISION: f"Let the decision “{name}” count {days} before its papers are ready: {starts}.",
        ConstraintKind.TOGETHER: f"Let what goes together start up to {days} apart: {starts}. Now: {one.sentence}",
        ConstraintKind.APART: f"Let what is kept apart overlap by {days}: {starts}. Now: {one.sentence}",
        ConstraintKind.WAVE: f"Let a wave begin earlier or end later, by {days}: {starts}. Now: {one.sentence}",
        ConstraintKind.SAME_WAVE: f"Let one of the waves begin earlier or end later, by {days}: {starts}. Now: "
        f"{one.sentence}",
        ConstraintKind.LAST_USER: f"Take it down {days} before its last user has left: {starts}. Now: {one.sentence}",
    }
    return said.get(one.kind, f"Let this give by {days}, so that work starts: {starts}. Now: {one.sentence}")


def _later(one: Constraint, name: str, days: str, later: str) -> str:
    said = {
        ConstraintKind.FIXED_END: f"Move the fixed end of the plan by {days} to {later}.",
        ConstraintKind.DRAFT: f"Let papers for “{name}” come {days} later, by {later}, or take a later meeting.",
        ConstraintKind.OWN_PROMISE: f"Agree a day for “{name}” that is {days} later: {later}.",
        ConstraintKind.MUST_END: f"Let “{name}” end {days} later: by {later}.",
        ConstraintKind.NOTICE: f"Give notice {days} later, by {later}: only if the supplier agrees.",
        ConstraintKind.PINNED: f"Move the pin of {name} by {days}, so that it ends by {later}.",
    }
    return said.get(one.kind, f"Let this end {days} later, by {later}: {one.sentence}")


def _earlier(one: Constraint, name: str, days: str, drawn: Drawn, given: Given) -> str:
    said = {
        ConstraintKind.START: f"Start the plan {days} earlier, on {_sooner(drawn, given)}.",
        ConstraintKind.DECISION: f"Bring the decision “{name}” forward by {days}, so that work that waits for it can "
        f"start on {_sooner(drawn, given)}.",
        ConstraintKind.PROMISE: f"Ask for “{name}” to be promised {days} earlier, for {_before(drawn, given)}.",
        ConstraintKind.ELSEWHERE: f"Ask for {name} of the other plan {days} earlier, by {_before(drawn, given)}.",
        ConstraintKind.NOT_BEFORE: f"Let “{name}” start {days} earlier, on {_sooner(drawn, given)}.",
        ConstraintKind.PINNED: f"Move the pin of {name} by {days}: to {_sooner(drawn, given)}.",
        ConstraintKind.LAST_USER: f"Have the last user leave {days} earlier, by {_before(drawn, given)}. Now: "
        f"{one.sentence}",
    }
    return said.get(one.kind, f"Let this start {days} earlier, on {_sooner(drawn, given)}: {one.sentence}")


def _freeze(record: PlanRecord, drawn: Drawn, given: Given) -> str:
    one = given.group[0]
    name = next((row.name for row in record.freezes if row.key == one.records[0]), "the freeze")
    for by, side in ((given.amount, "later"), (-given.amount, "earlier")):
        first, last = one.slots[0] + by, one.slots[1] + by
        clear = all(
            given.starts[number] >= last or given.starts[number] + drawn.pieces[number].days <= first
            for number in one.activities
        )
        if clear:
            new = f"{words(drawn.calendar.day_of(first))} to {words(drawn.calendar.day_of(last - 1))}"
            return f"Move {name} by {_days(given.amount)} {side}: {new}."
    return f"Move {name} by {_days(given.amount)}."


def _wave(record: PlanRecord, given: Given) -> str:
    wave = next((row for row in record.waves if row.key == given.group[0].records[0]), None)
    if wave is None or wave.starts is None or wave.ends is None:
        return f"a wave: {given.group[0].sentence.rstrip('.')}"
    return f"{wave.name}, from {words(wave.starts.first)} to {words(wave.ends.last)}, which takes {wave.most} now"


def _bridge(record: PlanRecord, drawn: Drawn, given: Given) -> tuple[str, int | None]:
    """Two packages overlap for a while; what bridges that, and at what cost, where the wait says so."""
    follower, before = given.group[0].records[:2]
    wait = next((one for one in record.waits if (one.package, one.follows) == (follower, before)), None)
    names = {row.key: row.name for row in record.packages}
    sentence = (
        f"Let “{names.get(follower, follower)}” wait {_days(given.amount)} less for “{names.get(before, before)}”, so "
        f"that it starts on {_start(drawn, given, given.group[0].activities[-1])}"
    )
    if wait is None or not wait.bridge:
        return f"{sentence}; what would bridge that is not on record.", None
    cost = show_money(wait.bridge_cost) if wait.bridge_cost is not None else "at a cost that is not known"
    return f"{sentence}, bridged by {wait.bridge} ({cost}).", wait.bridge_cost


def _contract(record: PlanRecord, drawn: Drawn, given: Given) -> tuple[str, int | None]:
    key = given.group[0].records[-1]
    contract = next(one for one in record.contracts if one.key == key)
    needed = _new_day(drawn, given)
    option = _option(contract, needed)
    longer = f"{_days(given.amount)} longer, to {words(needed)}"
    if option is None:
        return _run_on(contract, needed, longer)
    cost = "at a price that is not known" if option.cost is None else f"for {show_money(option.cost)}"
    months = f"{option.months} month{_s(option.months)}"
    return f"Extend {contract.name} by {months} {cost}; it is needed {longer}.", option.cost


def _run_on(contract: ContractFact, needed: date, longer: str) -> tuple[str, int | None]:
    """No extension on record reaches: it costs what a day of it costs now, where that is on record."""
    told = f"Extend {contract.name}, which is needed {longer}; no option on record reaches so far"
    if contract.daily_cost is None or contract.ends is None:
        return f"{told}.", None
    cost = contract.daily_cost * (needed - contract.ends.first).days
    return f"{told}; at what a day of it costs now that is {show_money(cost)}.", cost


def _option(contract: ContractFact, needed: date) -> Extension | None:
    """The cheapest extension that reaches a day, known prices first."""
    ends: PartialDate = contract.ends or day(needed)
    reaching = [one for one in contract.extensions if add_months(ends.first, one.months) >= needed]
    return min(reaching, key=lambda one: (one.cost is None, one.cost or 0, one.months), default=None)


def _short(drawn: Drawn, given: Given) -> list[int]:
    """The slots in which a team is asked for more than it has."""
    one = given.group[0]
    place = one.resource or 0
    asked: dict[int, int] = {}
    for number in one.activities:
        piece = drawn.pieces[number]
        units = sum(count for resource, count in piece.uses if resource == place)
        for slot in range(given.starts[number], given.starts[number] + piece.days):
            asked[slot] = asked.get(slot, 0) + units
    return sorted(slot for slot, units in asked.items() if units > there(drawn.resources[place], slot))


def _team(record: PlanRecord, drawn: Drawn, given: Given) -> str:
    name = next((one.name for one in record.teams if one.key == given.group[0].records[0]), "the team")
    short = _short(drawn, given)
    people = f"{given.amount / _PERSON:g}"
    if not short:
        return f"Add {people} of a person to {name}."
    first, last = words(drawn.calendar.day_of(short[0])), words(drawn.calendar.day_of(short[-1]))
    weeks = -(-len(short) // _WEEK)
    noun = "person" if given.amount == _PERSON else "people" if given.amount > _PERSON else "of a person"
    return f"Add {people} {noun} to {name} from {first} to {last} (about {weeks} week{_s(weeks)} of work)."


def _team_cost(record: PlanRecord, drawn: Drawn, given: Given) -> int | None:
    team = next((one for one in record.teams if one.key == given.group[0].records[0]), None)
    if team is None or team.day_cost is None:
        return None
    return -(-team.day_cost * given.amount * len(_short(drawn, given)) // _PERSON)
