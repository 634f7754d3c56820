"""Words and tables of go and no go: each council's word, what must be there before, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from severalty.engine.fields import Known
from severalty.engine.transition.cut_overs import LABELS, CouncilWord, CriterionAnswer, GoState
from severalty.engine.transition.resources import GoWord
from severalty.transition.queries.cut_overs import CutOver, EarlierWord, waiting
from severalty.transition.reports.pictures import days_words
from severalty.transition.reports.pictures_look import Look
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

WORDS = {GoWord.GO: "go", GoWord.NO_GO: "no go", GoWord.UNKNOWN: "not said yet"}
COUNTED = "Counted are the councils whose packages you may see."
_TONES = {GoWord.GO: "good", GoWord.NO_GO: "bad", GoWord.UNKNOWN: "warn"}
_ANSWERS = {Known.YES: ("yes", "good"), Known.NO: ("no", "bad"), Known.UNKNOWN: ("not known", "warn")}
_STATES = {GoState.GO: "good", GoState.NO_GO: "bad", GoState.WAITING: "warn"}
_MOST_NAMED = 3


def word_tag(word: CouncilWord) -> Tag:
    """A council's word as a mark; a go that does not count yet says so."""
    if word.go is GoWord.GO and word.lacking:
        return Tag("go, but not all is there", "warn")
    return Tag(WORDS[word.go], _TONES[word.go])


def state_words(cut_over: CutOver) -> str:
    """What comes of all words, in few words: `go`, `no go: Stanmere`, `waits for Stanmere`."""
    standing = cut_over.standing
    if standing.state is GoState.NO_GO:
        return f"no go: {cut_over.named(standing.stopped_by)}"
    return f"waits for {cut_over.named(standing.missing)}" if standing.missing else standing.state.value


def state_tag(cut_over: CutOver) -> Tag:
    """The same as a mark, without names."""
    return Tag(cut_over.standing.state.value, _STATES[cut_over.standing.state])


def verdict(cut_over: CutOver) -> str:
    """Whether it goes, who is missing and who stops it, in sentences."""
    standing, missing = cut_over.standing, cut_over.named(cut_over.standing.missing)
    if not standing.words:
        return "You may see no package that it ties, so there is no word to show."
    if not standing.together:
        each = "; ".join(f"{cut_over.councils[one.council].name}: {word_tag(one)}" for one in standing.words)
        return f"Each council goes by its own word. {each}."
    if standing.state is GoState.GO:
        return "Go: every council has said go."
    if standing.state is GoState.NO_GO:
        rest = f" Not said go yet: {missing}." if missing else ""
        return f"No go: {cut_over.named(standing.stopped_by)} said no, and one no stops all.{rest}"
    return f"It waits for the word of {missing}. It goes when every council has said go; one no stops all."


def go_lead(cut_overs: Sequence[CutOver]) -> str:
    """How far the words have come, for what all make at one time."""
    together = [one for one in cut_overs if one.standing.together]
    if not together:
        return ""
    gone = sum(one.standing.state is GoState.GO for one in together)
    named = [f"“{one.name}”: {state_words(one)}." for one in waiting(together)[:_MOST_NAMED]]
    return " ".join(
        [f"Of what all move at one time, {gone} of {len(together)} {_has(gone)} every council’s go.", *named]
    )


def _has(many: int) -> str:
    return "has" if many == 1 else "have"


def waiting_words(cut_overs: Sequence[CutOver]) -> str:
    """How many cut-overs wait for a word or are stopped, for pages that tell how a plan stands; empty where none is."""
    together = [one for one in cut_overs if one.standing.together]
    stopped = sum(one.standing.state is GoState.NO_GO for one in together)
    waits = len(waiting(together)) - stopped
    if not together:
        return ""
    many = f"{len(together)} {'cut-over' if len(together) == 1 else 'cut-overs'} that all make at one time"
    return f"Of {many}, {waits} {'waits' if waits == 1 else 'wait'} for a word and {stopped} {_stopped(stopped)}."


def _stopped(many: int) -> str:
    return "is stopped by a no" if many == 1 else "are stopped by a no"


def words_sheet(cut_over: CutOver) -> Sheet:
    """Each council's word, whose it is, when and why."""
    columns = (
        Column("council", "Council", "organisation", value=lambda one: (cut_over.councils[one.council],)),
        Column("go", "Word", "tag", value=word_tag),
        Column("said_by", "Given by"),
        Column("said_on", "On", "date"),
        Column("reason", "Reason"),
        Column("lacking", "What is lacking", value=lambda one: " ".join(one.lacking) if one.go is GoWord.GO else ""),
    )
    return Sheet("Each council’s word", columns, cut_over.standing.words, ident="words")


