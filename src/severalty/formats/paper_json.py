"""A paper as canonical JSON, of which its digest is taken, and back: every byte is accounted for."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from severalty.engine.decisions.schedule_12a import PARAGRAPHS
from severalty.engine.evidence import Evidence
from severalty.engine.freeze import canonical, plain
from severalty.formats.documents import Block, Bullets, Document, Note, Paragraph, Picture, Section, Table
from severalty.formats.limits import MEGABYTE, Limits
from severalty.formats.paper_pictures import picture_fault
from severalty.formats.papers import FIRST_SCHEMA, SCHEMA, PaperContent, Withheld
from severalty.formats.problems import Unreadable, clipped, unreadable

LIMITS = Limits(file_bytes=20 * MEGABYTE, cells=20_000, text_bytes=MEGABYTE, rows=20_000)
UNDERSTOOD = (FIRST_SCHEMA, SCHEMA)

_BLOCKS: dict[str, type] = {
    "paragraph": Paragraph,
    "bullets": Bullets,
    "table": Table,
    "picture": Picture,
    "note": Note,
}
_NAMES = {kind: name for name, kind in _BLOCKS.items()}
_IMAGES = ("svg", "png", "stand_in")
_LARGEST = 2**63
_SHA256 = re.compile("[0-9a-f]{64}")
_STATED = re.compile(rb',\s*"sha256"\s*:\s*"([0-9a-f]{64})"\s*\}\s*\Z')
_MEND = "ask for the paper again as it was published"


class _Fault(Exception):
    """Something of a paper that cannot be read: where it stands, what was found and what was expected."""

    def __init__(self, where: str, found: str, expected: str) -> None:
        super().__init__(where)
        self.where, self.found, self.expected = where, found, expected


class Unprintable(ValueError):
    """A paper that no file can hold, and why."""


def paper_bytes(content: PaperContent) -> bytes:
    """The one JSON text of a paper, as UTF-8.

    Raises Unprintable, a ValueError, when it could not be read back: a picture that is no plain drawing, a text that
    holds half a character, a date that is not ISO, more than `LIMITS` allows.
    """
    data = canonical(plain_paper(content)).encode()
    try:
        back = read_paper(data)
    except Unreadable as fault:
        raise Unprintable(f"The paper cannot be frozen: found {_found(fault)}.") from fault
    if back != content:
        raise Unprintable("The paper cannot be frozen: it holds values of another kind than its records say.")
    return data


def _found(fault: Unreadable) -> str:
    return f"{fault.problem.found}, expected {fault.problem.expected}"


def paper_json(content: PaperContent) -> bytes:
    """The JSON file of a paper: its one JSON text, with the digest of that text as a last field, `sha256`."""
    body = paper_bytes(content)
    return with_digest(body, digest_of(body))


def with_digest(body: bytes, digest: str) -> bytes:
    """The file of a paper's JSON text, which states this digest."""
    return body[:-1] + b',"sha256":"' + digest.encode() + b'"}'


def without_digest(data: bytes) -> tuple[bytes, str]:
    """The JSON text of a paper's file, and the digest that the file states; the data as they are where it has none."""
    found = _STATED.search(data)
    return (data[: found.start()] + b"}", found[1].decode()) if found else (data, "")


def part_digest(sections: tuple[Section, ...]) -> str:
    """The digest of some sections of a paper, such as those that tell of one council; raises as `paper_bytes`."""
    return hashlib.sha256(canonical([_plain_section(one) for one in sections]).encode()).hexdigest()


def digest_of(paper: PaperContent | bytes) -> str:
    """SHA-256 in hexadecimal: of a paper's canonical JSON, or of bytes as they are."""
    return hashlib.sha256(paper if isinstance(paper, bytes) else paper_bytes(paper)).hexdigest()


def read_paper(data: bytes, name: str = "paper") -> PaperContent:
    """The paper that JSON holds, whatever its spaces and order of keys; a digest stated in it is not compared.

    Raises Unreadable for anything else: not JSON, a schema of another version, a field missing, unknown or of the
    wrong kind, a picture that could fetch or run something, more than `LIMITS` allows.
    """
    if len(data) > LIMITS.file_bytes:
        raise unreadable(name, f"{len(data) / MEGABYTE:,.0f} MB", "at most 20 MB", _MEND)
    return paper_in(parsed(without_digest(data)[0], name), name)


def paper_in(held: Any, name: str = "paper") -> PaperContent:
    """The paper that JSON's own kinds stand for; raises as `read_paper`."""
    _check_schema(held, name)
    if held["schema"] == FIRST_SCHEMA and "withheld" not in held:
        held = {**held, "withheld": []}
    content: PaperContent = read_as(PaperContent, held, name)
    try:
        _check_whole(content)
    except _Fault as fault:
        raise _refusal(fault, name) from fault
    return content


