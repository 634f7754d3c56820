"""Go or no go: each council's word on a cut-over, what must be there before, and what comes of all words together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from severalty.engine.dates import PartialDate
from severalty.engine.fields import Known
from severalty.engine.transition.resources import CutOverKind, CutOverMember, GoWord

CRITERIA = ("approval", "funding", "checks", "rollback", "comms", "desk")
"""What each council answers before it says go, by the names of the columns; beside each stands one for evidence."""
LABELS = {
    "approval": "Approval is in effect", "funding": "Funding is there", "checks": "Pre-migration checks are passed",
    "rollback": "Rollback plan is ready", "comms": "Communications are out", "desk": "Service desk is strengthened",
}  # fmt: skip


class GoState(StrEnum):
    """What comes of the words of all whose packages go together."""

    GO = "go"
    NO_GO = "no go"
    WAITING = "waits for a word"


@dataclass(frozen=True)
class WordFault:
    """Why a word cannot stand: the column, what it was expected to hold, and what is wrong in a sentence."""

    column: str
    expected: str
    sentence: str


@dataclass(frozen=True)
class CriterionAnswer:
    """What a council says of one of CRITERIA, and what shows it."""

    criterion: str
    answer: Known
    shown: str = ""

    @property
    def label(self) -> str:
        """The criterion in words."""
        return LABELS[self.criterion]


@dataclass(frozen=True)
class CouncilWord:
    """One council's word on a cut-over. `lacking` says in sentences why its go does not count yet."""

    council: str
    packages: tuple[str, ...]
    go: GoWord = GoWord.UNKNOWN
    said_by: str = ""
    said_on: PartialDate | None = None
    reason: str = ""
    answers: tuple[CriterionAnswer, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Whether it has said go, and all that must be there is there."""
        return self.go is GoWord.GO and not self.lacking


@dataclass(frozen=True)
class GoQuestion:
    """One cut-over rule: its kind, the packages that it ties with whose each is, and rows that may hold a word.

    Of `rows` only those count that the council recorded whose package it is.
    """

    kind: CutOverKind
    whose: Mapping[str, str]
    rows: tuple[CutOverMember, ...] = ()


@dataclass(frozen=True)
class GoStanding:
    """What comes of it: `together` where one no stops all, the councils that are missing and those that said no."""

    state: GoState
    together: bool
    words: tuple[CouncilWord, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The councils for whose go it waits."""
        return tuple(one.council for one in self.words if one.go is not GoWord.NO_GO and not one.goes)

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The councils that said no."""
        return tuple(one.council for one in self.words if one.go is GoWord.NO_GO)


def go_of(question: GoQuestion) -> GoStanding:
    """What comes of the words of all councils: go when each has said go and lacks nothing; one no stops all.

    Where packages go one at a time or in one wave, each council goes by its own word, and the state tells of all.
    Source: domain rules 4.4, go or no go for each partner.
    """
    words = tuple(_word(one, question) for one in dict.fromkeys(question.whose.values()))
    state = GoState.WAITING
    if any(one.go is GoWord.NO_GO for one in words):
        state = GoState.NO_GO
    elif words and all(one.goes for one in words):
        state = GoState.GO
    return GoStanding(state, question.kind is CutOverKind.TOGETHER, words)


def _word(council: str, question: GoQuestion) -> CouncilWord:
    """The word of one council over all of its packages: no where it says no of one, go where it says go of each."""
    packages = tuple(key for key, whose in question.whose.items() if whose == council)
    own = {one.package: one for one in question.rows if one.recorded_by == council and one.package in packages}
    rows = [own[key] for key in packages if key in own]
    said = next(
        (one for word in (GoWord.NO_GO, GoWord.GO) for one in rows if one.go is word), rows[0] if rows else None
    )
    if said is None:
        return CouncilWord(council, packages, answers=_answers(()))
    is_whole = said.go is not GoWord.GO or all(key in own and own[key].go is GoWord.GO for key in packages)
    answers = _answers(rows)
    lacking = [f"{one.label}: {_LACKS[one.answer]}" for one in answers if one.answer is not Known.YES]
    if not is_whole:
        lacking.insert(0, "It has not said go for every package of its own.")
    return CouncilWord(council, packages, said.go, said.said_by, said.said_on, said.reason, answers, tuple(lacking))


_LACKS = {Known.NO: "no.", Known.UNKNOWN: "not known."}


def _answers(rows: Sequence[CutOverMember]) -> tuple[CriterionAnswer, ...]:
    """The answers to every criterion, the worst where packages differ."""
    return tuple(_answer(name, rows) for name in CRITERIA)


def _answer(name: str, rows: Iterable[CutOverMember]) -> CriterionAnswer:
    given = [(getattr(one, name), getattr(one, f"{name}_shown")) for one in rows]
    for worst in (Known.NO, Known.UNKNOWN, Known.YES):
        found = next((shown for answer, shown in given if answer is worst), None)
        if found is not None:
            return CriterionAnswer(name, worst, found)
    return CriterionAnswer(name, Known.UNKNOWN)


def word_faults(row: CutOverMember) -> tuple[WordFault, ...]:
    """Why a word cannot stand as it is given; nothing where it can, or none is given.

    A word says who gave it and when; a no gives its reason; a go has a yes to each of the six.
    """
    if row.go is GoWord.UNKNOWN:
        return ()
    found = []
    if not row.said_by.strip():
        found.append(
            WordFault("said_by", "the post that gives the word", "Enter the post, such as Chief Information Officer.")
        )
    if row.said_on is None:
        found.append(WordFault("said_on", "the day of the word", "Enter the day on which it was given."))
    if row.go is GoWord.NO_GO and not row.reason.strip():
        found.append(WordFault("reason", "the reason of a no go", "Say why not, so that it can be put right."))
    if row.go is GoWord.GO:
        unmet = [name for name in CRITERIA if getattr(row, name) is not Known.YES]
        found += [WordFault(name, "yes, for a go", f"“{LABELS[name]}” {_UNMET}") for name in unmet]
    return tuple(found)


_UNMET = (
    "is not answered yes. Who says go says yes to each of the six; if this does not hold, say no go, or nothing yet."
)
