"""Gates before scores: which options pass every requirement that may not be traded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from severalty.engine.appraisal.options import Gate, GateVerdict, Option, Passing
from severalty.engine.appraisal.weights import ScoringError, in_place, once
from severalty.engine.evidence import Evidence, carries_figure


class Viability(StrEnum):
    """Where an option stands after the gates."""

    VIABLE = "viable"
    NOT_VIABLE = "not viable"
    UNKNOWN = "not known"
    NOT_TESTED = "not tested"


@dataclass(frozen=True)
class Gating:
    """Options, gates, and what was said of each option at each gate. `organisations` are names by key."""

    options: tuple[Option, ...]
    gates: tuple[Gate, ...]
    verdicts: tuple[GateVerdict, ...] = ()
    organisations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GateCell:
    """One option at one gate, and everything said of it.

    A verdict counts whoever recorded it. It is unknown where nobody said anything, where two verdicts differ
    (`disputed`, if one passes and one fails the option), and where the source contradicts itself. `words` are the
    reasons, each with its organisation and verdict where others than the keeper of the gate said something.
    """

    gate: str
    name: str
    verdict: Passing
    disputed: bool
    said: tuple[GateVerdict, ...]
    words: str


@dataclass(frozen=True)
class OptionViability:
    """Whether an option is viable: every gate in its order, and a sentence for each that it does not pass.

    `viable` is blank where it is not known or not tested.
    """

    option: str
    name: str
    viable: bool | None
    state: Viability
    cells: tuple[GateCell, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Gated:
    """Every option in its order; keys of gates in theirs; `words` says in sentences how many are viable.

    Options and their variants are counted apart, and what is not known is no option that fails.
    """

    gates: tuple[str, ...]
    options: tuple[OptionViability, ...]
    words: str


def gate(question: Gating) -> Gated:
    """Which options are viable: those that pass every gate; one that fails any is not.

    Raises ScoringError for an option or a gate given twice, and for a verdict on one that is not there.
    Source: S0 5.1: a gate is never traded against a score; domain rules 1.7.
    """
    _check(question)
    gates = in_place(question.gates)
    said: dict[tuple[str, str], list[GateVerdict]] = {}
    for verdict in question.verdicts:
        said.setdefault((verdict.option, verdict.gate), []).append(verdict)
    options = tuple(
        _option(option, [_cell(each, said.get((option.key, each.key), ()), question.organisations) for each in gates])
        for option in in_place(question.options)
    )
    return Gated(tuple(each.key for each in gates), options, _words(options, _variants(question), bool(gates)))


def _check(question: Gating) -> None:
    once((option.key for option in question.options), "option")
    once((each.key for each in question.gates), "gate")
    options = {option.key: option.name for option in question.options}
    gates = {each.key: each.name for each in question.gates}
    for verdict in question.verdicts:
        names = options.get(verdict.option) or verdict.option, gates.get(verdict.gate) or verdict.gate
        where = f"The verdict on {names[0]} at {names[1]}"
        for key, held, kind in ((verdict.option, options, "option"), (verdict.gate, gates, "gate")):
            if key not in held:
                raise ScoringError(f"{where}: there is no {kind} {key}; add it or correct the key.")


def _cell(each: Gate, said: Iterable[GateVerdict], organisations: Mapping[str, str]) -> GateCell:
    told = tuple(sorted(said, key=lambda one: (one.recorded_by, one.verdict, one.reason)))
    verdicts = {_weighed(one) for one in told}
    return GateCell(
        gate=each.key,
        name=each.name,
        verdict=verdicts.pop() if len(verdicts) == 1 else Passing.UNKNOWN,
        disputed={Passing.PASSES, Passing.FAILS} <= {_weighed(one) for one in told},
        said=told,
        words=_said(each, told, organisations),
    )


def _said(each: Gate, told: Sequence[GateVerdict], organisations: Mapping[str, str]) -> str:
    """The reasons in words; with whose verdict each is, where it is not that of the gate's keeper alone."""
    recorders = dict.fromkeys(one.recorded_by for one in told)
    if set(recorders) <= {each.recorded_by}:
        return "; ".join(dict.fromkeys(one.reason.rstrip(".") for one in told if one.reason))
    return "; ".join(
        f"{organisations.get(one.recorded_by, one.recorded_by) or 'Somebody'}: {one.verdict.value}"
        + (f", {one.reason.rstrip('.')}" if one.reason else "")
        for one in told
    )


def _weighed(verdict: GateVerdict) -> Passing:
    return verdict.verdict if carries_figure(Evidence(verdict.evidence)) else Passing.UNKNOWN


def _option(option: Option, cells: Sequence[GateCell]) -> OptionViability:
    state = _state({cell.verdict for cell in cells})
    return OptionViability(
        option=option.key,
        name=option.name,
        viable=_VIABLE.get(state),
        state=state,
        cells=tuple(cells),
        reasons=tuple(_reason(cell) for cell in cells if cell.verdict is not Passing.PASSES),
    )


_VIABLE: Mapping[Viability, bool] = {Viability.VIABLE: True, Viability.NOT_VIABLE: False}


def _state(verdicts: set[Passing]) -> Viability:
    if not verdicts:
        return Viability.NOT_TESTED
    if Passing.FAILS in verdicts:
        return Viability.NOT_VIABLE
    return Viability.UNKNOWN if Passing.UNKNOWN in verdicts else Viability.VIABLE


def _reason(cell: GateCell) -> str:
    if cell.disputed:
        state = "disputed"
    elif cell.verdict is Passing.FAILS:
        state = "fails"
    else:
        state = "not known"
    return f"{cell.name}: {state}" + (f" ({cell.words})." if cell.words else ".")


def _variants(question: Gating) -> frozenset[str]:
    """The options that are variants of another one here."""
    keys = {option.key for option in question.options}
    return frozenset(option.key for option in question.options if option.part_of in keys)


def _words(options: Sequence[OptionViability], variants: Collection[str], tested: bool) -> str:
    if not tested:
        return "No gates are set, so no option has been tested."
    viable = [option.name for option in options if option.viable]
    open_ones = [option.name for option in options if option.viable is None]
    if len(viable) == 1 and not open_ones:
        return f"Only one option is viable: {viable[0]}."
    if not viable and not open_ones:
        return "No option is viable."
    whole = [option for option in options if option.option not in variants]
    found = [_counted(whole, "option"), _counted([one for one in options if one not in whole], "variant")]
    return " ".join(filter(None, found))


def _counted(options: Sequence[OptionViability], called: str) -> str:
    """`3 options: 1 viable, 0 not viable, 2 not yet known (B, C).`"""
    if not options:
        return ""
    many = f"{len(options)} {called}{'' if len(options) == 1 else 's'}"
    states = [option.viable for option in options]
    counts = f"{states.count(True)} viable, {states.count(False)} not viable, {states.count(None)} not yet known"
    open_ones = "; ".join(option.name for option in options if option.viable is None)
    return f"{many}: {counts} ({open_ones})." if open_ones else f"{many}: {counts}."
