"""Whether a paper is unchanged: its JSON against its digest, and the text in the file against that JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from severalty import __version__
from severalty.engine.dates import day
from severalty.formats.archives import ZIP
from severalty.formats.documents import Document, Picture
from severalty.formats.paper_compare import (
    differences_of,
    focused,
    outside_differences,
    places_of,
    plain_text,
    quoted,
)
from severalty.formats.paper_face import document_of, printed_digests, resting
from severalty.formats.paper_json import digest_of, without_digest
from severalty.formats.paper_pdf import paper_pdf
from severalty.formats.paper_pdf_text import attached_to, page_differences, pdf_text
from severalty.formats.paper_withheld import canonical_rendition, grouped, part_faults, read_rendition
from severalty.formats.paper_word_text import report_text, story, unpacked, visible_text
from severalty.formats.papers import PaperContent, Rendition
from severalty.formats.problems import unreadable
from severalty.formats.word_embed import embedded_in, field_marks, outside_in
from severalty.formats.word_fill import paragraphs, shown
from severalty.formats.word_media import grey_png
from severalty.formats.word_outside import outside_of

MOST_SHOWN = 50

_FIELDS = {"title": "Title", "subtitle": "Subtitle", "organisation": "Organisation", "prepared_on": "Date"}
_MEND = "choose the Word file, the PDF or the JSON of a paper"
_OUTSIDE = (
    "What stands outside the paper, such as a cover or headers, was compared with what was written down when the file "
    "was made; what Word fills in by itself, such as page numbers and dates, was not. "
    "The digest does not speak for any of it."
)
_TEMPLATE = (
    "What stands outside the paper, such as a cover or headers, was not compared: the version of Severalty that made "
    "this file did not write down what was there."
)
_DAMAGED = "What was written down of the text outside the paper is damaged, so that it cannot be compared."
_REDRAWN = (
    "Another version of Severalty or another program made this file, so its pages were compared word by word, "
    "and their pictures and layout were not."
)
_BARE = (
    "The file does not carry its digest, as the JSON of a paper does, so nothing tells whether it was changed; "
    "give the digest that was published."
)
_RESAVED = "The file was saved anew by another program; its pages are drawn as they were."


@dataclass(frozen=True)
class PaperVerdict:
    """What was found of a file: the paper it carries, that paper's digest, and each text that differs from it.

    `printed` are the digests that stand in the text, `more` counts differences beyond those listed, `notes` say what
    was not compared, `exempt_parts` how many parts that are not for publication it holds. Without `expected_digest` a
    verdict tells only that the file agrees with itself.
    """

    form: str
    content: PaperContent
    digest: str
    expected_digest: str | None
    printed: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = ()
    exempt_parts: int = 0

    @property
    def unchanged(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def sentence(self) -> str:
        """The verdict in a sentence or two."""
        if not self.unchanged:
            count = len(self.differences) + self.more
            what = "one thing differs" if count == 1 else f"{count} things differ"
            return f"This is not the paper as it was made: {what}."
        if self.expected_digest:
            return "This paper is unchanged: it has the digest that was published."
        agrees = "is sound in itself" if self.form == "JSON" else "says what the data inside it say"
        return (
            f"This paper {agrees}. Compare its digest with the one published: "
            "only that tells whether it is the same paper."
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What paper it is, as label and value."""
        content = self.content
        printed = [one for one in self.printed if one != self.digest]
        facts = [
            ("Paper", content.title),
            ("Kind", content.kind),
            ("Case", content.case_name),
            ("Made for", content.organisation_name),
            ("Made on", str(day(date.fromisoformat(content.prepared_on)))),
            ("Status", "Draft, not frozen" if content.draft else "Frozen, by its own word"),
            ("Figures", resting(content.figures)),
            ("File", self.form),
            ("SHA-256", grouped(self.digest)),
            *(("SHA-256 printed on it", grouped(one)) for one in printed),
            *(("Note", note) for note in self.notes),
        ]
        return tuple((label, value) for label, value in facts if value)

    def as_dict(self) -> dict[str, Any]:
        """The verdict, ready for JSON."""
        content = self.content
        return {
            "unchanged": self.unchanged,
            "sentence": self.sentence,
            "form": self.form,
            "digest": self.digest,
            "expected_digest": self.expected_digest,
            "printed_digests": list(self.printed),
            "kind": content.kind,
            "title": content.title,
            "case": content.case,
            "organisation": content.organisation,
            "prepared_on": content.prepared_on,
            "draft": content.draft,
            "illustrative": content.illustrative,
            "differences": list(self.differences),
            "more": self.more,
            "notes": list(self.notes),
            "withheld": len(content.withheld),
            "exempt_parts": self.exempt_parts,
        }


