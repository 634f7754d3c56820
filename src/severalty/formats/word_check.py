"""Whether a Word template from a council can be used: refusals and advice, in sentences that say how to mend it."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import docx
from docx.oxml.parser import parse_xml

from severalty.formats.archives import opened
from severalty.formats.limits import MEGABYTE, Limits
from severalty.formats.problems import Unreadable, clipped
from severalty.formats.word_fill import CONTENT, FIELDS, PLACEHOLDER, content_paragraph, paragraphs, text_of
from severalty.formats.word_xml import qualified

LIMITS = Limits(file_bytes=5 * MEGABYTE, unpacked_bytes=30 * MEGABYTE, members=1_000, ratio=100)
STYLES_USED = ("heading 1", "heading 2", "heading 3", "list bullet", "caption")

_DOCUMENT = "wordprocessingml.document.main+xml"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_PLACES = tuple(qualified(name) for name in ("document", "hdr", "ftr"))
_STORIES = (*_PLACES, *(qualified(name) for name in ("footnotes", "endnotes")))
_CODE = re.compile(r"\{%|\{#|\{\{(?!\s*\w+\s*\}\})")
_FETCHING = re.compile(
    r"(?<![A-Z])(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)(?![A-Z])", re.IGNORECASE
)
_KNOWN = ", ".join(f"{{{{ {name} }}}}" for name in (*FIELDS, CONTENT))


class TemplateError(ValueError):
    """A template that cannot be used; `problems` are the sentences for the person who gave it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def check_template(data: bytes) -> tuple[str, ...]:
    """Why this file cannot be used as a template, one sentence or two for each fault; empty when it can.

    Nothing of the file is run, and nothing that it points to is fetched.
    """
    if len(data) > LIMITS.file_bytes:
        found = f"{len(data) / MEGABYTE:.1f} MB"
        return (f"The template has {found}; it may have at most 5 MB. Make its pictures smaller and save it again.",)
    if data.startswith(_OLD_FORMAT):
        fault = "The template is in the older .doc form or has a password."
        return (f"{fault} Open it in Word and save it as ‘Word document (.docx)’ without a password.",)
    try:
        files = _unpacked(data)
    except Unreadable as unread:
        fault = f"The template is not a Word document that can be read: found {clipped(unread.problem.found)}."
        return (f"{fault} Open it in Word, save it as ‘Word document (.docx)’ and give that file.",)
    return _kind_problems(files) or _content_problems(data, files)


def advise_template(data: bytes) -> tuple[str, ...]:
    """What a usable template would do better to have: the place for the report, and the styles it will look for."""
    word = docx.Document(io.BytesIO(data))
    advice = []
    if content_paragraph(word.element.body) is None:
        advice.append(
            "The template does not say {{ content }}, so the report is put at its end. "
            "Write {{ content }} in a paragraph of its own where the report should stand."
        )
    names = {str(style.name).lower() for style in word.styles}
    missing = [name.title() for name in STYLES_USED if name not in names]
    if not names & {"report table", "table grid"}:
        missing.append("Table Grid")
    if missing:
        advice.append(
            f"The template has no style called {', '.join(missing)}. The report uses plain formatting there; "
            "to choose the look, use each style once in Word, then save."
        )
    return tuple(advice)


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    archive = opened(data, "template", LIMITS)
    return {entry.filename: b"".join(archive.chunks(entry)) for entry in archive.entries}


