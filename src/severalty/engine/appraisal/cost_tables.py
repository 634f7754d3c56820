"""The records of a cost table: what is asked, and by option the economic view, the cash view and the faults."""

from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.appraisal.charges import CostKey, Funding, KeyCount, Recurrence
from severalty.engine.appraisal.discounting import Schedule
from severalty.engine.appraisal.lines import CostAmount, CostLine, Treatment
from severalty.engine.appraisal.options import Appraisal, Option
from severalty.engine.evidence import Evidence


class View(StrEnum):
    """Which view of the money a fault stands in the way of."""

    BOTH = "both views"
    ECONOMIC = "economic view"
    CASH = "cash view"


class FaultKind(StrEnum):
    """What is wrong or lacking."""

    APPRAISAL = "years of the appraisal"
    NO_COST = "no cost in a year"
    NOT_KNOWN = "amount not known"
    OUTSIDE = "outside the years"
    TWICE = "given twice"
    PRICES = "prices"
    GROWTH = "growth on cash"
    EVIDENCE = "evidence"
    SOURCE = "no source"
    RANGE = "no range"
    RANGE_WRONG = "range"
    KEY = "key"
    PLACE = "belongs to nothing here"
    DOUBLE_COUNT = "perhaps counted twice"
    START = "start"


@dataclass(frozen=True)
class Fault:
    """Something wrong or lacking: where it stands, what it is, and how to mend it.

    `line` is the key of a cost line or benefit, `name` its name or that of the option; `years` are the financial years
    that it concerns, none where it concerns all. A blocking fault keeps its view from having a figure; another is a
    caution.
    """

    kind: FaultKind
    option: str
    line: str
    name: str
    years: tuple[int, ...]
    what: str
    mend: str
    blocking: bool
    view: View = View.BOTH

    @property
    def sentence(self) -> str:
        """Where, what and how to mend it, for a page."""
        return f"{self.name}: {self.what}; {self.mend}."


@dataclass(frozen=True)
class Costing:
    """An appraisal with its options, their cost lines and amounts, and the rates to discount at.

    Rows of other appraisals may be among them and are left out. The order of a key's counts is the order of partners.
    """

    appraisal: Appraisal
    options: tuple[Option, ...]
    lines: tuple[CostLine, ...]
    amounts: tuple[CostAmount, ...]
    schedule: Schedule
    keys: tuple[CostKey, ...] = ()
    counts: tuple[KeyCount, ...] = ()


@dataclass(frozen=True)
class EconomicYear:
    """One year of an option in pence, in the prices of the appraisal; blank where no cost is on record."""

    year: int
    t: int
    factor: str
    pence: int | None
    discounted_pence: int | None


@dataclass(frozen=True)
class LineYear:
    """One amount of a line in pence: as given, and in the prices of the appraisal (blank where that cannot be said)."""

    year: int
    given_pence: int
    low_pence: int | None
    high_pence: int | None
    real_pence: int | None
    source: str


@dataclass(frozen=True)
class EconomicLine:
    """One line in the economic view; `counted` is false for what does not count, `treatment` says why.

    `npc_pence` add up to that of the option and are blank where it has none.
    """

    line: str
    name: str
    treatment: Treatment
    counted: bool
    prices: str
    growth: str
    indexation: str
    years: tuple[LineYear, ...]
    npc_pence: int | None
    evidence: Evidence
    source: str


@dataclass(frozen=True)
class EconomicView:
    """What an option costs all partners together, in real prices, discounted; in pence.

    `npc_pence` is blank where a blocking fault stands in the way. `low_npc_pence` and `high_npc_pence` take every
    amount at the ends of its range; they are blank where the evidence asks for a range and has none. Pence of the years
    add up to the totals. `eac_pence` is the net present cost as equal amounts at the ends of years 1 to `eac_years`.
    """

    years: tuple[EconomicYear, ...]
    lines: tuple[EconomicLine, ...]
    total_pence: int | None
    npc_pence: int | None
    low_npc_pence: int | None
    high_npc_pence: int | None
    eac_pence: int | None
    eac_years: int
    evidence: Evidence


@dataclass(frozen=True)
class CashCell:
    """One organisation's part of one line in one year, in pence of that year."""

    line: str
    name: str
    organisation: str
    year: int
    funding: Funding
    recurrence: Recurrence
    treatment: Treatment
    pence: int
    evidence: Evidence


@dataclass(frozen=True)
class NotInCash:
    """A line whose cash of a year is not known, and whose it is: one organisation, or anybody's where blank is `None`.

    `organisation` is "" for what nobody bears.
    """

    line: str
    name: str
    organisation: str | None
    year: int
    why: str


@dataclass(frozen=True)
class CashYear:
    """What one organisation pays in one year, in pence of that year, by budget and by whether it recurs.

    The three budgets add up to what is known, and so do one-off and recurring. `total_pence` is that sum, blank where
    the lines named in `missing` have no cash of this year.
    """

    organisation: str
    year: int
    revenue_pence: int
    capital_pence: int
    capital_from_revenue_pence: int
    one_off_pence: int
    recurring_pence: int
    total_pence: int | None
    missing: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class CashView:
    """Cash by organisation and year. Organisation "" stands for the partnership: lines that nobody bears.

    `together` has all organisations in one, without transfers between them; its organisation is "" too.
    """

    cells: tuple[CashCell, ...]
    years: tuple[CashYear, ...]
    together: tuple[CashYear, ...]
    not_known: tuple[NotInCash, ...]


@dataclass(frozen=True)
class OptionCosts:
    """The money of one option. Faults that block are among `faults`.

    `only_variants` is true where it has variants and no line of its own: its costs are theirs.
    """

    option: str
    name: str
    letter: str
    part_of: str
    only_variants: bool
    economic: EconomicView
    cash: CashView
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class CostTable:
    """The money of all options, with what it was worked out by, in words for a page.

    `faults` are those that concern no option of the table alone.
    """

    appraisal: str
    years: tuple[int, ...]
    price_year: int | None
    inflation: str
    rates: str
    rates_source: str
    rates_note: str
    convention: str
    options: tuple[OptionCosts, ...]
    faults: tuple[Fault, ...]
