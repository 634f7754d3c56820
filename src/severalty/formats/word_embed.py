"""Data that a Word document carries along, and marks that tell the report's words from those of the template."""

import base64
import hashlib
import itertools
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from severalty.formats.word_fill import Filled
from severalty.formats.word_xml import fragment, qualified

BEGIN, END = "severalty_begin", "severalty_end"
NAMESPACE = "urn:severalty:paper"

_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIELD = re.compile(r"severalty_\d+_([a-z_]+)_(\d+)_(\d+|x)(?:_\d*)?")  # some programs add to a name when they save
_CHANGING = ("fldSimple", "fldChar")


@dataclass(frozen=True)
class Written:
    """What was put into a template: the placeholders filled, and the first and last element of the report."""

    filled: tuple[Filled, ...]
    span: tuple[Any, ...]


@dataclass(frozen=True)
class FieldMark:
    """A mark on a paragraph that a placeholder stood in: its field, and the letters before and after its value.

    `after` is None where what follows changes by itself, such as a page number.
    """

    paragraph: Any
    field: str
    before: int
    after: int | None


def stories(word: WordFile) -> tuple[Any, ...]:
    """The headers and footers of a document."""
    links = word.part.rels.values()
    return tuple(link.target_part for link in links if link.reltype.endswith(("/header", "/footer")))


def embed(word: WordFile, data: bytes) -> str:
    """Keep data in the document as a part of its own, which Word and other programs hand on when they save it.

    Returns the name of the part within the file.
    """
    package: Any = word.part.package
    names = {str(part.partname).lower() for part in package.iter_parts()}
    taken = (f"/customxml/item{number}.xml" in names for number in itertools.count(1))
    number = 1 + sum(1 for _ in itertools.takewhile(bool, taken))
    text = base64.b64encode(data).decode()
    item = _part(package, f"item{number}", "application/xml", f'{_HEAD}<data xmlns="{NAMESPACE}">{text}</data>')
    word.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    ident = str(uuid.UUID(bytes=hashlib.sha256(data).digest()[:16])).upper()
    about = (
        f'{_HEAD}<ds:datastoreItem xmlns:ds="{_STORE}" ds:itemID="{{{ident}}}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    properties = _part(package, f"itemProps{number}", CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, about)
    item.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    return str(item.partname).lstrip("/")


def with_outside(part: bytes, outside: Mapping[str, list[str]]) -> bytes:
    """The part that `embed` made, with the texts that stand outside the report as well."""
    text = base64.b64encode(json.dumps(outside, ensure_ascii=False, sort_keys=True).encode()).decode()
    return part.removesuffix(b"</data>") + f"<outside>{text}</outside></data>".encode()


def embedded_in(files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """The data that the parts of a document carry along, each once; empty when there is none or it is damaged."""
    found: list[bytes] = []
    for name, content in files.items():
        if name.endswith(".xml") and NAMESPACE.encode() in content:
            found += _data_of(content)
    return tuple(dict.fromkeys(found))


def _data_of(content: bytes) -> Iterator[bytes]:
    try:
        root = fromstring(content, forbid_dtd=True)
        if root.tag == f"{{{NAMESPACE}}}data":
            text = "".join([root.text or "", *(child.tail or "" for child in root)])
            yield base64.b64decode("".join(text.split()), validate=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return


def outside_in(files: Mapping[str, bytes]) -> dict[str, list[str]] | None:
    """The texts outside the report as they were written down when the document was made; None where they were not.

    Raises ValueError when what was written down is damaged.
    """
    for name, content in files.items():
        if name.endswith(".xml") and NAMESPACE.encode() in content and b"outside>" in content:
            return _outside_of(content)
    return None


def _outside_of(content: bytes) -> dict[str, list[str]] | None:
    try:
        found = fromstring(content, forbid_dtd=True).findtext(f"{{{NAMESPACE}}}outside")
        if found is None:
            return None
        held = json.loads(base64.b64decode("".join(found.split()), validate=True))
        return {str(where): [str(text) for text in texts] for where, texts in held.items()}
    except (ParseError, DefusedXmlException, LookupError, AttributeError, TypeError, RecursionError) as fault:
        raise ValueError(str(fault)) from fault


def mark_report(word: WordFile, written: Written) -> None:
    """Mark where the report begins and ends, and each paragraph that a placeholder was filled in."""
    roots = [word.element.body, *(part.element for part in stories(word))]
    used = [item.get(qualified("id"), "") for root in roots for item in root.iter(qualified("bookmarkStart"))]
    number = max((int(ident) for ident in used if ident.isdecimal()), default=0) + 1
    for place, one in enumerate(written.filled, start=1):
        changing = any(next(one.paragraph.iter(qualified(name)), None) is not None for name in _CHANGING)
        name = f"severalty_{place}_{one.field}_{one.before}_{'x' if changing else one.after}"
        _add_mark(one.paragraph, name, number + place, at_end=False)
    number += len(written.filled) + 1
    first, last = (list(element.iter(qualified("p"))) for element in (written.span[0], written.span[-1]))
    _add_mark(first[0], BEGIN, number, at_end=False)
    _add_mark(last[-1], END, number + 1, at_end=True)


def field_marks(root: Any) -> Iterator[FieldMark]:
    """The marks on paragraphs that placeholders stood in."""
    for item in root.iter(qualified("bookmarkStart")):
        found = _FIELD.fullmatch(item.get(qualified("name"), ""))
        paragraph = next(item.iterancestors(qualified("p")), None)
        if found and paragraph is not None:
            after = None if found[3] == "x" else int(found[3])
            yield FieldMark(paragraph, found[1], int(found[2]), after)


def _part(package: Any, name: str, content_type: str, xml: str) -> Part:
    return Part(PackURI(f"/customXml/{name}.xml"), content_type, xml.encode(), package)


def _add_mark(paragraph: Any, name: str, number: int, *, at_end: bool) -> None:
    place = len(paragraph) if at_end else int(len(paragraph) > 0 and paragraph[0].tag == qualified("pPr"))
    paragraph.insert(place, fragment(f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'))
    paragraph.insert(place + 1, fragment(f'<w:bookmarkEnd w:id="{number}"/>'))
