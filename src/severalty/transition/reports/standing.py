"""How a plan stands, in words and tables: the run that counts against the fixed end, its aims, its workstreams."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from severalty.engine.dates import day
from severalty.engine.evidence import show_pounds
from severalty.engine.transition.past_end import past_end_words, plural_s
from severalty.engine.transition.record import Dated, PlanError, PlanRecord
from severalty.engine.transition.verify import verify

AIMS = {
    "date": ("Days later than wanted, by importance", "days"),
    "support": ("Out of support", "item-days"),
    "double running": ("Double running and extensions", "pence"),
    "level": ("Most asked of each team on a day, all together", "per cent of a person"),
    "steady": ("Days by which dates move against the last plan", "days"),
    "end": ("End of the whole, in working days from the start", "days"),
}
MOST_BREACHES = 12
MOST_LETTERS = 20_000
_KEPT = (1_000, 50, 20, 10, 5, 0)


@dataclass(frozen=True)
class AimFound:
    """What a run found for one aim: the value, what it is proved it cannot be below, and what is between the two."""

    key: str
    value: int
    bound: int

    @property
    def words(self) -> str:
        """What it counts."""
        return AIMS.get(self.key, (self.key, ""))[0]

    @property
    def gap(self) -> str:
        """How far the value may be from the best that there is."""
        if self.value <= self.bound:
            return "none: nothing better is possible"
        return f"{100 * (self.value - self.bound) / self.value:.0f}%" if self.value else "not known"

    @property
    def so_far(self) -> str:
        """What it comes to while the planner still looks."""
        least = "the best there is" if self.value <= self.bound else f"not below {self.shown(self.bound)}"
        return f"{self.words[:1].lower()}{self.words[1:]}: {self.shown(self.value)} ({least})"

    def shown(self, amount: int) -> str:
        """An amount of it in words."""
        unit = AIMS.get(self.key, ("", ""))[1]
        return show_pounds(amount) if unit == "pence" else f"{amount:,} {unit}".strip()


@dataclass(frozen=True)
class StreamRow:
    """A workstream with what a plan says of it."""

    name: str
    packages: int
    starts: date | None
    ends: date | None
    undated: int
    undefined: int


@dataclass(frozen=True)
class Told:
    """What was kept of a run beside its dates."""

    aims: tuple[AimFound, ...] = ()
    stopped: str = ""
    sentences: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    relaxations: tuple[str, ...] = ()


def aims_in_order(text: str) -> str:
    """The aims that a plan names, in words instead of theirs; what is no aim stays as it is written."""
    named = [one.strip() for one in text.split(";") if one.strip()]
    words = [AIMS[one][0] if one in AIMS else one for one in named]
    return "; ".join(f"{place}. {one[:1].lower()}{one[1:]}" for place, one in enumerate(words, 1))


def told_text(told: Told) -> str:
    """What is kept of a run, as a row keeps it; of very much the first of each kind, and how many more there were."""
    aims = [[one.key, one.value, one.bound] for one in told.aims]
    for most in _KEPT:
        rest = {name: _first(getattr(told, name), most) for name in ("sentences", "undated", "conflict", "relaxations")}
        text = json.dumps({"aims": aims, "stopped": told.stopped, **rest}, ensure_ascii=False)
        if len(text) <= MOST_LETTERS:
            break
    return text


def _first(sentences: Sequence[str], most: int) -> list[str]:
    more = len(sentences) - most
    return [*sentences[:most], *([f"And {more:,} more, which are not kept with the run."] if more > 0 else [])]


def read_told(text: str) -> Told:
    """What a row kept of a run; nothing where it cannot be read, for people may write there as well."""
    try:
        found: Any = json.loads(text) if text else {}
        return Told(
            tuple(AimFound(str(key), int(value), int(bound)) for key, value, bound in found.get("aims", ())),
            str(found.get("stopped", "")),
            *(tuple(str(one) for one in found.get(name, ())) for name in
              ("sentences", "undated", "conflict", "relaxations")),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError):
        return Told(sentences=(text,))


def breaches_of(record: PlanRecord, dates: Sequence[Dated] = ()) -> list[str]:
    """Why dates (those of the run that counts, unless others are given) hold no more, in sentences."""
    try:
        found = verify(record, tuple(dates) or record.previous) if dates or record.previous else ()
    except PlanError as error:
        return [str(error)]
    sentences = list(dict.fromkeys(one.sentence for one in found))
    more = len(sentences) - MOST_BREACHES
    return [*sentences[:MOST_BREACHES], *([f"And {more} more."] if more > 0 else [])]


def lead_of(record: PlanRecord, ends: date | None) -> str:
    """Where the plan ends against its fixed end, in a sentence."""
    fixed, over = record.plan.ends_by, past_end_words(record)
    if ends is None:
        return " ".join(filter(None, ("No plan has been worked out yet that you may see.", over)))
    lacking = without_dates(record)
    what = "The plan that counts ends" if not lacking else "What the plan that counts can date ends"
    rest = f" {_many(lacking)} without a date, so that when the whole ends cannot be said." if lacking else ""
    if fixed is None:
        return f"{what} on {day(ends)}. No fixed end is on record.{rest}"
    return f"{what} on {day(ends)}, {against_end((fixed.first - ends).days)} of {fixed}.{rest}"


def against_end(days: int) -> str:
    """`1 day before the fixed end`, `on the fixed end`, `12 days after the fixed end`; below nought is after."""
    if not days:
        return "on the fixed end"
    return f"{abs(days):,} day{plural_s(abs(days))} {'after' if days < 0 else 'before'} the fixed end"


def without_dates(record: PlanRecord) -> int:
    """How many packages that are not done have no date in the run that counts."""
    dated = {one.package for one in record.previous}
    return sum(1 for one in record.packages if one.key not in dated and one.finished_on is None)


def _many(count: int) -> str:
    return f"{count:,} packages are" if count > 1 else "One package is"


def last_day(dates: Sequence[Dated]) -> date | None:
    """The last day of dates; none where there are none."""
    return max((one.ends for one in dates), default=None)


def stream_rows(record: PlanRecord, dates: Mapping[str, Dated]) -> list[StreamRow]:
    """The workstreams with their first and last days, and what is not dated or not defined in each."""
    found = []
    for stream in record.workstreams:
        own = [one for one in record.packages if one.workstream == stream.key]
        dated = [dates[one.key] for one in own if one.key in dates]
        found.append(StreamRow(
            stream.name, len(own), min((one.starts for one in dated), default=None), last_day(dated),
            len(own) - len(dated), sum(1 for one in own if one.likely is None and one.finished_on is None),
        ))  # fmt: skip
    return found