def _kind_problems(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The faults after which it is no use to look further."""
    types = files.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    lower = [name.lower() for name in files]
    if "macroenabled" in types.lower() or any("vbaproject" in name or "vbadata" in name for name in lower):
        return ("The template holds macros. Save it in Word as ‘Word document (.docx)’, which leaves them out.",)
    if "wordprocessingml.template.main+xml" in types:
        return ("The template is a Word template (.dotx). Save it in Word as ‘Word document (.docx)’.",)
    if _DOCUMENT not in types or "word/document.xml" not in files:
        return ("The file is not a Word document. Give a file that Word saved as ‘Word document (.docx)’.",)
    if b"purl.oclc.org/ooxml" in files["word/document.xml"]:
        return ("The template is in the ‘Strict Open XML’ form. Save it in Word as plain ‘Word document (.docx)’.",)
    if any("/embeddings/" in name or "/activex/" in name or "/afchunk" in name for name in lower):
        return (
            "The template holds an embedded file or control. Take it out, or paste it as a picture, and save again.",
        )
    return ()


def _content_problems(data: bytes, files: Mapping[str, bytes]) -> tuple[str, ...]:
    trees: dict[str, Any] = {}
    for name, content in files.items():
        if not _is_xml(name, content):
            continue
        try:
            trees[name] = parse_xml(content)
        except (SyntaxError, ValueError):
            return (_damaged(name),)
        if trees[name].getroottree().docinfo.internalDTD is not None:
            fault = f"The template declares its own document type in ‘{clipped(name)}’, which Word never does."
            return (f"{fault} Open it in Word and save it again.",)
    problems = [
        *_link_problems(trees),
        *_field_problems(trees),
        *_person_problems(trees),
        *_placeholder_problems(trees),
    ]
    if not problems:
        problems += _opening_problems(data)
    return tuple(dict.fromkeys(problems))


def _is_xml(name: str, content: bytes) -> bool:
    """By name or by what it starts with, since a part may be called anything."""
    return name.endswith((".xml", ".rels")) or content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _damaged(name: str) -> str:
    return f"The template is damaged in ‘{clipped(name)}’. Open it in Word and save it again."


def _opening_problems(data: bytes) -> Iterator[str]:
    try:
        word = docx.Document(io.BytesIO(data))
        styles = word.styles
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile):
        yield _damaged("its list of parts")
        return
    if word.element.body is None or styles is None:
        yield _damaged("word/document.xml")


def _link_problems(trees: Mapping[str, Any]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        for link in tree:
            if str(link.get("TargetMode", "")).lower() == "external":
                yield from _outside(str(link.get("Type", "")).rsplit("/", 1)[-1], str(link.get("Target", "")))


def _outside(kind: str, target: str) -> Iterator[str]:
    """A link that a reader may press loads nothing by itself, so council web addresses in a footer are welcome."""
    if kind == "hyperlink":
        if not target.lower().startswith(("https://", "http://", "mailto:")):
            yield (
                f"The template links to ‘{clipped(target)}’, which is not a web or e-mail address. "
                "Take the link out or point it to an https:// address."
            )
    elif kind == "attachedTemplate":
        yield (
            f"The template is itself attached to another template, ‘{clipped(target)}’. In Word, open Developer, "
            "Document Template, put Normal in the box, and save again."
        )
    else:
        yield (
            f"The template fetches something from outside, ‘{clipped(target)}’. "
            "Insert it into the document instead of linking to it (Word: File, Info, Edit Links to Files)."
        )


def _field_problems(trees: Mapping[str, Any]) -> Iterator[str]:
    for tree in _stories(trees):
        if next(tree.iter(qualified("altChunk"), qualified("subDoc")), None) is not None:
            yield "The template takes in another document. Paste its text instead and save again."
        codes = "".join(part.text or "" for part in tree.iter(qualified("instrText")))
        codes += " ".join(field.get(qualified("instr"), "") for field in tree.iter(qualified("fldSimple")))
        found = _FETCHING.search(codes)
        if found:
            yield (
                f"The template has a field ({found.group().upper()}) that fetches from outside. "
                "In Word, select it and press Ctrl+Shift+F9 to turn it into plain text, then save."
            )


def _person_problems(trees: Mapping[str, Any]) -> Iterator[str]:
    marks = [qualified(name) for name in ("ins", "del", "moveFrom", "moveTo", "commentReference")]
    for tree in _stories(trees):
        if any(mark.get(qualified("author")) or mark.tag == marks[-1] for mark in tree.iter(*marks)):
            yield (
                "The template has tracked changes or comments, which would publish people’s names. "
                "Accept or reject the changes, delete the comments, and save again."
            )
            return


def _placeholder_problems(trees: Mapping[str, Any]) -> Iterator[str]:
    places = 0
    for tree in _stories(trees):
        for paragraph in paragraphs(tree):
            text = text_of(paragraph)
            found = PLACEHOLDER.findall(text)
            yield from _unknown(text, found)
            if found and tree.tag not in _PLACES:
                yield "A footnote holds a placeholder. Move it to the body, header or footer of the template."
            if CONTENT in found:
                places += found.count(CONTENT)
                yield from _misplaced(tree, paragraph)
    if places > 1:
        yield f"The template says {{{{ content }}}} {places} times. Keep it once, where the report should stand."


def _unknown(text: str, found: list[str]) -> Iterator[str]:
    if _CODE.search(text):
        yield (
            f"The template has an instruction in ‘{clipped(text)}’. Only placeholders can be filled: {_KNOWN}. "
            "Take the instruction out."
        )
    for name in found:
        if name not in (*FIELDS, CONTENT):
            yield f"The template has a placeholder {{{{ {clipped(name)} }}}} that is not known. Use only {_KNOWN}."


def _misplaced(tree: Any, paragraph: Any) -> Iterator[str]:
    in_box = next(paragraph.iterancestors(qualified("txbxContent"), qualified("tc")), None) is not None
    if tree.tag != qualified("document") or in_box:
        yield (
            "The placeholder {{ content }} stands in a header, footer, note, table or text box. "
            "Put it in a paragraph of the body."
        )


def _stories(trees: Mapping[str, Any]) -> list[Any]:
    """The parts with running text, whatever their files are called."""
    return [tree for tree in trees.values() if tree.tag in _STORIES]
