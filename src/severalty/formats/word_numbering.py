"""The lists of a report in a Word document: headings 1, 2 … with paragraphs 1.1, 1.2 …, and bullets."""

from dataclasses import dataclass
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.numbering import NumberingPart

from severalty.formats.word_xml import NAMESPACES, fragment, qualified

STEP = 720  # twentieths of a point from the number to the text


@dataclass(frozen=True)
class Lists:
    """The numbers under which the two lists of a report stand in the numbering part."""

    outline: int
    bullets: int


def add_lists(part: Any) -> Lists:
    """Add the two lists to the numbering of this document part, beside those that the template has."""
    numbering = _numbering(part)
    abstract = _next(numbering, "abstractNum", "abstractNumId")
    number = _next(numbering, "num", "numId")
    nums = numbering.findall(qualified("num"))
    place = numbering.index(nums[0]) if nums else len(numbering)
    numbering.insert(place, fragment(_outline(abstract)))
    numbering.insert(place + 1, fragment(bullets(abstract + 1)))
    after = numbering.index(nums[-1]) + 1 if nums else place + 2
    for offset in (0, 1):
        link = f'<w:num w:numId="{number + offset}"><w:abstractNumId w:val="{abstract + offset}"/></w:num>'
        numbering.insert(after + offset, fragment(link))
    return Lists(outline=number, bullets=number + 1)


def _numbering(part: Any) -> Any:
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        blank = f"<w:numbering {NAMESPACES}/>".encode()
        made = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, blank, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made.element


def _next(numbering: Any, element: str, key: str) -> int:
    used = [item.get(qualified(key), "0") for item in numbering.findall(qualified(element))]
    return max((int(number) for number in used if number.isdecimal()), default=0) + 1


def _outline(number: int) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{STEP}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
        for level, text in enumerate(("%1", "%1.%2"))
    )
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def bullets(number: int) -> str:
    """The definition of a bulleted list."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="357" w:hanging="357"/></w:pPr></w:lvl></w:abstractNum>'
    )
