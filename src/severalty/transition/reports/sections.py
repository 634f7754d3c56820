"""Everything that this stage writes into papers; where two write into one section, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import chain

from severalty.formats.documents import Block
from severalty.transition.reports import movement_paper, paper_sections, pictures_sections
from severalty.web.parts import Fill, Writing


def _together(fills: Sequence[Fill]) -> Fill:
    def fill(writing: Writing) -> Iterator[Block]:
        return chain.from_iterable(one(writing) for one in fills)

    return fill


def _gathered() -> dict[tuple[str, str], Fill]:
    found: dict[tuple[str, str], list[Fill]] = {}
    told = (*paper_sections.sections(), *movement_paper.movement_sections(), *pictures_sections.drawn_sections())
    for place, fill in told:
        found.setdefault(place, []).append(fill)
    return {place: fills[0] if len(fills) == 1 else _together(fills) for place, fills in found.items()}


SECTIONS: dict[tuple[str, str], Fill] = _gathered()
