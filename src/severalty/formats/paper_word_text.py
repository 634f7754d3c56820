"""The text that stands in a Word file between the marks of a report, whichever program saved it last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.parser import parse_xml

from severalty.formats.archives import opened
from severalty.formats.limits import MEGABYTE, Limits
from severalty.formats.problems import unreadable
from severalty.formats.word_embed import BEGIN, END
from severalty.formats.word_xml import R, qualified

LIMITS = Limits(file_bytes=30 * MEGABYTE, unpacked_bytes=120 * MEGABYTE, members=2_000, ratio=200)

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PARAGRAPH, _CELL, _RUN = qualified("p"), qualified("tc"), qualified("r")
LETTERS = {qualified("tab"): "\t", qualified("br"): "\n", qualified("cr"): "\n", qualified("noBreakHyphen"): "-"}
_FOREIGN = {
    qualified("footnoteReference"): "a footnote",
    qualified("endnoteReference"): "an endnote",
    qualified("pict"): "a drawing",
    qualified("object"): "an embedded object",
}
_TAKEN_IN = (qualified("altChunk"), qualified("subDoc"))
_UNSEEN = (qualified("del"), qualified("moveFrom"), _COMPATIBILITY)


@dataclass(frozen=True)
class WordText:
    """What a Word file says: the texts of the report in order, and the pictures in it as bytes.

    A picture is there in one form or two. `besides` names what a report never has and is there nevertheless. `marked`
    says whether the marks of the report were found; without them `texts` are those of the whole file.
    """

    texts: tuple[str, ...]
    pictures: tuple[frozenset[bytes], ...]
    besides: tuple[str, ...]
    marked: bool


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of a Word file; raises Unreadable when it is damaged, too large or none."""
    archive = opened(data, name, LIMITS)
    files = {entry.filename: b"".join(archive.chunks(entry)) for entry in archive.entries}
    if "word/document.xml" not in files:
        mend = "choose the Word file, the PDF or the JSON of a paper"
        raise unreadable(name, "a packed file that is no Word document", "a Word document", mend)
    return files


def story(files: Mapping[str, bytes], part: str, name: str) -> Any:
    """The root of a part with running text; raises Unreadable when it is damaged."""
    try:
        root = parse_xml(files[part])
    except (SyntaxError, ValueError) as fault:
        raise unreadable(name, f"damage in “{part}”", "a whole Word document", "ask for the paper again") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise unreadable(name, f"a document type in “{part}”", "a document as Word saves it", "ask for the paper again")
    return root


def report_text(root: Any, files: Mapping[str, bytes]) -> WordText:
    """The texts between the marks: paragraphs, and in tables one text for each cell, empty ones too."""
    paragraphs, span = report_span(root)
    inside = paragraphs[span] if span else paragraphs
    besides = tuple(dict.fromkeys(_besides(root, inside)))
    return WordText(tuple(_texts(inside)), tuple(_pictures(inside, files)), besides, span is not None)


def report_span(root: Any) -> tuple[list[Any], slice | None]:
    """The paragraphs of a document that can be seen, and which of them are the report; None without its marks."""
    paragraphs = [one for one in root.iter(_PARAGRAPH) if next(one.iterancestors(_UNSEEN), None) is None]
    first, last = _mark_at(root, paragraphs, BEGIN), _mark_at(root, paragraphs, END)
    return paragraphs, None if first is None or last is None or first > last else slice(first, last + 1)


def visible_text(paragraph: Any) -> str:
    """The text of a paragraph that can be seen: not what was deleted or hidden, nor that of a text box in it."""
    pieces = []
    for element in paragraph.iter(qualified("t"), *LETTERS):
        if element.tag == qualified("tab") and element.getparent().tag != _RUN:
            continue
        if next(element.iterancestors(_PARAGRAPH)) is paragraph and not is_hidden(element):
            pieces.append(LETTERS.get(element.tag, element.text or ""))
    return "".join(pieces)


def _mark_at(root: Any, paragraphs: list[Any], name: str) -> int | None:
    """The paragraph that holds the mark; where it stands between two, the later for the begin, the earlier for the end.

    Some programs repeat a mark when they save; the first begin and the last end count.
    """
    places = {id(paragraph): place for place, paragraph in enumerate(paragraphs)}
    found, passed = [], -1
    for element in root.iter(_PARAGRAPH, qualified("bookmarkStart")):
        if element.tag == _PARAGRAPH:
            passed = places.get(id(element), passed)
        elif element.get(qualified("name")) == name:
            inside = next(element.iterancestors(_PARAGRAPH), None)
            found.append(places.get(id(inside), passed + (inside is None and name == BEGIN)))
    return (found[0] if name == BEGIN else found[-1]) if found else None


def is_hidden(element: Any) -> bool:
    """Whether a piece of text was deleted or hidden, or stands in for what a newer program draws."""
    for above in element.iterancestors():
        if above.tag in _UNSEEN:
            return True
        if above.tag == _RUN and _says_hidden(above.find(qualified("rPr"))):
            return True
        if above.tag == _PARAGRAPH:
            return False
    return False


def _says_hidden(look: Any) -> bool:
    vanish = None if look is None else look.find(qualified("vanish"))
    return vanish is not None and vanish.get(qualified("val"), "1") not in ("0", "false", "off")


def _texts(paragraphs: list[Any]) -> Iterator[str]:
    cell, gathered = None, [""]
    for paragraph in paragraphs:
        inside = next(paragraph.iterancestors(_CELL), None)
        if cell is not None and inside is not cell:
            yield "\n".join(gathered)
        gathered = gathered if inside is cell and cell is not None else []
        cell = inside
        texts = [visible_text(paragraph), *(str(one.get("descr", "")) for one in paragraph.iter(_PICTURE))]
        if cell is None:
            yield from (text for text in texts if text.strip())
        else:
            gathered += [text for text in texts if text.strip()]
    if cell is not None:
        yield "\n".join(gathered)


def _pictures(paragraphs: list[Any], files: Mapping[str, bytes]) -> Iterator[frozenset[bytes]]:
    if "word/_rels/document.xml.rels" not in files:
        return
    links = parse_xml(files["word/_rels/document.xml.rels"])
    targets = {link.get("Id"): str(link.get("Target", "")).lstrip("/") for link in links.iter(_RELATIONS)}
    for paragraph in paragraphs:
        for about in paragraph.iter(_PICTURE):
            drawn = [blip.get(f"{{{R}}}embed") for blip in about.getparent().iter(f"{_DRAWING}blip", _SVG_BLIP)]
            paths = [targets.get(ident, "") for ident in drawn]
            yield frozenset(files.get(f"word/{path}", files.get(path, b"")) for path in paths)


def _besides(root: Any, paragraphs: list[Any]) -> Iterator[str]:
    """What a report never has: in its paragraphs, and documents that Word takes in wherever they are named."""
    if next(root.iter(*_TAKEN_IN), None) is not None:
        yield "another document"
    for paragraph in paragraphs:
        for element in paragraph.iter(*_FOREIGN):
            if next(element.iterancestors(_UNSEEN), None) is None:
                yield _FOREIGN[element.tag]