def criteria_sheet(cut_over: CutOver) -> Sheet:
    """What must be there before anything starts, as each council answers."""
    rows = [(word, answer) for word in cut_over.standing.words for answer in word.answers]

    def of(read: Callable[[CriterionAnswer], Any]) -> Callable[[Any], Any]:
        return lambda row: read(row[1])

    columns = (
        Column("council", "Council", "organisation", value=lambda row: (cut_over.councils[row[0].council],)),
        Column("label", "Before it starts", value=of(lambda one: one.label)),
        Column("answer", "Answer", "tag", value=of(lambda one: Tag(*_ANSWERS[one.answer]))),
        Column("shown", "What shows it", value=of(lambda one: one.shown)),
    )
    return Sheet("What must be there before it starts", columns, rows, ident="criteria")


def packages_sheet(cut_over: CutOver, dates: Mapping[str, Any], url: Callable[[str], str]) -> Sheet:
    """The packages that it ties, with the days of the plan that counts."""
    whose = {ref: word.council for word in cut_over.standing.words for ref in word.packages}
    columns = (
        Column("name", "Package", value=lambda one: one.item.name, url=lambda one: url(one.pk)),
        Column("council", "Whose", "organisation", value=lambda one: (cut_over.councils[whose[one.pk]],)),
        Column("starts", "Starts", "date", value=lambda one: dates[one.pk].starts if one.pk in dates else None),
        Column("ends", "Ends", "date", value=lambda one: dates[one.pk].ends if one.pk in dates else None),
    )
    return Sheet("What it ties", columns, list(cut_over.packages.values()), ident="packages")


def earlier_sheet(words: Sequence[EarlierWord]) -> Sheet:
    """What one's own council said before."""
    columns = (
        Column("at", "Recorded", value=lambda one: f"{timezone.localtime(one.at):%d %B %Y, %H:%M}"),
        Column("by", "Recorded by"),
        Column("go", "Word", value=lambda one: WORDS[one.go]),
        Column("said_by", "Given by"),
        Column("said_on", "On"),
        Column("reason", "Reason"),
        Column("unmet", "Not yes then", value=lambda one: "; ".join(LABELS[name] for name in one.unmet)),
    )
    return Sheet("What your council said before", columns, words, ident="earlier")


@dataclass(frozen=True)
class Tied:
    """A package under a rule, by its handle in the plan that is looked at."""

    cut_over: CutOver
    ref: str
    handle: str
    word: CouncilWord


def tied_in(cut_overs: Sequence[CutOver], handles: Mapping[str, str]) -> list[Tied]:
    """Every package of every rule with the word of its council."""
    return [
        Tied(cut_over, ref, handles.get(ref, ref), word)
        for cut_over in cut_overs for word in cut_over.standing.words for ref in word.packages
    ]  # fmt: skip


def joint_sheet(look: Look, tied: Sequence[Tied], url: Callable[[str], str]) -> Sheet:
    """Cut-overs that bind several packages, with each council's word whether it goes, and what comes of all words."""
    elsewhere = {one.key: one for one in look.record.elsewhere}

    def dates(one: Tied) -> str:
        if one.handle in look.by_key:
            return days_words(look.days(look.by_key[one.handle]))
        other = elsewhere.get(one.handle)
        return days_words((other.starts, other.ends)) if other else "not known"

    def together(one: Tied) -> Any:
        return state_tag(one.cut_over) if one.cut_over.standing.together else "each by its own word"

    columns = (
        Column("rule", "Rule", value=lambda one: one.cut_over.name, url=lambda one: url(one.cut_over.ref)),
        Column("kind", "Which means", value=lambda one: one.cut_over.row.kind),
        Column("package", "Package", value=lambda one: one.cut_over.packages[one.ref].item.name,
               url=lambda one: look.urls.get(one.handle, "")),
        Column("council", "Whose", "organisation", value=lambda one: (one.cut_over.councils[one.word.council],)),
        Column("dates", "Dates", value=dates),
        Column("go", "Go or no go", "tag", value=lambda one: word_tag(one.word)),
        Column("all", "All together", "tag", value=together),
        Column("rollback", "Point of no return", value=lambda one: one.cut_over.row.rollback),
    )  # fmt: skip
    return Sheet("Joint cut-overs, and each council’s word", columns, tied, ident="joint")
