"""Rules of money, dates, evidence, dependencies and freezing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine import dates, evidence, freeze, graph, money
from severalty.engine.dates import Duration, PartialDate, Precision
from severalty.engine.estate import spans
from severalty.engine.evidence import Evidence
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class Text:
    """What somebody wrote."""

    text: str


@dataclass(frozen=True)
class Pounds:
    """An amount in whole pence, and as files spell it."""

    pence: int
    written: str


@dataclass(frozen=True)
class ToSplit:
    """Pence to share by whole-number weights."""

    total_pence: int
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Parts:
    """Pence in the order of the weights."""

    pence: tuple[int, ...]


@dataclass(frozen=True)
class DateRead:
    """A date with its precision: every day from `first` to `last` is possible."""

    code: str
    words: str
    first: date
    last: date
    precision: Precision
    about: bool


@dataclass(frozen=True)
class Day:
    """A day."""

    on: date


@dataclass(frozen=True)
class FinancialYear:
    """The financial year of a council, from 1 April of `start_year`."""

    start_year: int
    name: str


@dataclass(frozen=True)
class Moved:
    """A date and a length of time."""

    date: PartialDate
    length: Duration


@dataclass(frozen=True)
class Slip:
    """A date that slips by a length between two."""

    date: PartialDate
    least: Duration
    most: Duration


@dataclass(frozen=True)
class Span:
    """The first and the last day of something."""

    starts: PartialDate
    ends: PartialDate


@dataclass(frozen=True)
class Lengths:
    """Lengths of time, one after another."""

    lengths: tuple[Duration, ...]


@dataclass(frozen=True)
class Length:
    """A length of time."""

    length: Duration


@dataclass(frozen=True)
class Classes:
    """Classes of evidence of the values that a figure is derived from."""

    classes: tuple[Evidence, ...]


@dataclass(frozen=True)
class Weakest:
    """The class of the derived figure, and whether there may be a figure at all."""

    evidence: Evidence
    label: str
    meaning: str
    carries_figure: bool


@dataclass(frozen=True)
class Amount:
    """Pence, or nothing known, and what the amount rests on."""

    pence: int | None
    evidence: Evidence = Evidence.REPORTED


@dataclass(frozen=True)
class Shown:
    """An amount in words, no more precise than its evidence allows; `whole` in whole pounds, for sums over years."""

    shown: str
    whole: str


@dataclass(frozen=True)
class Edges:
    """Pairs of keys: the first rests on the second."""

    edges: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Groups:
    """Groups of keys."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Around:
    """Where to start in a net of dependencies, how many steps to go, and how many keys to give at most."""

    edges: tuple[tuple[str, str], ...]
    start: str
    steps: int = 1
    most: int = 100