def read_as(kind: Any, held: Any, name: str) -> Any:
    """A value of this kind, such as a tuple of blocks, of JSON's own kinds; raises as `read_paper`."""
    try:
        value = _read(kind, held, "")
        if _letters(held) > LIMITS.text_bytes:
            raise _Fault("sections", f"{_letters(held):,} letters", f"at most {LIMITS.text_bytes:,}")
    except _Fault as fault:
        raise _refusal(fault, name) from fault
    except RecursionError as fault:
        raise unreadable(name, "lists inside lists without end", "a paper", _MEND) from fault
    return value


def _refusal(fault: _Fault, name: str) -> Unreadable:
    place = f"{fault.where.lstrip('.') or 'paper'}: {clipped(fault.found)}"
    return unreadable(name, place, fault.expected, _MEND)


def parsed(data: bytes, name: str) -> Any:
    """What JSON holds; raises Unreadable where it is none."""

    def no_constant(text: str) -> Any:
        raise ValueError(text)

    try:
        return json.loads(data.decode("utf-8"), parse_constant=no_constant)
    except (ValueError, RecursionError) as fault:
        raise unreadable(name, "no JSON", "the JSON of a paper, in UTF-8", _MEND) from fault


def _letters(held: Any) -> int:
    """How long all texts are together, without the pictures."""
    if isinstance(held, dict):
        return sum(_letters(inner) for key, inner in held.items() if key not in _IMAGES)
    if isinstance(held, list):
        return sum(map(_letters, held))
    return len(held) if isinstance(held, str) else 0


def _check_schema(held: Any, name: str) -> None:
    schema = held.get("schema") if isinstance(held, dict) else None
    if schema in UNDERSTOOD:
        return
    if isinstance(schema, str) and schema.startswith("severalty paper "):
        mend = "update Severalty, or check the paper where it was made"
        raise unreadable(name, f"a paper of schema “{clipped(schema)}”", " or ".join(UNDERSTOOD), mend)
    raise unreadable(name, "JSON that is no paper", f"the schema “{SCHEMA}”", "choose the JSON of a paper")


def _check_whole(content: PaperContent) -> None:
    """What no single field shows: the date, the order of headings, the size of all tables together."""
    try:
        date.fromisoformat(content.prepared_on)
    except ValueError as fault:
        raise _Fault("prepared_on", content.prepared_on, "a date such as 2026-11-30") from fault
    try:
        Document(content.title, "", "", "", sections=content.sections)
    except ValueError as fault:
        raise _Fault("sections", str(fault), "a whole document") from fault
    _check_withheld(content)
    tables = [block for section in content.sections for block in section.blocks if isinstance(block, Table)]
    cells = sum(len(table.columns) * (len(table.rows) + 1) for table in tables) + 6 * len(content.figures)
    if cells > LIMITS.cells:
        raise _Fault("sections", f"{cells:,} cells", f"at most {LIMITS.cells:,}")


def _check_withheld(content: PaperContent) -> None:
    """Parts that are withheld have a place in the paper, stand in order, and say why."""
    if content.withheld and content.schema == FIRST_SCHEMA:
        raise _Fault("withheld", "parts that are withheld", f"none in a paper of schema “{FIRST_SCHEMA}”")
    places = [(one.section, one.after) for one in content.withheld]
    if places != sorted(places):
        raise _Fault("withheld", "parts out of their order", "parts in the order of the paper")
    for number, one in enumerate(content.withheld, start=1):
        fault = _withheld_fault(content, one)
        if fault:
            raise _Fault(f"withheld[{number}]", *fault)


def _withheld_fault(content: PaperContent, one: Withheld) -> tuple[str, str] | None:
    """What was found of a part that cannot be so, and what was expected."""
    if not 0 < one.section <= len(content.sections):
        return f"section {one.section}", f"a section from 1 to {len(content.sections)}"
    if not 0 <= one.after <= len(content.sections[one.section - 1].blocks):
        return f"a place after block {one.after}", "a place in its section"
    if not set(one.under) <= set(PARAGRAPHS) or bool(one.under) == one.confidential:
        return f"paragraphs {list(one.under)}", "paragraphs of Schedule 12A, or confidential and none"
    return None if _SHA256.fullmatch(one.digest) else (one.digest, "a SHA-256 in hexadecimal")


# ------------------------------------------------------------------------------------------------------------- writing
def plain_paper(content: PaperContent) -> dict[str, Any]:
    """A paper as JSON's own kinds."""
    held = {one.name: plain(getattr(content, one.name)) for one in fields(content) if one.name != "sections"}
    if content.schema == FIRST_SCHEMA and not content.withheld:
        del held["withheld"]
    return {**held, "sections": [_plain_section(one) for one in content.sections]}


def _plain_section(section: Section) -> dict[str, Any]:
    return {"heading": section.heading, "level": section.level, "blocks": plain_blocks(section.blocks)}


def plain_blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Blocks as JSON's own kinds; raises Unprintable for a picture that is no plain drawing."""
    return [_plain_block(block) for block in blocks]


def _plain_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        return {"block": "picture", **_plain_picture(block)}
    return {"block": _NAMES[type(block)], **plain(block)}