@dataclass(frozen=True)
class _Found:
    """What a file of some form shows of the paper it carries."""

    differences: Iterator[str] | Sequence[str] = ()
    printed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def verify_paper(data: bytes, name: str, expected_digest: str | None = None) -> PaperVerdict:
    """Check a paper's canonical JSON, Word file or PDF against the paper it carries, and that against a digest.

    Raises Unreadable when the file is damaged, too large or no paper at all.
    """
    expected_digest = "".join((expected_digest or "").split()).lower() or None
    form = _form_of(data, name)
    body = without_digest(data)[0] if form == "JSON" else _carried(data, name, form)
    rendition = read_rendition(body, name)
    content, digest = rendition.content, digest_of(rendition.content)
    broken = tuple(part_faults(rendition))
    try:
        found = _FORMS[form](data, name, rendition)
    except ValueError as fault:
        raise unreadable(name, str(fault), "a paper that can be printed", "ask for the paper again") from fault
    if form == "JSON" and not found.printed and not expected_digest:
        found = replace(found, differences=(_BARE,))
    told = _digest_differences(body, rendition, digest, expected_digest, found.printed)
    differing = [*told, *broken, *found.differences]
    return PaperVerdict(
        form=form,
        content=content,
        digest=digest,
        expected_digest=expected_digest,
        printed=found.printed,
        differences=tuple(differing[:MOST_SHOWN]),
        more=max(0, len(differing) - MOST_SHOWN),
        notes=(*found.notes, *_withheld_notes(rendition, whole=not broken)),
        exempt_parts=len(rendition.parts),
    )


def _withheld_notes(rendition: Rendition, *, whole: bool) -> Iterator[str]:
    """What is said of the parts that are not for publication."""
    count = len(rendition.content.withheld)
    if rendition.parts and whole:
        yield f"It holds its {count} exempt {'part' if count == 1 else 'parts'}, each as it was frozen."
    elif count and not rendition.parts:
        yield f"{count} {'part is' if count == 1 else 'parts are'} withheld from it; the digest holds for them as well."


def _form_of(data: bytes, name: str) -> str:
    if data.startswith(ZIP):
        return "Word"
    if b"%PDF-" in data[:1024]:
        return "PDF"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "JSON"
    raise unreadable(name, "a file that is no paper", "a paper as Word file, PDF or JSON", _MEND)


def _carried(data: bytes, name: str, form: str) -> bytes:
    """The JSON inside a file; there must be one, and not two that differ."""
    found = attached_to(data, name) if form == "PDF" else embedded_in(unpacked(data, name))
    if not found:
        raise unreadable(name, f"a {form} file without the data of a paper", "a paper that Severalty wrote", _MEND)
    if len(found) > 1:
        raise unreadable(name, f"{len(found)} papers in one file", "one", "ask for the paper again")
    return found[0]


def _digest_differences(
    body: bytes, rendition: Rendition, digest: str, expected: str | None, printed: tuple[str, ...]
) -> Iterator[str]:
    if body != canonical_rendition(rendition):
        yield (
            "The JSON is not in its one form: spaces, the order of its fields or repeated fields were changed, "
            f"so that the file’s own digest is {grouped(digest_of(body))}."
        )
    if expected and expected != digest:
        yield f"The digest is {grouped(digest)}, expected {grouped(expected)} as published: it is another paper."
    for one in printed:
        if one != digest:
            yield f"The digest printed on the paper is {grouped(one)}, that of the data inside it {grouped(digest)}."


# ----------------------------------------------------------------------------------------------------------------- JSON
def _json_found(data: bytes, name: str, rendition: Rendition) -> _Found:
    document_of(rendition)  # refuses what could not be printed
    stated = without_digest(data)[1]
    return _Found((), (stated,) if stated else ())


