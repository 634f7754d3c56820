"""What an organisation believes about a partner, beside what the partner says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from severalty.engine.dates import PartialDate, Precision
from severalty.engine.estate.items import Assumption
from severalty.engine.evidence import show_money


@dataclass(frozen=True)
class Answer:
    """A belief and the partner's own statement under the same matter, where it has made one.

    `agrees` is blank where there is no statement, or where the two cannot be told apart for want of precision.
    `difference` says in words how the statement differs from the belief.
    """

    belief: Assumption
    statement: Assumption | None
    agrees: bool | None
    difference: str


def answers(assumptions: Iterable[Assumption], own: str) -> tuple[Answer, ...]:
    """The latest beliefs of one organisation, each beside the latest own statement of whom it is about.

    `assumptions` are those that the organisation may see; a blank `recorded_by` is its own. In order of the partner,
    then the matter.
    """
    beliefs: dict[tuple[str, str], Assumption] = {}
    statements: dict[tuple[str, str], Assumption] = {}
    for one in sorted(assumptions, key=_age):
        recorded_by = one.recorded_by or own
        place = (one.about, " ".join(one.matter.casefold().split()))
        if recorded_by == one.about:
            statements[place] = one
        elif recorded_by == own:
            beliefs[place] = one
    return tuple(_answer(beliefs[place], statements.get(place)) for place in sorted(beliefs))


def _age(one: Assumption) -> tuple[date, date, str]:
    if one.believed_on is None:
        return date.min, date.min, one.key
    return one.believed_on.last, one.believed_on.first, one.key


def _answer(belief: Assumption, statement: Assumption | None) -> Answer:
    if statement is None:
        return Answer(belief, None, None, f"{belief.about} has not said")
    found: list[tuple[bool | None, str]] = []
    if belief.amount is not None and statement.amount is not None:
        found.append(_money(belief.amount, statement.amount))
    if belief.date is not None and statement.date is not None:
        found.append(_dates(belief.date, statement.date))
    if not found:
        same = _folded(belief.statement) == _folded(statement.statement)
        found.append((same, "the same words" if same else "the words differ"))
    verdicts = [agrees for agrees, _ in found]
    agrees = False if False in verdicts else None if None in verdicts else True
    return Answer(belief, statement, agrees, "; ".join(words for _, words in found))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _money(believed: int, stated: int) -> tuple[bool, str]:
    if believed == stated:
        return True, "the same amount"
    return False, f"{show_money(abs(stated - believed))} {'more' if stated > believed else 'less'} than believed"


def _dates(believed: PartialDate, stated: PartialDate) -> tuple[bool | None, str]:
    if (believed.first, believed.last) == (stated.first, stated.last):
        return True, "the same date"
    if believed.first <= stated.last and stated.first <= believed.last:
        return None, f"may be the same date: {believed} believed, {stated} stated"
    if stated.first > believed.last:
        return False, f"{_gap(believed, stated)} later than believed"
    return False, f"{_gap(stated, believed)} earlier than believed"


def _gap(earlier: PartialDate, later: PartialDate) -> str:
    if earlier.precision is Precision.MONTH and later.precision is Precision.MONTH:
        months = 12 * (later.first.year - earlier.first.year) + later.first.month - earlier.first.month
        return f"{months} month{'s' if months != 1 else ''}"
    days = (later.first - earlier.last).days
    exact = earlier.precision is Precision.DAY and later.precision is Precision.DAY
    return f"{'' if exact else 'at least '}{days} day{'s' if days != 1 else ''}"
