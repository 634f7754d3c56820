"""What each stage offers to shared pages: menu, panels, tables, papers, changes, files, … (ADR 0003)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from severalty.engine.decisions.changes import Change
from severalty.formats.documents import Block
from severalty.formats.papers import Figures

LIFE_CYCLE = (
    "estate",
    "risks",
    "appraisal",
    "decisions",
    "dispositions",
    "transition",
    "operations",
    "assurance",
)


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu: its words, the name of its address, and the permission it needs (none: open to all).

    `pages` are the names of other addresses that lie under it though they do not begin as its own does.
    """

    label: str
    url_name: str
    permission: str | None = None
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """What a stage adds to the page of an item.

    `subject` is the kind of item (`contract`); `draw` gets the viewer and the item and returns rendered text,
    empty when it has nothing to say.
    """

    subject: str
    title: str
    draw: Callable[[Any, Any], str]


@dataclass(frozen=True)
class Prompt:
    """Something that needs the viewer: a sentence and the place where it is dealt with."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Hit:
    """Something that a search found beside the items of the tables: under which words, its name, address and key."""

    kind: str
    name: str
    url: str
    key: str = ""
    description: str = ""


@dataclass(frozen=True)
class Writing:
    """A paper that is being written: for whom, about what, and where its figures are entered.

    `organisation` is the key of the organisation whose paper it is, `subject` the reference of the item it is about,
    `about` the key of the council that a section tells of; each may be empty. `period` is the first and the last day
    of the time that its head names, `body` whom it goes to. `held` keeps what a stage works out once for all sections.
    """

    viewer: Any
    case: Any
    kind: str
    on: date
    figures: Figures
    organisation: str = ""
    subject: str = ""
    about: str = ""
    body: str = ""
    period: tuple[date | None, date | None] = (None, None)
    held: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What is worked out under a name, the first time that it is asked for."""
        if name not in self.held:
            self.held[name] = work()
        return self.held[name]


Fill = Callable[[Writing], Iterable[Block]]
"""What a stage writes into one section of a paper; nothing where it has nothing to say."""


@dataclass(frozen=True)
class Part:
    """Everything one stage offers.

    `checks` gets the viewer, the case, the day and what is drafted from a file or a register's form, and refuses there
    what cannot be.
    `answers` gets the viewer, the case and the day, and answers the first question of the viewer's role, where it is
    this stage that does so. `prompts` gets the same; `tables` are the bindings of its tables; `jobs` are functions by
    name; `sections` are what it writes into papers, by the kind of paper and the key of the section; `made_from` tells
    of a paper whose sections are written what they rest on as a whole, such as rates and digests, as label and value.
    `under` names the stage in whose menu its entries stand, where it is none of the life cycle itself.
    `finds` gets the viewer, the case and words, and gives what has them beside the items of the tables; `files` are
    what goes out with a case beside its tables, as far as the viewer may see it: path and content.
    `changes` gets the viewer, the case and two days, and tells what changed after the first and until the end of the
    second.
    `reveals` gets the viewer, an item, an audience and the keys of those who are named, and gives the names in the
    item's own text that are kept from some of those who would see it.
    """

    stage: str
    label: str
    navigation: tuple[NavItem, ...] = ()
    panels: tuple[Panel, ...] = ()
    tables: tuple[Any, ...] = ()
    checks: Callable[[Any, Any, date, Any], None] | None = None
    prompts: Callable[[Any, Any, Any], Iterable[Prompt]] | None = None
    answers: Callable[[Any, Any, Any], Iterable[Prompt]] | None = None
    jobs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    sections: Mapping[tuple[str, str], Fill] = field(default_factory=dict)
    made_from: Callable[[Writing], Iterable[tuple[str, str]]] | None = None
    finds: Callable[[Any, Any, str], Iterable[Hit]] | None = None
    files: Callable[[Any, Any], Iterable[tuple[str, bytes]]] | None = None
    changes: Callable[[Any, Any, date, date], Iterable[Change]] | None = None
    reveals: Callable[[Any, Any, Any, Any], Iterable[str]] | None = None
    under: str = ""


