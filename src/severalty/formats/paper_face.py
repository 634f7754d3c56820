"""The face of a paper: the report to be printed, what its figures rest on, and the digest that it can be told by."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from severalty.engine.dates import day
from severalty.engine.evidence import Evidence
from severalty.formats.documents import Block, Document, Section, Table, TableColumn
from severalty.formats.paper_json import digest_of
from severalty.formats.paper_withheld import EXEMPT_MARK, grouped, marking, with_parts, withheld_in_words
from severalty.formats.papers import COUNTED, Figure, PaperContent, Rendition, rendition_of

RESTS_ON = "What the figures rest on"
DIGEST = "SHA-256 of this paper"
FIGURES = "Figures and what they rest on"
EXEMPT_FIGURES = "Figures in the exempt parts and what they rest on"
MADE_FROM = "What this paper was made from"
COUNTED_WORDS = "counted from the record"

_DRAFT = "DRAFT. It is not frozen, and what it says may still change."
_ILLUSTRATIVE = "Illustrative. The case is invented for demonstration and describes nobody."
_NAMED = 3
_PRINTED = re.compile(r"\bSHA-256(?: of this paper)?\s+([0-9a-f]{8}(?:\s+[0-9a-f]{8}){7})\b")
_WORDS = {Evidence.CONTRADICTED: "contradicted by their own source", Evidence.UNKNOWN: "of unknown evidence"}


def document_of(paper: PaperContent | Rendition) -> Document:
    """The report to print: the head, what its figures rest on, the sections as written, and two lists at the end.

    Parts that are withheld stand in it as a note, and in the rendition that has them with their text below. Raises
    ValueError when the paper could not be frozen (see `paper_bytes`).
    """
    rendition = rendition_of(paper)
    content = rendition.content
    marks = [word for word, said in (("DRAFT", content.draft), ("illustrative", content.illustrative)) if said]
    facts = [
        *(("Not for publication", marking(content)) for _ in range(bool(rendition.parts))),
        *(("Status", _DRAFT) for _ in range(content.draft)),
        *(("About the case", _ILLUSTRATIVE) for _ in range(content.illustrative)),
        *content.facts,
        *(("Withheld from the public", withheld_in_words(content)) for _ in range(bool(content.withheld))),
        (RESTS_ON, resting(content.figures)),
        (DIGEST, grouped(digest_of(content))),
    ]
    return Document(
        title=content.title,
        subtitle=" · ".join([content.case_name, *marks]),
        organisation=content.organisation_name,
        prepared_on=str(day(date.fromisoformat(content.prepared_on))),
        summary_facts=tuple(facts),
        sections=(*with_parts(rendition), *_appendix(rendition)),
    )


def resting(figures: tuple[Figure, ...]) -> str:
    """What share of the figures is of each class: `Of 34 figures, 30 are reported (88%) and 4 estimated (12%).`

    Counts of rows on record were reported by nobody, so they stand beside the shares.
    """
    stated = [figure for figure in figures if figure.unit != COUNTED]
    counted = len(figures) - len(stated)
    if not counted:
        return _shares(stated)
    if not stated:
        return "The one figure is counted from the record." if counted == 1 else _all(counted, COUNTED_WORDS)
    one, many = "1 more is", f"{counted:,} more are"
    return f"{_shares(stated)} {one if counted == 1 else many} {COUNTED_WORDS}."


def _shares(figures: Sequence[Figure]) -> str:
    counts = Counter(figure.evidence for figure in figures)
    classes = [(evidence, counts[evidence]) for evidence in Evidence if counts[evidence]]
    total = len(figures)
    if not classes:
        return "This paper holds no figures."
    if len(classes) == 1:
        word = _word(classes[0][0])
        return f"The one figure is {word}." if total == 1 else _all(total, word)
    parts = [f"{count:,} {_word(evidence)} ({_per_cent(count, total)})" for evidence, count in classes]
    verb = "is" if classes[0][1] == 1 else "are"
    parts[0] = parts[0].replace(" ", f" {verb} ", 1)
    return f"Of {total:,} figures, {', '.join(parts[:-1])} and {parts[-1]}."


def _all(total: int, word: str) -> str:
    return f"All {total:,} figures are {word}."


def inputs_in_words(inputs: tuple[str, ...]) -> str:
    """Rows by table, a few of them by their keys: `cost lines desk, towers and 7 more`; the JSON names them all."""
    by_table: dict[str, list[str]] = {}
    for one in inputs:
        table, _, key = one.partition(":")
        by_table.setdefault(table.replace("_", " "), []).append(key.partition("@")[0])
    parts = []
    for table, keys in by_table.items():
        named, more = ", ".join(filter(None, keys[:_NAMED])), len(keys) - _NAMED
        parts.append(f"{table} {named}".strip() + (f" and {more} more" if more > 0 else ""))
    return "; ".join(parts)


def printed_digests(text: str) -> tuple[str, ...]:
    """The digests that a paper prints of itself, each once, in order."""
    return tuple(dict.fromkeys("".join(found.split()) for found in _PRINTED.findall(text)))


def _word(evidence: Evidence) -> str:
    return _WORDS.get(evidence, evidence.value)


def _rests_on(figure: Figure) -> str:
    return COUNTED_WORDS if figure.unit == COUNTED else figure.evidence.label


def _per_cent(count: int, total: int) -> str:
    """Rounded to whole per cent; neither nothing nor everything is claimed where it is not so."""
    rounded = (200 * count + total) // (2 * total)
    return "under 1%" if rounded == 0 else "over 99%" if rounded == 100 else f"{rounded}%"


def _appendix(rendition: Rendition) -> tuple[Section, ...]:
    content = rendition.content
    made_from = [*content.inputs, *([("Software", content.software)] if content.software else [])]
    exempt = tuple(figure for part in rendition.parts for figure in part.figures)
    sections = [*listed(content.figures), *_listed(exempt, EXEMPT_FIGURES, EXEMPT_MARK)]
    if made_from:
        table: Block = Table(
            MADE_FROM, (TableColumn("What", width_share=1), TableColumn("Which", width_share=2)), tuple(made_from)
        )
        sections.append(Section(MADE_FROM, 1, (table,)))
    return tuple(sections)


def listed(figures: tuple[Figure, ...]) -> tuple[Section, ...]:
    """The list of figures with what each rests on, under a heading of its own; nothing where there are none."""
    return _listed(figures, FIGURES, "")


def _listed(figures: tuple[Figure, ...], heading: str, mark: str) -> tuple[Section, ...]:
    return (Section(heading, 1, (_figures(figures, heading, mark),)),) if figures else ()


def _figures(figures: tuple[Figure, ...], heading: str, mark: str) -> Table:
    columns = (
        TableColumn("No.", "right", 0.6),
        TableColumn("Figure", width_share=3),
        TableColumn("Value", "right", 1.8),
        TableColumn("Evidence", width_share=1.5),
        TableColumn("Source", width_share=2.2),
        TableColumn("Worked out from", width_share=2.6),
    )
    rows = tuple(
        (f"{mark}{one.number}", one.label, one.shown, _rests_on(one), one.source, inputs_in_words(one.inputs))
        for one in figures
    )
    return Table(heading, columns, rows)
