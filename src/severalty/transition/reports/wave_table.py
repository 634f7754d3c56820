"""The board of waves: what goes in each, how full it is, and whether what goes jointly has everybody's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from severalty.engine.dates import day
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.resources import Wave
from severalty.formats.documents import Table, TableColumn
from severalty.transition.reports.pictures import days_words, wave_of
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.timetable_table import package_columns
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet


@dataclass(frozen=True)
class Card:
    """A package on the board: its dates in words, and why it stands there as far as that is told. `goes` are the
    address and the words of whether it has every council's word, where it goes with others."""

    package: WorkPackage
    url: str
    dates: str
    whose: tuple[Any, ...]
    thing: str
    why: tuple[str, ...]
    pinned: bool
    critical: bool
    move: str = ""
    goes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Lane:
    """A wave with its cards; without a wave those that are in none."""

    wave: Wave | None
    name: str
    days: str
    cards: tuple[Card, ...]
    cut_overs: int
    most: int | None

    @property
    def size(self) -> str:
        """How full it is, in words."""
        many = f"{self.cut_overs} {'cut-over' if self.cut_overs == 1 else 'cut-overs'}"
        if self.most is None:
            return f"{many}; no limit on record"
        over = self.cut_overs - self.most
        return f"{many} of {self.most} at most" + (f": {over} too many" if over > 0 else "")

    @property
    def is_over(self) -> bool:
        """Whether more goes in it than may."""
        return self.most is not None and self.cut_overs > self.most


Goes = Mapping[str, Sequence[tuple[str, str]]]


def board_of(look: Look, moves: Mapping[str, str], goes: Goes | None = None) -> tuple[Lane, ...]:
    """A column for each wave in order, then one for cut-overs in none. `moves` lead to where a package is moved, `goes`
    to where a council gives its word on it."""
    found: dict[int | None, list[WorkPackage]] = {}
    known = {one.number for one in look.record.waves}
    for one in look.packages:
        number = wave_of(look, one)
        if number is not None or one.kind is PackageKind.CUT_OVER:
            found.setdefault(number if number in known else None, []).append(one)
    ways = (moves, goes or {})
    columns = [_column(look, wave, found.get(wave.number, []), ways) for wave in look.record.waves]
    rest = found.get(None, [])
    return (*columns, _column(look, None, rest, ways)) if rest else tuple(columns)


def placed_words(board: Sequence[Lane]) -> str:
    """How many cut-overs go in a wave, and how many in none."""
    many, waves = sum(one.cut_overs for one in board), sum(one.wave is not None for one in board)
    none = sum(one.cut_overs for one in board if one.wave is None)
    if not many:
        return "No cut-over is placed yet."
    inside = f"{many - none} of {many} cut-overs {'goes' if many - none == 1 else 'go'} in one of {waves} waves"
    return f"{inside}; {none} {'lies' if none == 1 else 'lie'} in none." if none else f"{inside}."


_Ways = tuple[Mapping[str, str], Goes]


def _column(look: Look, wave: Wave | None, packages: Sequence[WorkPackage], ways: _Ways) -> Lane:
    cards = tuple(_card(look, one, ways) for one in packages)
    many = sum(one.kind is PackageKind.CUT_OVER for one in packages)
    if wave is None:
        return Lane(None, "In no wave", "", cards, many, None)
    span = f"{wave.starts or 'not said'} to {wave.ends or 'not said'}"
    return Lane(wave, wave.name, span, cards, many, wave.most)


def _card(look: Look, package: WorkPackage, ways: _Ways) -> Card:
    told, (moves, goes) = look.told.get(package.key), ways
    return Card(
        package, look.urls.get(package.key, ""), days_words(look.days(package)), look.whose(package),
        look.name(package.thing) if package.thing else "", told.why_here if told else (),
        package.wave is not None, package.key in look.critical, moves.get(package.key, ""),
        tuple(goes.get(package.key, ())),
    )  # fmt: skip


def waves_sheet(board: Sequence[Lane]) -> Sheet:
    """The waves with their days, sizes and criteria."""
    columns = (
        Column("name", "Wave"),
        Column("days", "Days"),
        Column("cut_overs", "Cut-overs", "count"),
        Column("most", "At most", value=lambda one: "no limit on record" if one.most is None else str(one.most)),
        Column("size", "Size", "tag", value=lambda one: Tag("too many", "bad") if one.is_over else Tag("fits", "good")),
        Column("entry", "Begins when", value=lambda one: one.wave.entry if one.wave else ""),
        Column("exit", "Ends when", value=lambda one: one.wave.exit if one.wave else ""),
    )
    return Sheet("Waves", columns, [one for one in board if one.wave is not None], ident="waves")


def placed_sheet(look: Look, board: Sequence[Lane]) -> Sheet:
    """What goes in which wave, card by card."""
    own = {one.key: one for one in package_columns(look)}
    names = {card.package.key: column.name for column in board for card in column.cards}
    why = {card.package.key: " ".join(card.why) for column in board for card in column.cards}
    columns = [
        Column("wave", "Wave", value=lambda one: names[one.key]), own["name"], own["council"],
        Column("thing", "About", value=lambda one: look.name(one.thing) if one.thing else ""),
        own["starts"], own["ends"],
        Column("pinned", "Placed", value=lambda one: "pinned" if one.wave is not None else "by the planner"),
    ]  # fmt: skip
    if any(why.values()):
        columns.append(Column("why", "Why here", value=lambda one: why[one.key]))
    rows = [card.package for column in board for card in column.cards]
    return Sheet("What goes in which wave", tuple(columns), rows, ident="placed")


def waves_table(look: Look, board: Sequence[Lane]) -> Table:
    """The waves for a paper."""
    columns = (TableColumn("Wave"), TableColumn("Days", width_share=2), TableColumn("Size", width_share=2),
               TableColumn("What goes in it", width_share=5))  # fmt: skip
    rows = tuple(
        (one.name, one.days or "–", one.size, "; ".join(card.package.name for card in one.cards) or "nothing yet")
        for one in board
    )
    return Table(f"Waves of {look.record.plan.name}, as of {day(look.record.on)}", columns, rows)
