"""Which pictures may stand in a paper: plain drawings and small PNGs that fetch nothing, run nothing and stay small."""

import re
import struct
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset({
    "svg", "g", "title", "desc", "defs", "pattern", "rect", "path", "line", "polyline", "polygon", "circle", "ellipse",
    "text", "tspan", "clipPath", "linearGradient", "radialGradient", "stop",
})  # fmt: skip
_TEMPLATES = ("pattern", "clipPath", "linearGradient", "radialGradient")
_REFERENCE = re.compile(r"url\(\s*(.)", re.IGNORECASE)
_MOST_ELEMENTS = 20_000
_MOST_PIXELS = 25_000_000


def picture_fault(image: bytes) -> str:
    """What in a picture keeps it out of a paper, as a noun phrase; empty when it may stand in one.

    Elements that repeat others are refused, since a few of them nested draw for ever.
    """
    if image.startswith(_PNG):
        return _png_fault(image)
    try:
        image.decode("utf-8")
        root = fromstring(image, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return "a drawing that cannot be read"
    elements = list(root.iter())
    if root.tag != f"{_SVG}svg":
        return "a drawing that is no SVG"
    if len(elements) > _MOST_ELEMENTS:
        return f"a drawing of {len(elements):,} elements"
    faults = [fault for element in elements if (fault := _element_fault(element))]
    return next(iter(faults), "") or _nested_fault(root)


def _png_fault(image: bytes) -> str:
    if len(image) < 24:
        return "a PNG that is cut short"
    width, height = struct.unpack(">II", image[16:24])
    return f"a PNG of {width:,} by {height:,} pixels" if not 0 < width * height <= _MOST_PIXELS else ""


def _element_fault(element: Any) -> str:
    name = str(element.tag)
    if not name.startswith(_SVG) or name.removeprefix(_SVG) not in _DRAWN:
        return f"an element “{name.rsplit('}', 1)[-1]}” in a drawing"
    for key, value in element.attrib.items():
        plain = key.rsplit("}", 1)[-1].lower()
        if plain.startswith("on") or plain in ("href", "src"):
            return f"an attribute “{plain}” in a drawing"
        if any(found != "#" for found in _REFERENCE.findall(value.replace('"', "").replace("'", ""))):
            return "a drawing that refers to something outside it"
    return ""


def _nested_fault(root: Any) -> str:
    for name in _TEMPLATES:
        for template in root.iter(_SVG + name):
            if any("url(" in value.lower() for element in template.iter() for value in element.attrib.values()):
                return f"a {name} inside another in a drawing"
    return ""
