"""How risks are shown: bands as marks, lock words, addresses, trails, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.engine.estate.parties import Audience
from severalty.engine.risks.matrices import CellStanding
from severalty.engine.risks.rating import Grid, Rated, Rating
from severalty.web.marks import Tag

if TYPE_CHECKING:
    from severalty.risks.queries.book import Book, Line
    from severalty.tenancy.models import Case

UNRATED = {
    Rated.UNSCORED: "unscored",
    Rated.OFF_MATRIX: "off the matrix",
    Rated.OPEN: "band to be confirmed",
    Rated.NO_MATRIX: "no matrix",
}


def trail_of(case: Case, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The case, the register, then these steps: words and an address, empty for here."""
    return [
        (case.name, reverse("estate:overview", args=[case.key])),
        ("Risks", reverse("risks:register", args=[case.key])),
        *steps,
    ]


def risk_url(case: Case, ref: str) -> str:
    """The page of a risk; nothing where there is none to show."""
    return reverse("risks:risk", args=[case.key, ref]) if ref else ""


def item_url(case: Case, ref: str) -> str:
    """The page of an item; nothing where there is none to show."""
    return reverse("estate:item", args=[case.key, ref]) if ref else ""


def lock_words(row: Any) -> str:
    """Who alone sees a row that is kept to its holders."""
    item = row.item
    return f"only {item.recorded_by.name} sees this" if item.audience == Audience.HOLDERS else ""


def band_tag(rating: Rating, grid: Grid | None) -> Tag | None:
    """The band as a mark: the lowest good, the highest bad; what is not rated says why."""
    if rating.state is Rated.UNSCORED:
        return None
    if rating.band is None or grid is None:
        return Tag(UNRATED[rating.state], "plain")
    return Tag(rating.word, tone_of(rating.band, len(grid.bands)))


def tone_of(band: int, bands: int) -> str:
    """The tone of a band by its rank."""
    if bands < 2:
        return "plain"
    return "good" if band == 1 else "bad" if band == bands else "warn"


def place_words(place: int | None, words: tuple[str, ...]) -> str:
    """`4 Significant`; off the scale the number alone; nothing where there is none."""
    if place is None:
        return ""
    return f"{place} {words[place - 1]}" if 1 <= place <= len(words) else str(place)


def standing_words(rating: Rating) -> str:
    """Who says in which band a cell lies."""
    return rating.standing.value if rating.state is Rated.RATED else CellStanding.OPEN.value


def many(count: int, one: str, more: str) -> str:
    """`1 risk is`, `3 risks are`: a count with the words that agree with it."""
    return f"{count:,} {one if count == 1 else more}"


def lead_of(book: Book) -> str:
    """The register in a sentence: counts, and what is in the highest band; nothing where there is none."""
    found = book.standing
    if not found.rows:
        return ""
    words = [many(found.open, "risk is open", "risks are open")]
    top = [one for one in book.lines if one.entry.ref in found.highest]
    words += [
        f"{sum(one.standing.current.word == word for one in top):,} in the highest band reached, {word}"
        for word in dict.fromkeys(one.standing.current.word for one in top)
    ]
    words += [many(found.breaches, "is above appetite", "are above appetite")] if found.breaches else []
    words += [many(found.reviews_overdue, "review is overdue", "reviews are overdue")] if found.reviews_overdue else []
    words += [many(found.actions_overdue, "action is overdue", "actions are overdue")] if found.actions_overdue else []
    return "; ".join(words) + "."


def grave(line: Line) -> list[str]:
    """The sentences of what should not wait."""
    return [line.book.told(one.words) for one in line.standing.concerns if one.grave]
