"""A drawing of what waits for what, laid out in layers from left to right; things in a circle stand in one layer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import networkx as nx
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from severalty.web.pictures import INK, QUIET, drawn, short

WIDE, HIGH, ACROSS, DOWN, EDGE = 200, 60, 60, 14, 12
SWEEPS = 4
LETTERS = 26


@dataclass(frozen=True)
class Node:
    """A thing: its words, a second line, and whether it is critical or lies in a circle."""

    key: str
    label: str
    second: str = ""
    critical: bool = False
    circular: bool = False


@dataclass(frozen=True)
class Arrow:
    """What comes `after` waits for what comes `before`."""

    before: str
    after: str
    critical: bool = False
    circular: bool = False


def layered(nodes: Sequence[Node], arrows: Iterable[Arrow]) -> tuple[tuple[str, ...], ...]:
    """The keys layer by layer: each as far left as what it waits for allows, in an order with few crossings.

    Things in a circle count as one. Same nodes and arrows, same layers.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(one.key for one in nodes)
    graph.add_edges_from((one.before, one.after) for one in arrows if one.before in graph and one.after in graph)
    whole = nx.condensation(graph)
    order = {one.key: place for place, one in enumerate(nodes)}
    layers = [
        sorted((key for number in numbers for key in whole.nodes[number]["members"]), key=order.__getitem__)
        for numbers in nx.topological_generations(whole)
    ]
    for sweep in range(SWEEPS):
        _sweep(graph, layers, forwards=sweep % 2 == 0)
    return tuple(tuple(layer) for layer in layers)


def _sweep(graph: "nx.DiGraph[str]", layers: list[list[str]], *, forwards: bool) -> None:
    """Each layer in the order of the middle of its neighbours on one side."""
    for layer in layers if forwards else reversed(layers):
        place = {key: number for one in layers for number, key in enumerate(one)}
        near = graph.predecessors if forwards else graph.successors
        middle = {key: _mean([place[one] for one in near(key)], place[key]) for key in layer}
        layer.sort(key=lambda key: (middle[key], place[key]))


def _mean(places: Sequence[int], own: int) -> float:
    return sum(places) / len(places) if places else float(own)


def layer_picture(
    nodes: Sequence[Node], arrows: Sequence[Arrow], *, title: str, description: str, ident: str = "waits"
) -> SafeString:
    """Boxes and arrows; what is critical has a heavy outline, what lies in a circle a broken one."""
    if not nodes:
        return SafeString("")
    layers = layered(nodes, arrows)
    tallest = max(len(layer) for layer in layers)
    height = 2 * EDGE + tallest * (HIGH + DOWN) + 40
    spots: dict[str, tuple[float, float]] = {}
    for number, layer in enumerate(layers):
        room = (tallest - len(layer)) * (HIGH + DOWN) / 2
        for place, key in enumerate(layer):
            spots[key] = (EDGE + number * (WIDE + ACROSS), round(EDGE + room + place * (HIGH + DOWN), 1))
    lines = format_html_join(
        "", "{}", ((_arrow(one, spots),) for one in arrows if one.before in spots and one.after in spots)
    )
    boxes = format_html_join("", "{}", ((_box(one, *spots[one.key]),) for one in nodes))
    width = 2 * EDGE + len(layers) * (WIDE + ACROSS) - ACROSS
    inner = format_html("{}{}{}", lines, boxes, _legend(height - 24))
    return drawn(ident, title, description, (max(width, 560), height), (), inner)


def _arrow(one: Arrow, spots: dict[str, tuple[float, float]]) -> SafeString:
    (x1, y1), (x2, y2) = spots[one.before], spots[one.after]
    begin, end = (x1 + WIDE, y1 + HIGH / 2), (x2, y2 + HIGH / 2)
    if x2 <= x1:
        begin, end = (x1 + WIDE / 2, y1 + HIGH if y2 > y1 else y1), (x2 + WIDE / 2, y2 if y2 > y1 else y2 + HIGH)
    bend = max(24.0, abs(end[0] - begin[0]) / 2) if x2 > x1 else 0.0
    out, into = (begin[0] + bend, begin[1]), (end[0] - bend, end[1])
    tip = "l-9 -5v10z" if x2 > x1 else "l-5 -9h10z" if y2 > y1 else "l-5 9h10z"
    return format_html(
        '<path d="M{} {}C{} {} {} {} {} {}" fill="none" stroke="{}" stroke-width="{}"{}/>'
        '<path d="M{} {}{}" fill="{}"/>',
        *begin, *out, *into, *end, INK if one.critical or one.circular else QUIET, 3 if one.critical else 1.4,
        SafeString(' stroke-dasharray="6 4"') if one.circular else "", *end, tip, INK,
    )  # fmt: skip


def _box(one: Node, x: float, y: float) -> SafeString:
    lines = wrap(one.label, LETTERS, max_lines=2, placeholder="…") or [""]
    words = format_html_join(
        "", '<text x="{}" y="{}" font-size="13" font-weight="700" fill="{}">{}</text>',
        ((x + 9, y + 18 + 16 * place, INK, line) for place, line in enumerate(lines)),
    )  # fmt: skip
    return format_html(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="#fff" stroke="{}" '
        'stroke-width="{}"{}/>{}<text x="{}" y="{}" font-size="12" fill="{}">{}</text></g>',
        f"{one.label}; {one.second}" if one.second else one.label, x, y, WIDE, HIGH, INK,
        4 if one.critical else 1.4, SafeString(' stroke-dasharray="6 4"') if one.circular else "",
        words, x + 9, y + 20 + 16 * len(lines), QUIET, short(one.second, 28),
    )  # fmt: skip


def _legend(y: float) -> SafeString:
    return format_html(
        '<rect x="{0}" y="{1}" width="34" height="16" rx="3" fill="#fff" stroke="{2}" stroke-width="4"/><text x="{3}" '
        'y="{4}" font-size="13" fill="{2}">critical: a day late here is a day late at the end</text>'
        '<rect x="{5}" y="{1}" width="34" height="16" rx="3" fill="#fff" stroke="{2}" stroke-width="1.4" '
        'stroke-dasharray="6 4"/><text x="{6}" y="{4}" font-size="13" fill="{2}">in a circle</text>',
        EDGE + 2, y, INK, EDGE + 46, y + 13, EDGE + 380, EDGE + 424,
    )  # fmt: skip
