"""What the planner has to say beside dates, in the same words on a page, in a file and in the command.

What clashes, what would make a plan possible, what is undefined and who could define it, and how something was taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from severalty.engine.evidence import show_money
from severalty.engine.transition.conflicts import Conflict
from severalty.engine.transition.relaxations import Relaxation, Relaxations
from severalty.transition.reports.standing import Told

MOST_TOLD = 12
CLASHES = "What clashes"
WAYS = "What would make a plan possible"
UNDEFINED = "What is undefined"
NOTES = "To note"
_LEADS = {
    CLASHES: "What clashes (these cannot all hold; without any one of them the others could)",
    WAYS: "What would make a plan possible (each of these by itself)",
}
_OTHER = "Apart from that, these cannot all hold either, and have to be mended as well:"
_AT_LEAST = "By so much at the least, since what is undefined counts as no work here."
_MORE_WAYS = "There may be other or cheaper ways: the work that was allowed ended before all were tried."
_NO_WAY = "Nothing was found that makes a plan possible by giving way once in each clash: there may be more."


@dataclass(frozen=True)
class Finding:
    """One sentence of what was found, and what it is about."""

    about: str
    sentence: str


def findings_of(told: Told) -> list[Finding]:
    """Everything that a run says beside its aims and dates, in the order in which it is read."""
    rows = ((CLASHES, told.conflict), (WAYS, told.relaxations), (UNDEFINED, told.undated), (NOTES, told.sentences))
    return [Finding(about, sentence) for about, sentences in rows for sentence in sentences]


def findings_lines(told: Told) -> Iterator[str]:
    """The same for a terminal: a line for what each group is about, its sentences below."""
    before = ""
    for one in findings_of(told):
        if one.about != before:
            yield f"{_LEADS.get(one.about, one.about)}:"
        yield f"  {one.sentence}"
        before = one.about


def conflict_words(conflict: Conflict) -> Iterator[str]:
    """The clashes, each with the work that makes it one."""
    for place, sentences in enumerate(conflict.told):
        if place:
            yield _OTHER
        yield from sentences
    if not conflict.clash:
        yield "It is proved that no plan keeps everything; which of it clashes was not found out in the work allowed."
    elif not conflict.minimal:
        yield "Perhaps not all of these are needed for the clash: the work ended before that was known."


def ways_words(relaxations: Relaxations, *, at_least: bool = False) -> Iterator[str]:
    """What gives way, the cheapest first; `at_least` where undefined work was counted as none."""
    yield from (relaxation_words(one) for one in relaxations.found[:MOST_TOLD])
    if not relaxations.complete:
        yield _MORE_WAYS
    elif not relaxations.found:
        yield _NO_WAY
    if relaxations.found and at_least:
        yield _AT_LEAST


def relaxation_words(one: Relaxation) -> str:
    """What gives way, and what that costs as far as it is known."""
    words = "; and: ".join(give.sentence.rstrip(".") for give in one.gives)
    return f"{words}.{'' if one.cost is None else f' This costs {show_money(one.cost)}.'}"


def ends_words(day: str, undated: Sequence[str]) -> str:
    """On which day a plan ends, or only what of it can be dated."""
    return f"It ends on {day}." if not undated else f"What can be dated ends on {day}. {undated[0]}"
