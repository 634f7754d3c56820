"""Pages of a Word document: how much room a section has, and turning pages on their side for wide tables."""

from copy import deepcopy
from typing import Any

from severalty.formats.word_xml import fragment, qualified

_A4 = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1304" w:right="1247" w:bottom="1247" w:left="1247" w:header="680" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)
_FIRST_ONLY = ("headerReference", "footerReference", "titlePg", "pgNumType")


class Pages:
    """The pages around the place where the report goes.

    Turning a page in Word means ending one section and starting another. The first section that ends keeps the
    template's headers and footers; those after it inherit them, so they say nothing themselves.
    """

    def __init__(self, body: Any, place: Any | None) -> None:
        self.section = _section_after(body, place)
        self.may_turn = (place is None or place.getparent() is body) and not _is_landscape(self.section)
        self.landscape = False
        self._begun = False

    def room(self) -> tuple[int, int]:
        """Width and height between the margins, in twentieths of a point."""
        width, height = _page(self.section)
        if self.landscape:
            width, height = height, width
        sides = [_measure(self.section, "pgMar", side, 1247) for side in ("left", "right", "top", "bottom")]
        return max(width - sides[0] - sides[1], 2000), max(height - sides[2] - sides[3], 2000)

    def turn(self) -> Any:
        """End the section so far and go on with the page turned; returns what the last paragraph must hold."""
        ending = deepcopy(self.section)
        if not self._begun:
            for child in [c for c in self.section if c.tag in {qualified(name) for name in _FIRST_ONLY}]:
                self.section.remove(child)
            _start_on_new_page(self.section)
        self._begun = True
        if self.landscape:
            _lay_on_side(ending)
        self.landscape = not self.landscape
        return ending

    def stay_landscape(self) -> None:
        """Let the section that follows keep the turned page, when the report ends on one."""
        _lay_on_side(self.section)
        self.landscape = False


def _section_after(body: Any, place: Any | None) -> Any:
    """The properties of the section that holds the place; Word keeps them where the section ends."""
    top = place
    while top is not None and top.getparent() is not body:
        top = top.getparent()
    if top is not None:
        for element in (top, *top.itersiblings()):
            found = next(element.iter(qualified("sectPr")), None)
            if found is not None:
                return found
    found = body.find(qualified("sectPr"))
    if found is None:
        found = fragment(_A4)
        body.append(found)
    return found


def _page(section: Any) -> tuple[int, int]:
    return _measure(section, "pgSz", "w", 11906), _measure(section, "pgSz", "h", 16838)


def _is_landscape(section: Any) -> bool:
    width, height = _page(section)
    return width > height


def _measure(section: Any, element: str, key: str, otherwise: int) -> int:
    found = section.find(qualified(element))
    text = "" if found is None else str(found.get(qualified(key), ""))
    return int(text) if text.isdecimal() else otherwise


def _lay_on_side(section: Any) -> None:
    width, height = _page(section)
    size = section.find(qualified("pgSz"))
    if size is None:
        size = fragment("<w:pgSz/>")
        _insert_ahead(section, size, ("footnotePr", "endnotePr", "type", "headerReference", "footerReference"))
    size.set(qualified("w"), str(height))
    size.set(qualified("h"), str(width))
    size.set(qualified("orient"), "landscape")


def _start_on_new_page(section: Any) -> None:
    for kind in section.findall(qualified("type")):
        section.remove(kind)
    new = fragment('<w:type w:val="nextPage"/>')
    _insert_ahead(section, new, ("footnotePr", "endnotePr", "headerReference", "footerReference"))


def _insert_ahead(section: Any, element: Any, stays_before: tuple[str, ...]) -> None:
    """Put the element after those that the schema wants before it."""
    names = {qualified(name) for name in stays_before}
    place = max((index + 1 for index, child in enumerate(section) if child.tag in names), default=0)
    section.insert(place, element)
