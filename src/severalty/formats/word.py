"""A report written as a Word document, in the council's own template when there is one."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE

from severalty.formats.documents import Document
from severalty.formats.word_body import Body
from severalty.formats.word_check import TemplateError, check_template
from severalty.formats.word_embed import Written, embed, mark_report, stories, with_outside
from severalty.formats.word_fill import CONTENT, PLACEHOLDER, Filled, content_paragraph, fill, paragraphs, text_of
from severalty.formats.word_marking import mark_pages
from severalty.formats.word_outside import outside_of
from severalty.formats.word_template import default_template, pack
from severalty.formats.word_xml import clean, qualified

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PERSONAL = ("/extended-properties", "/thumbnail", "/people")
_NO_PLACE = (
    "The template does not say where the report goes, so it stands here, at the end. "
    "Write {{ content }} in a paragraph of the template where it should stand."
)


def write_word(document: Document, template: bytes | None = None, embedded: bytes = b"", kept: str = "") -> bytes:
    """The report as a .docx file: the same bytes for the same report and template, whenever and wherever it is made.

    Without a template the default one is used. `embedded` is data that the file carries along; then marks tell the
    report's words from those of the template, and the texts of the template are written down beside the data.
    `kept` is what each page says of not being for publication. Raises
    TemplateError when the template cannot be used (see `check_template`), and ValueError when a picture does not say
    how large it is.
    """
    if template is not None:
        problems = check_template(template)
        if problems:
            raise TemplateError(problems)
    word = docx.Document(io.BytesIO(default_template() if template is None else template))
    _forget_people(word)
    _set_properties(word, document)
    _set_language(word, document.language)
    written = _write_body(word, document)
    if kept:
        mark_pages(word, kept)
    part = ""
    if embedded:
        part = embed(word, embedded)
        mark_report(word, written)
    out = io.BytesIO()
    word.save(out)
    files = _files_of(out.getvalue())
    if part:
        files[part] = with_outside(files[part], outside_of(files, "paper"))
    return pack(files)


def _write_body(word: WordFile, document: Document) -> Written:
    """Placeholders are filled first, so that a report which speaks of `{{ title }}` keeps its words."""
    body: Any = word.element.body
    titled = any("title" in PLACEHOLDER.findall(text_of(paragraph)) for paragraph in paragraphs(body))
    place = content_paragraph(body)
    writer = Body(word, place)
    if not titled:
        writer.title(document)
    filled = _fill_placeholders(word, document)
    if place is None:
        writer.note(_NO_PLACE)
    writer.report(document)
    writer.finish()
    if place is not None:
        fill(place, {CONTENT: ""})
    return Written(tuple(filled), tuple(writer.span))


def _fill_placeholders(word: WordFile, document: Document) -> list[Filled]:
    values = {
        "title": document.title,
        "subtitle": document.subtitle,
        "organisation": document.organisation,
        "prepared_on": document.prepared_on,
    }
    return [found for part in (word.part, *stories(word)) for found in fill(part.element, values)]


def _forget_people(word: WordFile) -> None:
    """The template's maker, their machine and a picture of their first page do not belong in a report."""
    for links in (word.part.package.rels, word.part.rels):
        for name in [name for name, link in links.items() if link.reltype.endswith(_PERSONAL)]:
            del links[name]


def _set_properties(word: WordFile, document: Document) -> None:
    core = word.core_properties
    for old in list(core._element):
        core._element.remove(old)
    core.title = _short(document.title)
    core.subject = _short(document.subtitle)
    core.author = core.last_modified_by = _short(document.organisation)
    core.language = document.language
    core.revision = 1
    prepared = prepared_day(document.prepared_on)
    if prepared is not None:
        core.created = core.modified = prepared


def prepared_day(text: str) -> datetime | None:
    """Midnight of a day such as ‘14 March 2025’ or ‘2025-03-14’, for the file's properties; None for other texts."""
    british = re.search(r"\b(\d{1,2}) ([A-Za-z]+) (\d{4})\b", text)
    iso = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text)
    if british and british.group(2).lower() in _MONTHS:
        numbers = int(british.group(3)), _MONTHS.index(british.group(2).lower()) + 1, int(british.group(1))
    elif iso:
        numbers = int(iso.group(1)), int(iso.group(2)), int(iso.group(3))
    else:
        return None
    try:
        return datetime(*numbers, tzinfo=UTC)
    except ValueError:
        return None


def _short(text: str) -> str:
    return " ".join(clean(text).split())[:255]


def _set_language(word: WordFile, language: str) -> None:
    styles: Any = word.styles.element
    settings: Any = word.settings.element
    for mark in (*styles.iter(qualified("lang")), *settings.iter(qualified("themeFontLang"))):
        mark.set(qualified("val"), language)
    normal = word.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    if normal is not None:
        look: Any = normal.element.get_or_add_rPr()
        if look.find(qualified("lang")) is None:
            mark = look.makeelement(qualified("lang"), {qualified("val"): language})
            look.append(mark)


def _files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