# ----------------------------------------------------------------------------------------------------------------- Word
def _word_found(data: bytes, name: str, rendition: Rendition) -> _Found:
    files = unpacked(data, name)
    root = story(files, "word/document.xml", name)
    document = document_of(rendition)
    text = report_text(root, files)
    fields = list(_field_differences(root, files, name, document))
    differing = [
        *_mark_differences(text.marked),
        *(sentence for _, sentence in fields),
        *differences_of(list(places_of(document)), text.texts, added=text.marked),
        *(f"In the text of the paper: {what} was added." for what in text.besides if text.marked),
        *_picture_differences(document, text.pictures),
    ]
    try:
        recorded = outside_in(files)
    except ValueError:
        recorded, differing = {}, [*differing, _DAMAGED]
    else:
        if recorded is not None:
            told = [said for said, _ in fields]
            differing += outside_differences(recorded, outside_of(files, name), told, marked=text.marked)
    return _Found(differing, printed_digests("\n".join(text.texts)), (_TEMPLATE if recorded is None else _OUTSIDE,))


def _mark_differences(marked: bool) -> Iterator[str]:
    if not marked:
        yield (
            "The marks of where the paper begins and ends are gone, "
            "so that what was added to it cannot be told from what the template adds."
        )


def _field_differences(root: Any, files: dict[str, bytes], name: str, document: Document) -> Iterator[tuple[str, str]]:
    """The title, organisation and date, wherever the template has them: the text found, and what is wrong with it."""
    others = [part for part in files if part.startswith(("word/header", "word/footer")) and part.endswith(".xml")]
    titled = False
    for story_root in (root, *(story(files, part, name) for part in sorted(others))):
        for mark in field_marks(story_root):
            value = shown(getattr(document, mark.field, ""))
            text = visible_text(mark.paragraph)
            end = mark.before + len(value) if mark.after is None else len(text) - mark.after
            titled = titled or (mark.field == "title" and story_root is root)
            if text[mark.before : end] != value:
                yield text, f"{_FIELDS.get(mark.field, mark.field)}: {focused(text[mark.before : end], value)}."
    title = plain_text(document.title)
    if not titled and not any(plain_text(visible_text(one)) == title for one in paragraphs(root)):
        yield "", f"Title: missing, expected {quoted(title)}."


def _picture_differences(document: Document, found: tuple[frozenset[bytes], ...]) -> Iterator[str]:
    """Programs that cannot draw a picture keep its stand-in only, so one of its two forms is enough."""
    expected = [block for section in document.sections for block in section.blocks if isinstance(block, Picture)]
    for number, (picture, drawn) in enumerate(zip(expected, found, strict=False), start=1):
        if not drawn or not drawn <= {picture.image, picture.stand_in or grey_png()}:
            yield f"Figure {number}, {picture.caption}: the picture is another than that of the paper."
    for number, picture in list(enumerate(expected, start=1))[len(found) :]:
        yield f"Figure {number}, {picture.caption}: the picture is missing."
    if len(found) > len(expected):
        yield f"Pictures: found {len(found)}, expected {len(expected)}."


# ------------------------------------------------------------------------------------------------------------------ PDF
def _pdf_found(data: bytes, name: str, rendition: Rendition) -> _Found:
    content = rendition.content
    if any(part_faults(rendition)):
        return _Found()  # no paper can be drawn of it; what is wrong is named already
    made = paper_pdf(rendition)
    if made == data:
        return _Found((), (digest_of(content),))
    found, wanted = pdf_text(data, name), pdf_text(made, name)
    printed = printed_digests("\n".join(found.pages))
    differing = list(page_differences(wanted.pages, found.pages))
    differing += [
        f"Page {number}: something is laid over it, such as a comment or a box."
        for number, count in enumerate(found.over, start=1)
        if count > (wanted.over[number - 1] if number <= len(wanted.over) else 0)
    ]
    if found.drawn == wanted.drawn:
        return _Found(differing, printed, (_RESAVED,))
    if found.maker == wanted.maker and content.software == f"Severalty {__version__}":
        differing += list(islice(_drawn_otherwise(wanted.drawn, found.drawn), 0 if differing else None))
        return _Found(differing, printed)
    return _Found(differing, printed, (_REDRAWN,))


def _drawn_otherwise(wanted: Sequence[bytes], found: Sequence[bytes]) -> Iterator[str]:
    if len(wanted) != len(found):
        yield f"Pages: found {len(found)}, expected {len(wanted)}."
    for number, (ours, theirs) in enumerate(zip(wanted, found, strict=False), start=1):
        if ours != theirs:
            yield f"Page {number}: it says the same words and is drawn otherwise."


_FORMS = {"JSON": _json_found, "Word": _word_found, "PDF": _pdf_found}
