"""Marks that mean the same on every page: whose it is, what it rests on, who may see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from severalty.engine.dates import day
from severalty.engine.evidence import Evidence, show_money, show_pounds

TONES = frozenset({"plain", "good", "warn", "bad", "joint"})
_PADLOCK = mark_safe(
    '<svg viewBox="0 0 12 14" aria-hidden="true" focusable="false">'
    '<path d="M3 6V4a3 3 0 0 1 6 0v2h1a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z'
    'M4.5 6h3V4a1.5 1.5 0 0 0-3 0z"/></svg>'
)


@dataclass(frozen=True)
class Tag:
    """A short word in a box; the tone is one of `plain`, `good`, `warn`, `bad`, `joint`."""

    text: str
    tone: str = "plain"

    def __str__(self) -> str:
        return self.text


def organisations_of(holder: Any) -> tuple[Any, ...]:
    """One organisation or several as a tuple; nobody is the empty tuple."""
    if holder is None or holder == "":
        return ()
    if isinstance(holder, Iterable) and not isinstance(holder, str):
        return tuple(holder)
    return (holder,)


def swatch_number(organisation: Any) -> int:
    """The swatch of an organisation, 1 to 8; larger numbers come round again, so a ninth is never without one."""
    number = getattr(organisation, "swatch", None)
    return (number - 1) % 8 + 1 if isinstance(number, int) and number > 0 else 8


def holder_names(holder: Any) -> str:
    """`Havering`, or `Havering and Newham` for what is joint."""
    names = [str(getattr(organisation, "name", organisation)) for organisation in organisations_of(holder)]
    return names[0] if len(names) == 1 else " and ".join([", ".join(names[:-1]), names[-1]]) if names else ""


def swatch_mark(holder: Any) -> SafeString:
    """The colour and pattern of one organisation, or the two together; for the eye only, words stand beside it."""
    numbers = [swatch_number(organisation) for organisation in organisations_of(holder)]
    if not numbers:
        return SafeString("")
    if len(numbers) == 1:
        return format_html('<span class="sev-swatch sev-swatch--{}" aria-hidden="true"></span>', numbers[0])
    halves = format_html_join(
        "", '<span class="sev-swatch__half sev-swatch--{}"></span>', ((number,) for number in numbers)
    )
    return format_html('<span class="sev-swatch sev-swatch--joint" aria-hidden="true">{}</span>', halves)


def holder_mark(holder: Any) -> SafeString:
    """The swatch with the name beside it; what is joint says so."""
    organisations = organisations_of(holder)
    if not organisations:
        return SafeString("")
    joint = format_html(" {}", tag_mark(Tag("joint", "joint"))) if len(organisations) > 1 else ""
    return format_html(
        '<span class="sev-holder">{}<span class="sev-holder__name">{}{}</span></span>',
        swatch_mark(holder),
        holder_names(holder),
        joint,
    )


def tag_mark(value: Any) -> SafeString:
    """A word in a box: a `Tag`, a class of evidence, or plain text."""
    if isinstance(value, Evidence):
        return evidence_mark(value)
    tag = value if isinstance(value, Tag) else Tag(str(value))
    return format_html('<span class="sev-mark sev-mark--{}">{}</span>', tag.tone if tag.tone in TONES else "plain", tag)


def evidence_of(value: Any) -> Evidence:
    """The class of evidence that a value names; what nobody has named is unknown."""
    return Evidence(value) if value in set(Evidence) else Evidence.UNKNOWN


def evidence_mark(value: Any) -> SafeString:
    """What a value rests on, in its own words."""
    evidence = evidence_of(value)
    return format_html(
        '<span class="sev-mark sev-mark--{}" title="{}">{}</span>', evidence.value, evidence.meaning, evidence.label
    )


def lock_mark(text: str) -> SafeString:
    """A small lock and who alone sees the row, such as `only Havering sees this`."""
    return format_html('<span class="sev-lock">{}<span>{}</span></span>', _PADLOCK, text) if text else SafeString("")


def money_mark(pence: int | None, evidence: Any = Evidence.REPORTED) -> SafeString:
    """An amount as it may be shown; an invented one says so beside the figure."""
    return _amount_mark(show_money, pence, evidence)


def pounds_mark(pence: int | None, evidence: Any = Evidence.REPORTED) -> SafeString:
    """The same in whole pounds, for what was worked out over years."""
    return _amount_mark(show_pounds, pence, evidence)


def _amount_mark(show: Callable[[int | None, Evidence], str], pence: int | None, evidence: Any) -> SafeString:
    known = evidence_of(evidence)
    invented = known is Evidence.ILLUSTRATIVE and pence is not None
    figure = format_html('<span class="sev-number">{}</span>', show(pence, known))
    return format_html("{} {}", figure, evidence_mark(known)) if invented else figure


def date_words(value: Any) -> str:
    """A date as people write it, with its precision; a time with its minutes."""
    if isinstance(value, datetime):
        return f"{day(value.date())}, {value:%H:%M}"
    return str(day(value)) if isinstance(value, date) else "" if value is None else str(value)
