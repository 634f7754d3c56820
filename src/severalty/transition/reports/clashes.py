"""What clashes and what would mend it, in words, from what the solver found; only what plans loads it."""

from collections.abc import Iterator

from severalty.engine.evidence import show_money
from severalty.engine.transition.conflicts import Conflict
from severalty.engine.transition.relaxations import Relaxation, Relaxations

MOST_TOLD = 12
_OTHER = "Apart from that, these cannot all hold either, and have to be mended as well (clash {place}):"
_AT_LEAST = "By so much at the least, since what is undefined counts as no work here."
_MORE_WAYS = "There may be other or cheaper ways: the work that was allowed ended before all were tried."
_BESIDE = "Beside these clashes {count} more must give way, as few as can be:"
_MOST_BESIDE = 10
_NO_WAY = "Nothing was found that makes a plan possible by giving way once in each clash: there may be more."


def conflict_words(conflict: Conflict) -> Iterator[str]:
    """The clashes, each with the work that makes it one."""
    for place, sentences in enumerate(conflict.told):
        if place:
            yield _OTHER.format(place=place + 1)
        yield from sentences
    if not conflict.clash:
        yield "It is proved that no plan keeps everything; which of it clashes was not found out in the work allowed."
    elif not conflict.minimal:
        yield "Perhaps not all of these are needed for the clash: the work ended before that was known."


def ways_words(relaxations: Relaxations, *, at_least: bool = False) -> Iterator[str]:
    """What gives way, the cheapest first; `at_least` where undefined work was counted as none."""
    yield from (relaxation_words(one) for one in relaxations.found[:MOST_TOLD])
    if relaxations.beside:
        more = len(relaxations.beside) - _MOST_BESIDE
        named = " ".join((*relaxations.beside[:_MOST_BESIDE], *([f"And {more} more."] if more > 0 else [])))
        yield f"{_BESIDE.format(count=len(relaxations.beside))} {named}"
    if not relaxations.complete:
        yield _MORE_WAYS
    elif not relaxations.found:
        yield _NO_WAY
    if relaxations.found and at_least:
        yield _AT_LEAST


def relaxation_words(one: Relaxation) -> str:
    """What gives way, and what that costs as far as it is known; first the clash, where it mends but one of several."""
    words = "; and: ".join(give.sentence.rstrip(".") for give in one.gives)
    if one.clash:
        words = f"For clash {one.clash}, with the others mended as well: {words}"
    return f"{words}.{'' if one.cost is None else f' This costs {show_money(one.cost)}.'}"
