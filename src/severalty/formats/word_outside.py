"""The text of a Word file that stands outside a report: before and after it, in headers, footers, notes and boxes."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from docx.oxml.parser import parse_xml

from severalty.formats.paper_word_text import LETTERS, is_hidden, report_span, story
from severalty.formats.word_xml import R, clean, qualified

BEFORE, AFTER = "before the paper", "after the paper"

_PLACES = {
    qualified("hdr"): "in a header",
    qualified("ftr"): "in a footer",
    qualified("footnotes"): "in a footnote",
    qualified("endnotes"): "in an endnote",
    qualified("comments"): "in a comment",
}
_DRAWN = "in a chart or diagram"
_DOCUMENT = qualified("document")
_LEFT_OUT = ("word/glossary/", "word/_rels/", "word/theme/")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PARAGRAPH, _CONTROL, _SIMPLE = qualified("p"), qualified("sdt"), qualified("fldSimple")
_MARK, _CODE = qualified("fldChar"), qualified("instrText")
_PICTURES = {f"{_DRAWING}blip": f"{{{R}}}embed", f"{_VML}imagedata": f"{{{R}}}id"}
_WORD_ART = f"{_VML}textpath"
_SHOWING = (qualified("t"), *LETTERS, _WORD_ART, *_PICTURES)
_SAME_EVERYWHERE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # other pictures are drawn anew by some programs
# What Word works out by itself: numbers, and texts.
_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
_WORKED_OUT = frozenset({
    "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "FILENAME", "FILESIZE", "TOC", "PAGEREF",
    "STYLEREF", "NUMWORDS", "NUMCHARS", "REVNUM", "TITLE", "SUBJECT", "AUTHOR", "DOCPROPERTY", "LASTSAVEDBY",
})  # fmt: skip
_NUMBER = re.compile(r"[\d\s.–/-]*|[ivxlcdm]+|[a-z]{1,2}", re.IGNORECASE)


def outside_of(files: Mapping[str, bytes], name: str) -> dict[str, list[str]]:
    """The texts outside the report by where they stand, none of them empty; raises Unreadable when a part is damaged.

    What Word works out by itself, such as page numbers and dates, is given as the name of its field in braces, and a
    picture by its fingerprint. Headers and the like are given once each, since some programs write them several times.
    """
    root = story(files, "word/document.xml", name)
    paragraphs, inside = report_span(root)
    found: dict[str, list[str]] = {}
    if inside:
        texts = _texts(root, _pictures_of(files, "word/document.xml"))
        found = {BEFORE: _said(texts, paragraphs[: inside.start]), AFTER: _said(texts, paragraphs[inside.stop :])}
    others: dict[str, list[str]] = {}
    for part in sorted(files):
        if part.startswith("word/") and not part.startswith(_LEFT_OUT) and part.endswith(".xml"):
            for where, said in _story_texts(files, part, name):
                others.setdefault(where, []).extend(said)
    found |= {where: list(dict.fromkeys(said)) for where, said in others.items()}
    return {where: said for where, said in found.items() if said}


def _story_texts(files: Mapping[str, bytes], part: str, name: str) -> Iterator[tuple[str, list[str]]]:
    root = story(files, part, name)
    if root.tag in _PLACES:
        yield _PLACES[root.tag], _said(_texts(root, _pictures_of(files, part)), list(root.iter(_PARAGRAPH)))
    elif root.tag != _DOCUMENT:
        yield _DRAWN, [text for text in (one.text or "" for one in root.iter(f"{_DRAWING}t")) if text.strip()]


def _said(texts: Mapping[Any, str], paragraphs: list[Any]) -> list[str]:
    said = (clean(texts.get(one, "")) for one in paragraphs)
    return [text for text in said if text.strip()]


def _pictures_of(files: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The pictures that a part can draw: a name for each, by the reference that it is drawn under."""
    path = PurePosixPath(part)
    links = files.get(f"{path.parent}/_rels/{path.name}.rels")
    if links is None:
        return {}
    found = {}
    for link in parse_xml(links).iter(_RELATION):
        target = str(link.get("Target", "")).lstrip("/")
        found[str(link.get("Id"))] = _picture(files.get(f"word/{target}", files.get(target, b"")))
    return found


def _picture(data: bytes) -> str:
    if data.startswith(_SAME_EVERYWHERE):
        return f"[picture {hashlib.sha256(data).hexdigest()[:8]}]"
    return "[picture]"


class _Field:
    """A field, or a control bound to a property: its instruction, whether its text began, and whether it was told."""

    def __init__(self, code: str = "", *, shows: bool = True) -> None:
        self.code, self.shows, self.told = code, shows, False

    @property
    def name(self) -> str:
        return (self.code.split() or [""])[0].upper()

    def hides(self, text: str) -> bool:
        """Whether this text is what Word works out by itself."""
        if not self.shows:
            return False
        return self.name in _WORKED_OUT or (self.name in _NUMBERS and bool(_NUMBER.fullmatch(text.strip())))

    def tell(self) -> str:
        """What stands instead of the text: the name in braces, once."""
        told, self.told = self.told, True
        return "" if told else f"{{{self.name}}}"


def _texts(root: Any, pictures: Mapping[str, str]) -> dict[Any, str]:
    """The visible text of each paragraph, those in text boxes by themselves."""
    pieces: dict[Any, list[str]] = {}
    open_fields: list[_Field] = []
    around: dict[Any, _Field] = {}
    for element in root.iter(_MARK, _CODE, *_SHOWING):
        if element.tag in (_MARK, _CODE):
            _step(open_fields, element)
            continue
        text = _shown(element, pictures)
        paragraph = next(element.iterancestors(_PARAGRAPH), None) if text else None
        if paragraph is None or is_hidden(element):
            continue
        fields = [*_fields_around(element, around), *open_fields]
        outer = next((one for one in fields if one.hides(text)), None)
        pieces.setdefault(paragraph, []).append(outer.tell() if outer else text)
    return {paragraph: "".join(said) for paragraph, said in pieces.items()}


def _shown(element: Any, pictures: Mapping[str, str]) -> str:
    if element.tag in LETTERS:
        is_stop = element.tag == qualified("tab") and element.getparent().tag != qualified("r")
        return "" if is_stop else LETTERS[element.tag]
    if element.tag == _WORD_ART:
        return str(element.get("string", ""))
    if element.tag in _PICTURES:
        return pictures.get(str(element.get(_PICTURES[element.tag])), "[picture]")
    return str(element.text or "")


def _fields_around(element: Any, known: dict[Any, _Field]) -> list[_Field]:
    """The fields in one piece and the bound controls that a text stands in, the outermost first."""
    found = []
    for above in element.iterancestors(_SIMPLE, _CONTROL):
        if above.tag == _SIMPLE:
            found.append(known.setdefault(above, _Field(above.get(qualified("instr"), ""))))
        elif above.find(f"{qualified('sdtPr')}/{qualified('dataBinding')}") is not None:
            found.append(known.setdefault(above, _Field("DOCPROPERTY")))
    return found[::-1]


def _step(fields: list[_Field], element: Any) -> None:
    kind = element.get(qualified("fldCharType"))
    if kind == "begin":
        fields.append(_Field(shows=False))
    elif element.tag == _CODE and fields:
        fields[-1].code += element.text or ""
    elif kind == "separate" and fields:
        fields[-1].shows = True
    elif kind == "end" and fields:
        fields.pop()
