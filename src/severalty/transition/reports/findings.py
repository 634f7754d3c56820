"""What the planner has to say beside dates, in the same words on a page, in a file and in the command.

What clashes, what would make a plan possible, what is undefined and who could define it, and how something was taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from severalty.transition.reports.standing import Told

CLASHES = "What clashes"
WAYS = "What would make a plan possible"
UNDEFINED = "What is undefined"
NOTES = "To note"
_LEADS = {
    CLASHES: "What clashes (these cannot all hold; without any one of them the others could)",
    WAYS: "What would make a plan possible (each of these by itself)",
}


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


def ends_words(day: str, undated: Sequence[str]) -> str:
    """On which day a plan ends, or only what of it can be dated."""
    return f"It ends on {day}." if not undated else f"What can be dated ends on {day}. {undated[0]}"
