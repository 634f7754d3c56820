"""A paper as data: what it says, every figure in it with what it rests on, and the JSON that its digest is taken of."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from severalty.engine.evidence import Evidence, show_money
from severalty.formats.documents import Block, Section

SCHEMA = "severalty paper 2"
FIRST_SCHEMA = "severalty paper 1"
"""What papers were before parts of them could be withheld; such papers are still read, checked and printed."""
COUNTED = "rows"
"""The unit of a count of rows on record."""


@dataclass(frozen=True)
class Figure:
    """One figure of a paper: what it is of, how it reads, its value, and what it rests on.

    `value` is in `unit` (`pence`, `count`, `score`, `per cent`, `rows`), blank where nobody knows it. `inputs` name the
    rows that it was worked out from, as `cost_lines:desk-staff`; `source` is report and paragraph, or the document.
    """

    number: int
    label: str
    shown: str
    value: int | None
    unit: str
    evidence: Evidence
    source: str = ""
    inputs: tuple[str, ...] = ()


@dataclass
class Figures:
    """Collects the figures of a paper while its sections are written; `mark` stands before each number."""

    found: list[Figure] = field(default_factory=list)
    mark: str = ""

    def __post_init__(self) -> None:
        self._numbers = {_identity(one): one.number for one in self.found}

    def money(
        self, label: str, pence: int | None, evidence: Evidence, source: str = "", inputs: Iterable[str] = ()
    ) -> str:
        """The words for an amount, with the number under which the paper lists what it rests on: `£52,000 [3]`."""
        return self.add(label, show_money(pence, evidence), pence, "pence", evidence, source, tuple(inputs))

    def count(
        self, label: str, value: int | None, evidence: Evidence, source: str = "", inputs: Iterable[str] = ()
    ) -> str:
        """The words for a count: `78 [4]`."""
        shown = "not known" if value is None else f"{value:,}"
        return self.add(label, shown, value, "count", evidence, source, tuple(inputs))

    def rows(self, label: str, value: int, evidence: Evidence, inputs: Iterable[str] = ()) -> str:
        """The words for a count of rows on record, which nobody reported; `evidence` is the weakest of those rows."""
        return self.add(label, f"{value:,}", value, COUNTED, evidence, "", tuple(inputs))

    def add(
        self, label: str, shown: str, value: int | None, unit: str, evidence: Evidence, source: str = "",
        inputs: tuple[str, ...] = (),
    ) -> str:  # fmt: skip
        """Enter a figure; the same figure of the same thing is entered once."""
        figure = Figure(len(self.found) + 1, label, shown, value, unit, evidence, source, inputs)
        number = self._numbers.setdefault(_identity(figure), figure.number)
        if number == figure.number:
            self.found.append(figure)
        return f"{shown} [{self.mark}{number}]"


def _identity(figure: Figure) -> tuple[str, str, int | None, Evidence]:
    return figure.label, figure.shown, figure.value, figure.evidence


@dataclass(frozen=True)
class Withheld:
    """A part that the public does not read: its place, why it is withheld, and the salted digest that stands for it.

    `section` is the number of the section that it stands in, from 1, `after` how many blocks of it stand before.
    `under` are paragraphs of Schedule 12A; confidential information has none. `digest` is that of `ExemptText`.
    """

    section: int
    after: int
    under: tuple[int, ...]
    confidential: bool
    public_interest: str
    digest: str


@dataclass(frozen=True)
class ExemptText:
    """What stands in a part that is withheld, with the figures in it, and the salt of its digest."""

    salt: str
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class PaperContent:
    """Everything that a paper says. The digest is taken of its canonical JSON; Word, PDF and page are made from it.

    `facts` are the (label, value) pairs of its head, `inputs` what it was made from: the digests and dates of the
    records, rates and template that it names. Dates are as printed, but `prepared_on`, which is ISO. `withheld` are the
    parts that the public does not read, in the order of their places.
    """

    kind: str
    title: str
    case: str
    case_name: str
    organisation: str
    organisation_name: str
    prepared_on: str
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    software: str = ""
    illustrative: bool = False
    draft: bool = False
    withheld: tuple[Withheld, ...] = ()
    schema: str = SCHEMA


@dataclass(frozen=True)
class Rendition:
    """A paper as somebody may read it: with the text of each part that is withheld, or without any.

    Both have the digest of `content`, which is all that the public reads.
    """

    content: PaperContent
    parts: tuple[ExemptText, ...] = ()


def rendition_of(paper: PaperContent | Rendition) -> Rendition:
    """A paper as it is to be drawn: as it was given, or as the public reads it."""
    return paper if isinstance(paper, Rendition) else Rendition(paper)
