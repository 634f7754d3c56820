"""Whether a decision is a key decision, as the values of a route propose it; an officer confirms.

SI 2012/2089 regulation 8: expenditure or savings that are significant for the budget of the service, or significant
effects on communities in two or more wards. No law names a sum; each council sets one. The whole value counts: all
years, capital and revenue. Domain rule 3.2.
"""

import re
from dataclasses import dataclass

from severalty.engine.decisions.route_reading import Route
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.fields import Known

_ALL = frozenset({"all", "all wards", "borough-wide", "boroughwide", "county-wide", "countywide", "district-wide"})
_NONE = frozenset({"none", "no wards", "not applicable", "n/a"})


@dataclass(frozen=True)
class KeyQuestion:
    """A decision: its whole value in pence (below nought for a saving), and the wards affected as they are written."""

    route: Route
    value: int | None = None
    wards: str = ""


@dataclass(frozen=True)
class KeyFound:
    """Yes, no, or unknown where it cannot be said, with the reasons; `wards` is how many, none where all or unknown."""

    key: Known
    reasons: tuple[str, ...]
    wards: int | None = None

    @property
    def words(self) -> str:
        """The proposal in one word or three."""
        return "cannot say" if self.key is Known.UNKNOWN else self.key.value


def key_test(question: KeyQuestion) -> KeyFound:
    """Propose whether a decision is a key decision. Yes by one test suffices; no needs both; else it cannot be said.

    The reasons are those that carry the answer.
    """
    money, said = _by_value(question.route, question.value)
    place, told = _by_wards(question.route, question.wards)
    both = {money, place}
    key = Known.YES if Known.YES in both else Known.UNKNOWN if Known.UNKNOWN in both else Known.NO
    reasons = tuple(words for answer, words in ((money, said), (place, told)) if answer is key)
    return KeyFound(key, reasons, wards_in(question.wards))


def wards_in(text: str) -> int | None:
    """How many wards a text names; nothing where it names all, or says nothing."""
    clean = " ".join(text.lower().split()).rstrip(".")
    if clean in _NONE:
        return 0
    if not clean or clean in _ALL:
        return None
    return len([one for one in re.split(r"[;,]|\band\b", clean) if one.strip()])


def _by_value(route: Route, value: int | None) -> tuple[Known, str]:
    threshold = route.number(RouteRule.KEY_THRESHOLD)
    if value is None:
        return Known.UNKNOWN, "The whole value of the decision is not on record."
    if threshold is None:
        return Known.UNKNOWN, "The sum from which the council counts a decision as key is not on record."
    if value < 0 and abs(value) >= threshold:
        return _by_saving(route, value, threshold)
    amount, least = f"£{abs(value) // 100:,}", f"£{threshold // 100:,}"
    if abs(value) >= threshold:
        return Known.YES, f"The whole value of {amount} reaches the council’s {least}."
    return Known.NO, f"The whole value of {amount} is below the council’s {least}."


def _by_saving(route: Route, value: int, threshold: int) -> tuple[Known, str]:
    counts = route.holds(RouteRule.KEY_SAVINGS)
    said = f"The saving of £{abs(value) // 100:,} reaches the council’s £{threshold // 100:,}"
    if counts is None:
        return Known.UNKNOWN, f"{said}; whether savings count there is not on record."
    if counts:
        return Known.YES, f"{said}, and savings count."
    return Known.UNKNOWN, f"{said}. The council’s sum leaves savings out; the law does not, so an officer is to say."


def _by_wards(route: Route, text: str) -> tuple[Known, str]:
    least, count = route.number(RouteRule.KEY_WARDS), wards_in(text)
    if not text.strip():
        return Known.UNKNOWN, "Which wards are affected is not on record."
    if least is None:
        return Known.UNKNOWN, "From how many wards the council counts is not on record."
    if count is not None and count < least:
        return Known.NO, f"It affects {count} {'ward' if count == 1 else 'wards'}, fewer than {least}."
    many = "all wards" if count is None else f"{count} wards"
    return Known.UNKNOWN, f"It affects {many}; whether its effects there are significant is for an officer to say."