@dataclass(frozen=True)
class NavStage:
    """A stage in the menu with those of its entries that the viewer may open; `spaces` are the parts they come from."""

    stage: str
    label: str
    items: tuple[NavItem, ...]
    spaces: frozenset[str]


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Take in a stage's part, once, at start.

    Raises ValueError when the stage has already handed one in.
    """
    if part.stage in _PARTS:
        raise ValueError(f"The stage {part.stage!r} has handed in its parts already; a stage does so once, at start.")
    _PARTS[part.stage] = part


def forget_all() -> None:
    """Empty the registry; for tests."""
    _PARTS.clear()


def parts() -> tuple[Part, ...]:
    """Every part, in life-cycle order; a stage outside the life cycle stands at the end."""
    known = {stage: place for place, stage in enumerate(LIFE_CYCLE)}
    return tuple(sorted(_PARTS.values(), key=lambda part: known.get(part.stage, len(known))))


def panels_for(subject: str) -> tuple[Panel, ...]:
    """The panels for the page of one kind of item, in life-cycle order."""
    return tuple(panel for part in parts() for panel in part.panels if panel.subject == subject)


def filled(writing: Writing, section: str) -> tuple[Block, ...]:
    """What the stages write into a section, in life-cycle order."""
    fills = [part.sections.get((writing.kind, section)) for part in parts()]
    return tuple(block for fill in fills if fill is not None for block in fill(writing))


def made_from(writing: Writing) -> tuple[tuple[str, str], ...]:
    """What the stages made the written sections from, in life-cycle order."""
    return tuple(one for part in parts() if part.made_from is not None for one in part.made_from(writing))


def hits_for(viewer: Any, case: Any, words: str) -> tuple[Hit, ...]:
    """What the stages find beside the items of their tables, in life-cycle order."""
    return tuple(hit for part in parts() if part.finds is not None for hit in part.finds(viewer, case, words))


def files_for(viewer: Any, case: Any) -> dict[str, bytes]:
    """What the stages send out with a case beside its tables."""
    return dict(one for part in parts() if part.files is not None for one in part.files(viewer, case))


def changes_for(viewer: Any, case: Any, since: date, until: date) -> tuple[Change, ...]:
    """What the stages tell of what changed after one day and until the end of another, in life-cycle order."""
    told = (part.changes(viewer, case, since, until) for part in parts() if part.changes is not None)
    return tuple(change for found in told for change in found)


def check_drafts(viewer: Any, case: Any, on: date, drafting: Any) -> None:
    """Let every stage refuse what cannot be among the drafts of a file or of a register's form, on this day."""
    for part in parts():
        if part.checks is not None:
            part.checks(viewer, case, on, drafting)


def names_told(viewer: Any, item: Any, audience: Any, named: Iterable[str]) -> tuple[str, ...]:
    """The names that an item would tell to those with whom it is shared, though they may not see what has them."""
    told = (part.reveals(viewer, item, audience, tuple(named)) for part in parts() if part.reveals is not None)
    return tuple(name for found in told for name in found)


def navigation(viewer: Any, case: Any) -> tuple[NavStage, ...]:
    """The menu for one viewer in one case; a stage with nothing to open is left out."""
    heads = [part for part in parts() if part.under not in _PARTS]
    stages = (_stage_of(viewer, case, [head, *(one for one in parts() if one.under == head.stage)]) for head in heads)
    return tuple(stage for stage in stages if stage.items)


def _stage_of(viewer: Any, case: Any, together: Sequence[Part]) -> NavStage:
    """One stage of the menu: the part whose stage it is, then those that stand under it."""
    items = tuple(item for part in together for item in part.navigation if _open_to(viewer, case, item))
    return NavStage(together[0].stage, together[0].label, items, frozenset(part.stage for part in together))


def answers_for(viewer: Any, case: Any, on: date) -> list[Prompt]:
    """What answers the first question of the viewer's role, in life-cycle order; nothing for a role without one."""
    return [one for part in parts() if part.answers is not None for one in part.answers(viewer, case, on)]


def prompts_for(viewer: Any, case: Any, on: date, most: int) -> list[Prompt]:
    """At most so many of what needs the viewer: of each stage its first, then its second, so that none is crowded out;
    told in life-cycle order."""
    asked = [list(part.prompts(viewer, case, on)) for part in parts() if part.prompts is not None]
    turns = [(turn, stage) for stage, found in enumerate(asked) for turn in range(len(found))]
    chosen = sorted(turns)[:most]
    return [asked[stage][turn] for turn, stage in sorted(chosen, key=lambda one: (one[1], one[0]))]


def _open_to(viewer: Any, case: Any, item: NavItem) -> bool:
    if item.permission is None:
        return True
    may = getattr(viewer, "may", None)
    return bool(callable(may) and may(item.permission, case))
