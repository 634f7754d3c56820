"""The path to planning confidence: how well each workstream is defined, and what moves it on (S1, appendix 2)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from severalty.engine.dates import PartialDate
from severalty.engine.estate.value_evidence import evidence_of, source_of
from severalty.engine.evidence import Evidence
from severalty.engine.transition.packages import Colour, Maturity, WorkPackage, Workstream
from severalty.engine.transition.progress import ConfidenceStep
from severalty.engine.transition.stated_colour import both_colours

SOON_DAYS = 183
"""An estimate of what begins within these days must be quoted before its workstream is green."""

_SOLID = frozenset({Maturity.QUOTED, Maturity.APPROVED})


@dataclass(frozen=True)
class PathQuestion:
    """Workstreams with their packages and steps, on a day; `starts` are the planned first days of packages.

    `reported_on` is the date of the report that the steps come from, where they come from one. `unknown_gates` are
    packages that wait for a decision of which no day is known. `narrows` are working days by which the band of dates
    narrows once a step is done, by the key of the step; None where nobody can say, since work is undefined or has no
    room.
    """

    workstreams: tuple[Workstream, ...]
    packages: tuple[WorkPackage, ...]
    steps: tuple[ConfidenceStep, ...]
    on: date
    starts: dict[str, date] = field(default_factory=dict)
    reported_on: date | None = None
    unknown_gates: tuple[str, ...] = ()
    narrows: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class StepOnPath:
    """One step with what is to be said of it beside its own words.

    `unsaid`: it was asked by how much it narrows the band, and nobody can say.
    """

    step: ConfidenceStep
    overdue: bool
    narrows: int | None
    remarks: tuple[str, ...]
    unsaid: bool = False


@dataclass(frozen=True)
class StreamOnPath:
    """How well one workstream is defined.

    `colour` follows from the criteria, with `because` in sentences; `stated` is the worst colour that its open steps
    state. `differs` says that the statement is better than the record bears out. `told` sets the colour that a named
    person states for the workstream beside the calculated one; it never takes its place.
    """

    workstream: Workstream
    colour: Colour
    because: tuple[str, ...]
    stated: Colour
    differs: bool
    estimates: dict[Maturity, int]
    undefined: tuple[str, ...]
    steps: tuple[StepOnPath, ...]
    told: str = ""


@dataclass(frozen=True)
class Path:
    """All workstreams, and the steps that are overdue among them."""

    streams: tuple[StreamOnPath, ...]
    overdue: tuple[str, ...]


def is_undefined(package: WorkPackage) -> bool:
    """Whether a package has no estimate to plan with: nobody has a number, or it is said to be undefined."""
    return package.maturity is Maturity.UNDEFINED or package.likely is None


def path_of(question: PathQuestion) -> Path:
    """How well each workstream is defined, and what moves it on.

    Red: work is undefined, or a step says red. Amber: work has no owner, waits for a decision without a day, begins
    soon on an estimate that is neither quoted nor approved, or a step says amber or is overdue. Green: none of these.
    Unknown: nothing is on record. It is a reading of the record, and a person who sees it otherwise says why.
    """
    streams = tuple(_stream(stream, question) for stream in question.workstreams)
    late = tuple(one.step.key for stream in streams for one in stream.steps if one.overdue)
    return Path(streams, late)


def _stream(stream: Workstream, question: PathQuestion) -> StreamOnPath:
    packages = [one for one in question.packages if one.workstream == stream.key and one.finished_on is None]
    steps = tuple(_on_path(one, question) for one in question.steps if one.workstream == stream.key)
    undefined = tuple(one.key for one in packages if is_undefined(one))
    red = [f"{_count(len(undefined), 'package')} without an estimate."] if undefined else []
    red += list(_steps_said(steps, Colour.RED))
    amber = list(_amber(packages, steps, question))
    colour = Colour.RED if red else Colour.AMBER if amber else Colour.GREEN if packages or steps else Colour.UNKNOWN
    stated = _worst(one.step.colour for one in _open(steps))
    return StreamOnPath(
        stream, colour, tuple(red + amber), stated, _better(stated, colour),
        dict(Counter(one.maturity for one in packages)), undefined, steps,
        both_colours(stream, colour),
    )  # fmt: skip


def _amber(packages: list[WorkPackage], steps: tuple[StepOnPath, ...], question: PathQuestion) -> Iterable[str]:
    nobody = sum(not one.owner for one in packages)
    if nobody:
        yield f"{_count(nobody, 'package')} without an owner."
    waiting = sum(one.key in question.unknown_gates for one in packages)
    if waiting:
        yield f"{_count(waiting, 'package')} waiting for a decision of which no day is known."
    soon = [one for one in packages if _begins_soon(one, question) and one.maturity not in _SOLID]
    if soon:
        yield f"{_count(len(soon), 'package')} beginning within half a year on an estimate that is not quoted."
    late = [one.step.name for one in _open(steps) if one.overdue]
    if late:
        yield f"{_count(len(late), 'step')} overdue."
    yield from _steps_said(steps, Colour.AMBER)


def _steps_said(steps: tuple[StepOnPath, ...], colour: Colour) -> Iterable[str]:
    said = [f"“{one.step.name}”" for one in _open(steps) if one.step.colour is colour]
    if said:
        yield f"{_count(len(said), 'step')} {colour.value}: {', '.join(said)}."


def _begins_soon(package: WorkPackage, question: PathQuestion) -> bool:
    first = question.starts.get(package.key)
    return first is not None and package.likely is not None and (first - question.on).days <= SOON_DAYS


def _on_path(step: ConfidenceStep, question: PathQuestion) -> StepOnPath:
    overdue = step.done_on is None and step.due is not None and step.due.last < question.on
    narrows, remarks = question.narrows.get(step.key), tuple(_remarks(step, question.reported_on))
    return StepOnPath(step, overdue, narrows, remarks, step.key in question.narrows and narrows is None)


def _remarks(step: ConfidenceStep, reported_on: date | None) -> Iterable[str]:
    if step.due is not None and reported_on is not None and step.due.last < reported_on and step.done_on is None:
        yield f"Due {step.due}, before the report of {_words(reported_on)}; perhaps a slip of the pen for a year later."
    if step.due is not None and evidence_of(step, "due") is Evidence.CONTRADICTED:
        yield f"The source contradicts itself about the day: {source_of(step, 'due')}."
    if step.due is None and step.done_on is None and step.colour is not Colour.GREEN:
        yield "No day is named by which it is to be done."
    if not step.action and step.done_on is None and step.colour in (Colour.RED, Colour.AMBER):
        yield "No action is named that would move it on."
    if not step.owner and step.done_on is None:
        yield "Nobody is named to do it."


def _words(day: date) -> str:
    return str(PartialDate(day, day))


def _open(steps: Iterable[StepOnPath]) -> list[StepOnPath]:
    return [one for one in steps if one.step.done_on is None]


_ORDER = (Colour.UNKNOWN, Colour.GREEN, Colour.AMBER, Colour.RED)


def _worst(colours: Iterable[Colour]) -> Colour:
    return max(colours, key=_ORDER.index, default=Colour.UNKNOWN)


def _better(stated: Colour, found: Colour) -> bool:
    return stated is not Colour.UNKNOWN and _ORDER.index(stated) < _ORDER.index(found)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