def _plain_picture(picture: Picture) -> dict[str, str]:
    """A drawing as its text, so that people can read what changed; PNG in base64."""
    fault = picture_fault(picture.image)
    if fault:
        raise Unprintable(f"Picture ‘{picture.caption}’ cannot stand in a paper: it holds {fault}.")
    held = {"alt": picture.alt, "caption": picture.caption, "stand_in": base64.b64encode(picture.stand_in).decode()}
    if picture.is_png:
        return {"png": base64.b64encode(picture.image).decode(), **held}
    return {"svg": picture.image.decode("utf-8"), **held}


# ------------------------------------------------------------------------------------------------------------- reading
@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any, where: str) -> Any:
    """The value as this kind, field by field; raises _Fault with the place where it is of another kind."""
    if kind == Block:
        return _read_block(value, where)
    if is_dataclass(kind):
        return _read_record(kind, value, where)
    origin = get_origin(kind)
    if origin is tuple:
        return _read_tuple(get_args(kind), value, where)
    if origin is UnionType:
        optional = NoneType in get_args(kind)
        return None if optional and value is None else _read(get_args(kind)[0], value, where)
    if origin is Literal:
        return _one_of(get_args(kind), value, where)
    if kind is Evidence:
        return Evidence(_one_of([str(one) for one in Evidence], value, where))
    return _read_simple(kind, value, where)


def _read_record(kind: Any, value: Any, where: str) -> Any:
    hints = _hints(kind)
    held = _fields(value, where, set(hints))
    read = {name: _read(hint, held[name], f"{where}.{name}") for name, hint in hints.items()}
    return _made(kind, read, where)


def _read_block(value: Any, where: str) -> Any:
    name = value.get("block") if isinstance(value, dict) else None
    if name not in _BLOCKS:
        raise _Fault(where, f"a block “{name}”", f"one of {', '.join(_BLOCKS)}")
    held = {key: inner for key, inner in value.items() if key != "block"}
    return _read_picture(held, where) if name == "picture" else _read_record(_BLOCKS[name], held, where)


def _read_picture(value: dict[str, Any], where: str) -> Picture:
    kind = "png" if "png" in value else "svg"
    held = _fields(value, where, {kind, "alt", "caption", "stand_in"})
    texts = {key: _read_simple(str, inner, f"{where}.{key}") for key, inner in held.items()}
    image = _from_base64(texts["png"], f"{where}.png") if kind == "png" else texts["svg"].encode("utf-8")
    stand_in = _from_base64(texts["stand_in"], f"{where}.stand_in")
    for picture in (image, stand_in):
        fault = picture_fault(picture) if picture else ""
        if fault:
            raise _Fault(where, fault, "a plain drawing")
    made: Picture = _made(Picture, {"image": image, "alt": texts["alt"], "caption": texts["caption"],
                                    "stand_in": stand_in}, where)  # fmt: skip
    if made.is_png != (kind == "png"):
        raise _Fault(where, "a picture of another kind than it says", f"a picture as {kind.upper()}")
    return made


def _from_base64(text: str, where: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _Fault(where, text, "base64") from fault
    if base64.b64encode(data).decode() != text:
        raise _Fault(where, text, "base64 in its one form")
    return data


def _read_tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _Fault(where, _shown(value), "a list")
    if kinds[-1] is not Ellipsis:
        if len(value) != len(kinds):
            raise _Fault(where, f"{len(value)} entries", f"{len(kinds)} entries")
        return tuple(_read(kind, inner, where) for kind, inner in zip(kinds, value, strict=True))
    if len(value) > LIMITS.rows:
        raise _Fault(where, f"{len(value):,} entries", f"at most {LIMITS.rows:,}")
    return tuple(_read(kinds[0], inner, f"{where}[{place}]") for place, inner in enumerate(value, start=1))


def _read_simple(kind: Any, value: Any, where: str) -> Any:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _LARGEST:
        return value
    if kind is int and type(value) is int and abs(value) < _LARGEST:
        return value
    if kind is bool and isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str):
        return _whole_text(value, where)
    words = {str: "a text", int: "a whole number", float: "a number above zero", bool: "true or false"}
    raise _Fault(where, _shown(value), words[kind])


def _whole_text(text: str, where: str) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _Fault(where, "half a character", "a text of whole characters")
    return text


def _one_of(choices: Any, value: Any, where: str) -> Any:
    if type(value) not in (str, int) or value not in choices:
        raise _Fault(where, _shown(value), f"one of {', '.join(map(str, choices))}")
    return value


def _fields(value: Any, where: str, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Fault(where, _shown(value), f"the fields {', '.join(sorted(names))}")
    for key in value:
        if key not in names:
            raise _Fault(where, f"a field “{clipped(key)}”", f"only {', '.join(sorted(names))}")
    missing = sorted(names - value.keys())
    if missing:
        raise _Fault(where, f"no field “{missing[0]}”", f"the fields {', '.join(sorted(names))}")
    return value


def _made(kind: Any, values: dict[str, Any], where: str) -> Any:
    try:
        return kind(**values)
    except ValueError as fault:
        raise _Fault(where, str(fault), "a record that can be printed") from fault


def _shown(value: Any) -> str:
    return clipped(json.dumps(value)) if not isinstance(value, list | dict) else "a list or record"
