"""Pictures in a Word document: PNG as it is, SVG beside a stand-in for programs that cannot draw it."""

import io
import re
import struct
import zlib
from functools import cache
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from severalty.formats.documents import Picture
from severalty.formats.word_xml import attribute

EMU_PER_TWIP = 635
_EMU_PER_PIXEL = 9525
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def picture_run(part: Any, picture: Picture, number: int, room: tuple[int, int]) -> str:
    """A run with the picture, no larger than `room` (width and height in twentieths of a point).

    `part` is the document part, to which the image is added. Raises ValueError when the picture has no size.
    """
    width, height = size_of(picture)
    scale = min(1.0, room[0] * EMU_PER_TWIP / width, room[1] * EMU_PER_TWIP / height)
    extent = f'cx="{int(width * scale)}" cy="{int(height * scale)}"'
    blip = _blip(part, picture, number)
    name = f'id="{9000 + number}" name="Figure {number}" descr={attribute(picture.alt)}'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent {extent}/><wp:docPr {name}/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr>'
        f"<pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch>"
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _blip(part: Any, picture: Picture, number: int) -> str:
    stand_in = picture.image if picture.is_png else picture.stand_in or grey_png()
    relation, _ = part.get_or_add_image(io.BytesIO(stand_in))
    if picture.is_png:
        return f'<a:blip r:embed="{relation}"/>'
    drawing = Part(PackURI(f"/word/media/figure{number}.svg"), "image/svg+xml", picture.image, part.package)
    vector = part.relate_to(drawing, RELATIONSHIP_TYPE.IMAGE)
    return (
        f'<a:blip r:embed="{relation}"><a:extLst><a:ext uri="{_SVG_EXTENSION}">'
        f'<asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{vector}"/></a:ext></a:extLst></a:blip>'
    )


def size_of(picture: Picture) -> tuple[float, float]:
    """Width and height in EMU at 96 pixels to the inch; raises ValueError when the picture does not say."""
    sides = _png_size(picture.image) if picture.is_png else _svg_size(picture.image)
    if min(sides) <= 0:
        raise ValueError(
            f"Picture ‘{picture.caption}’ does not say how large it is. "
            "Give the SVG a width and height or a viewBox, or save the PNG again."
        )
    return sides[0] * _EMU_PER_PIXEL, sides[1] * _EMU_PER_PIXEL


def _png_size(image: bytes) -> tuple[float, float]:
    if len(image) < 24:
        return 0, 0
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def _svg_size(image: bytes) -> tuple[float, float]:
    opening = re.search(r"<svg\b[^>]*>", image.decode("utf-8", "replace"))
    tag = opening.group() if opening else ""
    sides = [re.search(rf'\s{side}\s*=\s*["\']\s*([\d.]+)(?:px)?\s*["\']', tag) for side in ("width", "height")]
    if sides[0] and sides[1]:
        return _number(sides[0].group(1)), _number(sides[1].group(1))
    box = re.search(r'\sviewBox\s*=\s*["\']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)', tag)
    return (_number(box.group(1)), _number(box.group(2))) if box else (0, 0)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d*\.?\d+|\d+\.", text) else 0


@cache
def grey_png() -> bytes:
    """One grey pixel: stretched, it shows that a picture belongs there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xd8")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
