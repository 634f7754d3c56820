"""What waits for what, for its page: the drawing around a package, circles with their members, cheapest bridges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from severalty.engine.graph import reach
from severalty.transition.reports.pictures import days_words
from severalty.transition.reports.pictures_look import Look
from severalty.transition.reports.timetable_table import wait_columns
from severalty.web.columns import Column
from severalty.web.layers import Arrow, Node, layer_picture
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.engine.transition.circles import Circles

MOST = 40
CIRCLES = "severalty.engine.transition.circles.plan_circles"
"""By name: only a page that looks for circles loads what it takes to do so."""


def edges_of(look: Look) -> tuple[tuple[str, str], ...]:
    """Pairs of what comes before and what comes after, packages and promises alike."""
    return tuple((one.follows, one.package) for one in look.record.waits)


def circles_of(look: Look) -> Circles:
    """Every circle of waits among the packages, with the cheapest waits to bridge so that none is left."""
    found: Circles = import_string(CIRCLES)(look.record)
    return found


def around(look: Look, about: str, steps: int) -> tuple[str, ...]:
    """What is drawn: everything so many links away from one thing, nearest first."""
    return reach(edges_of(look), about, steps=steps, most=MOST)


def waits_picture(look: Look, keys: Iterable[str], circular: frozenset[str]) -> SafeString:
    """Boxes and arrows of some things."""
    inside = set(keys)
    nodes = [
        Node(
            key, look.name(key), _second(look, key), key in look.critical, key in circular
        )
        for key in sorted(inside, key=lambda one: (look.name(one), one))
    ]  # fmt: skip
    arrows = [
        Arrow(
            one.follows, one.package, (one.follows, one.package) in look.chained,
            one.follows in circular and one.package in circular,
        )
        for one in look.record.waits
        if one.follows in inside and one.package in inside
    ]  # fmt: skip
    words = f"{len(nodes)} things and {len(arrows)} waits, from left to right; the table below says the same."
    return layer_picture(nodes, arrows, title="What waits for what", description=words)


def _second(look: Look, key: str) -> str:
    package = look.by_key.get(key)
    if package is None:
        return "a decision" if key.startswith("matters:") else "a promise" if key.startswith("promises:") else ""
    found = look.days(package)
    return f"ends {found[1]:%-d %b %Y}" if found else days_words(None)


def waits_sheet(look: Look, keys: Iterable[str]) -> Sheet:
    """The waits of what is drawn."""
    inside = set(keys)
    rows = [one for one in look.record.waits if one.package in inside and one.follows in inside]
    return Sheet("Waits of what is drawn", wait_columns(look), rows, ident="waits")


def all_sheet(look: Look) -> Sheet:
    """Every wait of the plan, for the file."""
    return Sheet("All waits", wait_columns(look), look.record.waits, ident="all")


def circles_sheet(look: Look, found: Circles) -> Sheet:
    """The circles with their members and the smallest rounds in them."""

    def named(keys: Sequence[str]) -> str:
        return ", ".join(look.name(key) for key in keys)

    columns = (
        Column("members", "They wait for one another", value=lambda one: named(one.members)),
        Column("rounds", "In the round", value=lambda one: "; ".join(
            " → ".join(look.name(key) for key in (*each, *each[:1])) for each in one.rounds)),
        Column("blocks", "What it does", "tag", value=lambda one: Tag("no plan can keep it", "bad") if one.blocks
               else Tag("takes no time", "plain")),
    )  # fmt: skip
    return Sheet("Circles", columns, found.circles, ident="circles")


def bridges_sheet(look: Look, found: Circles) -> Sheet:
    """The waits that cut every circle most cheaply, if they are bridged."""
    columns = (
        Column(
            "after", "Package", value=lambda one: look.name(one.after), url=lambda one: look.urls.get(one.after, "")
        ),
        Column("before", "Need not wait for", value=lambda one: look.name(one.before)),
        Column(
            "bridge", "With this bridge", value=lambda one: one.bridge or "nothing is on record that could stand in"
        ),
        Column("cost", "At a cost of", "money", value=lambda one: one.cost),
    )
    return Sheet("Cheapest bridges that cut every circle", columns, found.bridges, ident="bridges")
