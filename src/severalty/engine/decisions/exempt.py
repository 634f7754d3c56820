"""Parts of a paper that the public does not read, who is asked to look at them again, and what else gives them away.

LGA 1972 sections 100A and 100I, Schedule 12A Part 1 (England): information is exempt only so long as the public
interest in keeping it back outweighs that in disclosing it, so each part says the reason, and who reviews it when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from severalty.engine.dates import PartialDate
from severalty.engine.decisions.papers import MOST_PASSAGE, SectionKey
from severalty.engine.decisions.schedule_12a import Exemption, ExemptQuestion, read_exemption
from severalty.engine.estate.items import Item
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Kind, Known, column

NARROW = (Audience.HOLDERS, Audience.NAMED, Audience.PARTNERS)
"""Who may read an exempt part, narrowest first: never suppliers, advisers or the public."""


@dataclass(frozen=True, kw_only=True)
class ExemptPart(Item):
    """A passage of a paper that the public does not read; its audience decides who does."""

    EXAMPLE: ClassVar = ("price-of-lot-2", "Price of lot 2", "While negotiations go on")

    paper: str = column("Paper", Kind.REFERENCE, required=True, refers_to="papers", example="cabinet-december")
    section: SectionKey = column("Section", choices=SectionKey, required=True, example="costs")
    about: str = column("Of which council", Kind.REFERENCE, refers_to="organisations", help="Where it tells of one.")
    text: str = column(
        "Text", Kind.TEXT, required=True, most=MOST_PASSAGE, weight=2,
        example="What lot 2 costs stands in the offer of March.",
        help="A blank line parts two paragraphs; lines that begin with a dash are a list.",
    )  # fmt: skip
    covers_tables: Known = column(
        "Tables of the section too", choices=Known, example="no",
        help="Yes, if what the record fills in below this section is exempt as well.",
    )  # fmt: skip
    exempt_under: str = column(
        "Exempt under", required=True, example="3", weight=2,
        help="Paragraphs of Schedule 12A, parted by semicolons; or the word “confidential”.",
    )  # fmt: skip
    public_interest: str = column(
        "Why keeping it back outweighs disclosing it", Kind.TEXT, weight=2, help="Everybody reads this reason.",
        example="Negotiations with the supplier are not ended",
    )  # fmt: skip
    reviewed_by: str = column("Reviewed by", help="The post.", weight=1, example="Monitoring officer")
    review_on: PartialDate | None = column("Review on", Kind.DATE, weight=1, example="2027-03-31")


class Review(StrEnum):
    """Whether an exemption is to be looked at again."""

    NOT_PLANNED = "no review is planned"
    LATER = "reviewed later"
    DUE = "review is due"


@dataclass(frozen=True)
class ReviewQuestion:
    """A part's day of review and the day on which it is asked."""

    review_on: PartialDate | None
    on: PartialDate


@dataclass(frozen=True)
class ReviewAnswer:
    """Whether a review is due."""

    review: Review


@dataclass(frozen=True)
class GivenAway:
    """Amounts, in pence, that stand in exempt parts and in what the public reads too, smallest first."""

    pence: tuple[int, ...]


@dataclass(frozen=True)
class Amounts:
    """The amounts of the exempt parts of a paper and those of its public parts, in pence."""

    exempt: tuple[int, ...]
    public: tuple[int, ...]


def exemption_of(part: ExemptPart) -> Exemption:
    """What a part is exempt under, with what is wrong with that in sentences."""
    return read_exemption(ExemptQuestion(part.exempt_under, part.public_interest))


def review_of(question: ReviewQuestion) -> ReviewAnswer:
    """Due from the first day that the date may mean; without a date nobody has planned one."""
    if question.review_on is None:
        return ReviewAnswer(Review.NOT_PLANNED)
    return ReviewAnswer(Review.DUE if question.review_on.first <= question.on.last else Review.LATER)


def given_away(amounts: Amounts) -> GivenAway:
    """Amounts that are kept back in one place and published in another; a person judges whether that tells anything."""
    return GivenAway(tuple(sorted(set(amounts.exempt) & set(amounts.public))))


def narrowest(audiences: Iterable[Audience]) -> Audience:
    """Who may read all of several parts together; nobody but the holders where there is none."""
    found = set(audiences)
    return next((one for one in NARROW if one in found), Audience.HOLDERS)