@dataclass(frozen=True)
class Reached:
    """Keys, nearest first."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class ToFreeze:
    """Anything that JSON can say."""

    record: Any


@dataclass(frozen=True)
class Frozen:
    """The one JSON text of a record and its SHA-256 digest."""

    canonical: str
    digest: str


@dataclass(frozen=True)
class ToSalt:
    """Something withheld, and the chance that was drawn for it."""

    value: Any
    salt: str


@dataclass(frozen=True)
class Salted:
    """What stands for it in public."""

    digest: str


def _pounds(question: Text) -> Pounds:
    pence = money.read_pounds(question.text)
    return Pounds(pence, money.write_pounds(pence))


def _split(question: ToSplit) -> Parts:
    return Parts(money.split(question.total_pence, question.weights))


def _date(value: PartialDate) -> DateRead:
    return DateRead(value.code, str(value), value.first, value.last, value.precision, value.about)


def _financial_year(question: Day) -> FinancialYear:
    start_year = dates.financial_year_of(question.on)
    return FinancialYear(start_year, dates.financial_year_name(start_year))


def _weakest(question: Classes) -> Weakest:
    found = evidence.weakest(question.classes)
    return Weakest(found, found.label, found.meaning, evidence.carries_figure(found))


def _cycles(question: Edges) -> Groups:
    return Groups(tuple(tuple(str(key) for key in group) for group in graph.cycles(question.edges)))


def _reach(question: Around) -> Reached:
    found = graph.reach(question.edges, question.start, steps=question.steps, most=question.most)
    return Reached(tuple(str(key) for key in found))


_EDGES = [["housing", "directory"], ["directory", "network"], ["network", "directory"]]

RULES: tuple[Rule, ...] = (
    Rule(
        name="read-pounds",
        summary="Whole pence from an amount as people write it.",
        takes=Text,
        gives=Pounds,
        run=_pounds,
        of=(money.read_pounds, money.write_pounds),
        example={"text": "£8.1m"},
    ),
    Rule(
        name="split",
        summary="Whole pence shared by whole-number weights, so that the parts add up.",
        takes=ToSplit,
        gives=Parts,
        run=_split,
        of=(money.split,),
        example={"total_pence": 100, "weights": [1, 1, 1]},
        source="Largest remainder (Hamilton's method)",
    ),
    Rule(
        name="read-date",
        summary="A date from what people write, with its precision.",
        takes=Text,
        gives=DateRead,
        run=lambda question: _date(dates.read_date(question.text)),
        of=(dates.read_date, dates.read_financial_year),
        example={"text": "Q3 2025/26"},
    ),
    Rule(
        name="financial-year",
        summary="The financial year that a day falls in.",
        takes=Day,
        gives=FinancialYear,
        run=_financial_year,
        of=(dates.financial_year_of, dates.financial_year_name),
        example={"on": "2025-03-31"},
    ),
    Rule(
        name="months-before",
        summary="The moment a length of time before a date, no more precise than the date.",
        takes=Moved,
        gives=DateRead,
        run=lambda question: _date(dates.earlier_by(question.date, question.length)),
        of=(dates.earlier_by, dates.add_months, dates.read_duration),
        example={"date": "2024-04-01", "length": "18 months"},
        source="Lincolnshire report: an 18 month transition before 1 April 2024",
    ),
    Rule(
        name="months-after",
        summary="The moment a length of time after a date, no more precise than the date.",
        takes=Moved,
        gives=DateRead,
        run=lambda question: _date(dates.later_by(question.date, question.length)),
        of=(dates.later_by,),
        example={"date": "2025-12", "length": "3 months"},
    ),
    Rule(
        name="slip",
        summary="When something may happen that slips by a length between two.",
        takes=Slip,
        gives=DateRead,
        run=lambda question: _date(spans.slipped(question.date, question.least, question.most)),
        of=(spans.slipped,),
        example={"date": "2023-11-14", "least": "2 weeks", "most": "3 weeks"},
        source="Havering scrutiny report 8.1: a delay of 2 to 3 weeks",
    ),
    Rule(
        name="term-length",
        summary="How long something runs from its first day to its last, both included.",
        takes=Span,
        gives=Length,
        run=lambda question: Length(spans.length_of(question.starts, question.ends)),
        of=(spans.length_of,),
        example={"starts": "2022-01-01", "ends": "2026-12-31"},
        source="Melton report 2.2: 5 years to 31 December 2026",
    ),
    Rule(
        name="lengths-together",
        summary="Lengths of time one after another as one: an initial term and its extensions.",
        takes=Lengths,
        gives=Length,
        run=lambda question: Length(spans.lengths_together(question.lengths)),
        of=(spans.lengths_together,),
        example={"lengths": ["5 years", "1 year", "1 year"]},
        source="Lincolnshire report: 5 years with two extensions of 1 year",
    ),
    Rule(
        name="weakest-evidence",
        summary="The class of evidence of a figure derived from values of these classes.",
        takes=Classes,
        gives=Weakest,
        run=_weakest,
        of=(evidence.weakest, evidence.carries_figure),
        example={"classes": ["attested", "estimated", "reported"]},
    ),
    Rule(
        name="show-money",
        summary="An amount in words, no more precise than its evidence allows.",
        takes=Amount,
        gives=Shown,
        run=lambda question: Shown(
            evidence.show_money(question.pence, question.evidence),
            evidence.show_pounds(question.pence, question.evidence),
        ),
        of=(evidence.show_money, evidence.show_pounds, evidence.shown_pence),
        example={"pence": 31512345, "evidence": "estimated"},
    ),
    Rule(
        name="cycles",
        summary="Groups of things that rest on one another.",
        takes=Edges,
        gives=Groups,
        run=_cycles,
        of=(graph.cycles,),
        example={"edges": _EDGES},
    ),
    Rule(
        name="reach",
        summary="Everything within so many steps of one thing, in either direction.",
        takes=Around,
        gives=Reached,
        run=_reach,
        of=(graph.reach,),
        example={"edges": _EDGES, "start": "housing", "steps": 2, "most": 10},
    ),
    Rule(
        name="freeze-digest",
        summary="The one JSON text of a record, and its SHA-256 digest.",
        takes=ToFreeze,
        gives=Frozen,
        run=lambda question: Frozen(freeze.canonical(question.record), freeze.digest(question.record)),
        of=(freeze.plain, freeze.canonical, freeze.digest),
        example={"record": {"partner": "Melton", "share_pence": 5200000}},
    ),
    Rule(
        name="salted-digest",
        summary="What stands for something withheld, so that who has it and its salt can show that it belongs there.",
        takes=ToSalt,
        gives=Salted,
        run=lambda question: Salted(freeze.salted_digest(question.value, question.salt)),
        of=(freeze.salted_digest,),
        example={"value": "The price of lot 2 is £412,000.", "salt": "8f14e45fceea167a5a36dedd4bea2543"},
    ),
)
