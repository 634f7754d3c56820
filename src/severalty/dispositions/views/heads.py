"""The head of the workbench: how much of each kind is still undecided, and which kind the page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from severalty.dispositions.views.lines import TABLES
from severalty.engine.dispositions.answers import State
from severalty.engine.dispositions.dispositions import Route
from severalty.web.asked import value_of

if TYPE_CHECKING:
    from severalty.dispositions.queries.workbench import Bench, Place

ALL = "all"
FIRST = "contracts"
_NOUNS = {one: (words, f"{words}s") for one, words in TABLES.items()} | {ALL: ("shared thing", "shared things")}
_TABS = {"entitlements": "Licences", ALL: "Everything"}


@dataclass(frozen=True)
class Tab:
    """One kind of thing: how many there are, how many are undecided for at least one council, and its address."""

    words: str
    undecided: int
    whole: int
    url: str
    here: bool


@dataclass(frozen=True)
class Headline:
    """How many are still undecided, things first: in all and by council, and on the joint record."""

    noun: str
    things_undecided: int
    things: int
    undecided: int
    whole: int
    councils: tuple[tuple[Any, int, int], ...]
    unproposed: int
    conflicting: int
    kept: int
    joint_undecided: int
    joint_whole: int
    agreed_refused: int = 0


def kind_of(bench: Bench, params: Any, filters: Iterable[str]) -> str:
    """The kind that the page shows: the one asked for; contracts where nothing is asked; or else everything."""
    asked, there = value_of(params, "table"), {place.subject.table for place in bench.places}
    if asked:
        return asked if asked in TABLES else ALL
    narrowed = any(value_of(params, key) for key in (*filters, "export"))
    return ALL if narrowed or FIRST not in there else FIRST


def nouns_of(kind: str) -> tuple[str, str]:
    """The words for one and for several of a kind."""
    return _NOUNS[kind]


def tabs_of(bench: Bench, kind: str) -> list[Tab]:
    """A tab for each kind of thing there is, contracts first, and one for everything."""
    there = [one for one in TABLES if any(place.subject.table == one for place in bench.places)]
    return [_tab(bench, one, here=one == kind) for one in (*there, ALL) if there]


def _tab(bench: Bench, kind: str, *, here: bool) -> Tab:
    places = of_kind(bench.places, kind)
    return Tab(
        _TABS.get(kind, _NOUNS[kind][1].capitalize()),
        len(_things(_open(places))),
        len(_things(places)),
        f"?table={kind}",
        here,
    )


def of_kind(places: Iterable[Place], kind: str) -> list[Place]:
    """The places of one kind of thing."""
    return [place for place in places if kind in (ALL, place.subject.table)]


def headline(bench: Bench, kind: str = ALL) -> Headline:
    """The numbers at the head of the workbench; the joint ones come from what all partners see, and nothing else."""
    places = of_kind(bench.places, kind)
    open_, things = _open(places), _things(places)
    joint = [place.joint for place in places if place.joint is not None]
    return Headline(
        _NOUNS[kind][len(things) != 1], len(_things(open_)), len(things), len(open_), len(places),
        tuple((one, _of(open_, one), _of(places, one)) for one in bench.councils),
        sum(1 for place in open_ if place.row.standing.state is State.UNDECIDED),
        sum(1 for place in open_ if place.proposals and place.row.standing.state is State.CONFLICTING),
        sum(1 for place in places if place.is_private),
        sum(1 for row in joint if row.route is Route.UNDECIDED), len(joint),
        sum(1 for place in places if place.row.agreed_refused),
    )  # fmt: skip


def _open(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.row.route is Route.UNDECIDED]


def _things(places: Iterable[Place]) -> set[str]:
    return {place.subject.ref for place in places}


def _of(places: Iterable[Place], council: Any) -> int:
    return sum(1 for place in places if place.council.key == council.key)
